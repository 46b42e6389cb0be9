import { el } from '../widget/dom.js';
import type { View } from './hub';
import type { Say } from './words';

const STEPS = ['received', 'papers', 'study', 'answer', 'service'] as const;
/** The step that is under way; past the last one when all is done. */
const AT: Record<View['state'], number> = {
  draft: 0,
  submitted: 1,
  papers_missing: 1,
  verified: 2,
  under_study: 2,
  appealed: 2,
  decided: 4,
  delivered: 5,
  closed: 5,
  withdrawn: -1,
};

/** The way of the request from top to bottom. */
export function steps(view: View, say: Say): HTMLElement | null {
  const at = AT[view.state];
  if (at < 0) return null;
  // A service follows only where it was granted.
  const refused = view.decision?.round === view.round && view.decision.outcome === 'rejected';
  const shown = refused ? STEPS.slice(0, 4) : STEPS;
  return el(
    'ol',
    { class: 'steps', 'aria-label': say('steps') },
    ...shown.map((name, index) => {
      const how = index < at ? 'done' : index === at ? 'now' : 'later';
      const warns = how === 'now' && view.state === 'papers_missing';
      return el(
        'li',
        { class: `step ${how}${warns ? ' warns' : ''}`, 'aria-current': how === 'now' ? 'step' : null },
        el('span', { class: 'mark', 'aria-hidden': 'true' }, how === 'done' ? '✓' : warns ? '!' : ''),
        el('span', { class: 'step-name' }, say(`step.${name}`)),
        el('span', { class: 'step-how' }, say(how)),
      );
    }),
  );
}
