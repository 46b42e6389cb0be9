import { latinDigits } from '../../lib/saudi-id';
import type { ChannelType } from '../../lib/schemas';

/** The association's policy. The hub refuses less, whoever asks, and so does its database. */
export const LEAST_DAYS_TO_DECISION = 14;

export const LONGEST = { decisionNotBeforeDays: 365, decisionPromiseDays: 730, proofWithinHours: 8760 };

/** Channels that a notice can go out on; the others are ways in only. */
export const LADDER_CHANNELS: readonly ChannelType[] = [
  'whatsapp',
  'sms',
  'email',
  'phone',
  'letter',
  'branch',
  'interview',
];

/** The list with one of its entries a place up (-1) or down (1). */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const other = index + by;
  if (other < 0 || other >= list.length) return [...list];
  const next = [...list];
  [next[index], next[other]] = [list[other] as T, list[index] as T];
  return next;
}

/** Days as somebody typed them, in either digits: whole, from 1 to 365, each once, in order. The rest is left out. */
export function reminderDaysOf(words: readonly string[]): number[] {
  const days = words
    .map((word) => Number(latinDigits(word.trim())))
    .filter((day) => Number.isInteger(day) && day >= 1 && day <= 365);
  return [...new Set(days)].sort((a, b) => a - b);
}
