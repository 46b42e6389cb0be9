import type { Permission } from '../../platform/access/access.js';

/** Where a request stands. The page has words for each, in both languages. */
export const REQUEST_STATES = [
  'draft',
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'decided',
  'notice_due',
  'notified',
  'delivered',
  'closed',
  'withdrawn',
  'appealed',
] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** While what it says, its papers and their checks may still be changed: nothing has been decided upon it. */
export const CHANGEABLE: readonly RequestState[] = [
  'draft',
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'appealed',
];

/** Nobody waits for anything any more. */
export const OVER: readonly RequestState[] = ['closed', 'withdrawn'];

/** Who moves a request: staff with a permission, the person it is about, or the hub when something has happened. */
export type Mover = Permission | 'person' | 'hub';

export interface TransitionRule {
  from: readonly RequestState[];
  to: RequestState;
  who: readonly Mover[];
  /** Whether whoever may make it may take it back, as long as nothing has followed. */
  undo?: true;
  /** A reason in words has to be given. */
  reason?: true;
}

/**
 * Every way a request can go, and no other. What else must be true (papers verified, attestation in force, quorum) is
 * checked by the service that makes the transition. docs/request-states.md is drawn from it
 * (`npm run docs:states`).
 */
export const TRANSITIONS = {
  submit: { from: ['draft'], to: 'submitted', who: ['requests.write', 'person'] },
  ask_papers: { from: ['submitted', 'verified'], to: 'papers_missing', who: ['requests.write'], undo: true },
  verify: { from: ['submitted', 'papers_missing'], to: 'verified', who: ['requests.write'], undo: true },
  study: { from: ['verified'], to: 'under_study', who: ['requests.write', 'committee.run'], undo: true },
  /** The committee wants something checked again. */
  return: { from: ['under_study'], to: 'verified', who: ['committee.run'], reason: true },
  decide: { from: ['under_study'], to: 'decided', who: ['committee.run'] },
  /** The second person approved the words of the decision's notice. */
  approve_notice: { from: ['decided'], to: 'notice_due', who: ['notices.approve'], undo: true },
  /** There is proof that the notice arrived. */
  notify: { from: ['notice_due'], to: 'notified', who: ['hub'] },
  deliver: { from: ['notified'], to: 'delivered', who: ['requests.write'], undo: true },
  close: { from: ['notified', 'delivered'], to: 'closed', who: ['requests.write', 'hub'], undo: true },
  withdraw: {
    from: ['draft', 'submitted', 'papers_missing', 'verified', 'under_study'],
    to: 'withdrawn',
    who: ['requests.write', 'person'],
    undo: true,
    reason: true,
  },
  appeal: { from: ['notified', 'closed'], to: 'appealed', who: ['requests.write', 'person'], reason: true },
  study_again: { from: ['appealed'], to: 'under_study', who: ['requests.write', 'committee.run'] },
} as const satisfies Record<string, TransitionRule>;
export type TransitionAction = keyof typeof TRANSITIONS;

export function ruleOf(action: TransitionAction): TransitionRule {
  return TRANSITIONS[action];
}

/** What can be done with a request in this state by whoever has these rights. */
export function actionsFrom(state: RequestState, movers: readonly Mover[]): TransitionAction[] {
  return (Object.keys(TRANSITIONS) as TransitionAction[]).filter((action) => {
    const rule = ruleOf(action);
    return rule.from.includes(state) && rule.who.some((mover) => movers.includes(mover));
  });
}
