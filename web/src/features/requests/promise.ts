/** How far off the dates of a request are, in the association's days. Pure. */
import { dayKey } from '../../lib/dates';
import type { RequestState, SupportRequest } from './schemas';

const DAY_MS = 86_400_000;

/** Whole days of the calendar from now until then: 0 today, 1 tomorrow, negative when it is past. */
export function daysUntil(at: string, now: Date): number {
  return Math.round((Date.parse(dayKey(at)) - Date.parse(dayKey(now))) / DAY_MS);
}

/** States in which the person still waits for the answer. */
const WAITING: readonly RequestState[] = [
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'decided',
  'notice_due',
  'appealed',
];
export const isWaiting = (state: RequestState): boolean => WAITING.includes(state);

type Dated = Pick<SupportRequest, 'state' | 'notBefore' | 'answerBy'>;
export interface Promised {
  /** Which of the two dates matters now: the earliest while it lies ahead, the latest afterwards. */
  kind: 'goesOut' | 'promiseEnds' | 'promisePast';
  days: number;
}

/** What a row says about the dates; null when nobody waits any more. */
export function promised({ state, notBefore, answerBy }: Dated, now: Date): Promised | null {
  if (!isWaiting(state) || !notBefore || !answerBy) return null;
  const left = new Date(answerBy).getTime() - now.getTime();
  if (left <= 0) return { kind: 'promisePast', days: Math.abs(daysUntil(answerBy, now)) };
  if (new Date(notBefore).getTime() > now.getTime())
    return { kind: 'goesOut', days: daysUntil(notBefore, now) };
  return { kind: 'promiseEnds', days: daysUntil(answerBy, now) };
}

export type Tone = 'plain' | 'good' | 'amber' | 'red';
const TONES: Partial<Record<RequestState, Tone>> = {
  papers_missing: 'amber',
  appealed: 'amber',
  verified: 'good',
  under_study: 'good',
  decided: 'good',
  notice_due: 'good',
};
/** The calm colour of a state: amber where somebody is waited for, green where it is moving. */
export const toneOf = (state: RequestState): Tone => TONES[state] ?? 'plain';

/** States in which what the request says may still be changed. */
const CHANGEABLE: readonly RequestState[] = [
  'draft',
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'appealed',
];
export const isChangeable = (state: RequestState): boolean => CHANGEABLE.includes(state);
