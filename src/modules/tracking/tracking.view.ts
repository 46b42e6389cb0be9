import type { RequestState } from '../requests/request.states.js';

/** Where a request stands, as its person is told. A decision shows only when it may be read. */
export type ShownState =
  | 'draft'
  | 'submitted'
  | 'papers_missing'
  | 'verified'
  | 'under_study'
  | 'decided'
  | 'delivered'
  | 'closed'
  | 'withdrawn'
  | 'appealed';

/**
 * That there is a decision shows as little as what it says: before it may be read, everything looks as it did while
 * the committee studied the request.
 * @param readable whether the decision of the request's present round may be read
 */
export function shownState(state: RequestState, readable: boolean): ShownState {
  switch (state) {
    case 'decided':
    case 'notice_due':
    case 'notified':
      return readable ? 'decided' : 'under_study';
    case 'delivered':
    case 'closed':
      return readable ? state : 'under_study';
    default:
      return state;
  }
}

/** While its papers are gathered they can be sent here; afterwards an officer takes them. */
export const TAKES_PAPERS: readonly ShownState[] = ['draft', 'submitted', 'papers_missing', 'verified'];
/** States that the person ends with a word; during the study somebody has to stop it. */
export const WITHDRAWS_AT_ONCE: readonly ShownState[] = ['draft', 'submitted', 'papers_missing', 'verified'];
export const RATES: readonly ShownState[] = ['decided', 'delivered', 'closed', 'withdrawn'];

export interface PaperRow {
  key: string;
  label: { ar: string; en: string };
  required: boolean;
  state: 'missing' | 'received' | 'verified' | 'refused' | 'waived';
  reason: string | null;
  /** `YYYY-MM-DD`; it counts no more on the day after. */
  validUntil: string | null;
  expired: boolean;
  /** How many files have come for it. */
  files: number;
}

/** Whether the person is to send this paper (again). */
export function isWanted({ state, expired }: Pick<PaperRow, 'state' | 'expired'>): boolean {
  return state === 'missing' || state === 'refused' || expired;
}
