import { z } from 'zod';
import type { CallInput } from '../../lib/api';
import { channelType } from '../../lib/schemas';
import { searchDigits } from './callers';

const caller = z.object({
  number: z.string(),
  name: z.string().nullable(),
  conversationId: z.string(),
  reference: z.string(),
  channel: channelType,
  lastMessageAt: z.string(),
});

/** A call that is being written down. */
export const callDraft = z.object({
  /** Made with the first digit and kept until it is saved: a repeated save is the same call. */
  id: z.string(),
  number: z.string(),
  name: z.string(),
  summary: z.string(),
  direction: z.enum(['answered', 'missed']),
  /** When the first digit was typed. */
  startedAt: z.string().nullable(),
  /** When it was first tried to save: a failed save does not lengthen the call. */
  endedAt: z.string().nullable(),
  /** Whoever was picked among the people found. */
  caller: caller.nullable(),
});
export type CallDraft = z.infer<typeof callDraft>;

export const emptyDraft = (id: string): CallDraft => ({
  id,
  number: '',
  name: '',
  summary: '',
  direction: 'answered',
  startedAt: null,
  endedAt: null,
  caller: null,
});

export const isEmptyDraft = (draft: CallDraft): boolean =>
  !draft.number.trim() && !draft.name.trim() && !draft.summary.trim();

/** What was typed in an earlier life of the page; anything else is nothing. */
export function parseDraft(text: string | null): CallDraft | null {
  if (!text) return null;
  try {
    return callDraft.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The draft with what was just typed: the first digit starts the clock, an emptied form stops it. */
export function typed(before: CallDraft, change: Partial<CallDraft>, now: Date): CallDraft {
  const next = { ...before, ...change };
  if (next.caller && next.caller.number !== next.number) next.caller = null;
  if (isEmptyDraft(next)) return { ...next, startedAt: null, endedAt: null };
  if (!next.startedAt && /\d/.test(next.number)) next.startedAt = now.toISOString();
  return next;
}

const MOST_SECONDS = 86_400;

/** Whole seconds from the first digit until the save, or until now. */
export function secondsOf({ startedAt, endedAt }: CallDraft, now: Date): number {
  if (!startedAt) return 0;
  const until = endedAt ? Date.parse(endedAt) : now.getTime();
  return Math.min(MOST_SECONDS, Math.max(0, Math.floor((until - Date.parse(startedAt)) / 1000)));
}

/** "4:07" */
export const minutesAndSeconds = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const LEAST_DIGITS_OF_A_NUMBER = 3;

/** What keeps this call from being saved, by field. */
export function problemsOf(draft: CallDraft): { number?: 'numberNeeded'; summary?: 'summaryNeeded' } {
  return {
    ...(searchDigits(draft.number).length < LEAST_DIGITS_OF_A_NUMBER && { number: 'numberNeeded' as const }),
    ...(draft.direction === 'answered' && !draft.summary.trim() && { summary: 'summaryNeeded' as const }),
  };
}

/** As the API takes it. A missed call lasted no time. */
export function callOf(draft: CallDraft, now: Date): CallInput {
  const name = draft.name.trim();
  return {
    id: draft.id,
    number: draft.number.trim(),
    ...(name && { name }),
    direction: draft.direction,
    at: draft.startedAt ?? now.toISOString(),
    ...(draft.direction === 'answered' && { durationSeconds: secondsOf(draft, now) }),
    summary: draft.summary.trim(),
  };
}
