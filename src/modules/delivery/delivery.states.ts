import type { DeliveryStatus } from '../../channels/core/channel-adapter.js';

export const OUTBOUND_STATES = [
  'queued',
  'sending',
  'sandboxed',
  'uncertain',
  'sent',
  'failed',
  'delivered',
  'read',
] as const;
export type OutboundState = (typeof OUTBOUND_STATES)[number];

/**
 * What may follow what when a network reports. Reports come twice and in any order, so a state only moves
 * forward: a failure outranks "sent", and proof of arrival outranks a failure.
 */
export const RANK: Record<OutboundState, number> = {
  queued: 0,
  sending: 0,
  uncertain: 0,
  sandboxed: 9,
  sent: 2,
  failed: 3,
  delivered: 4,
  read: 5,
};

/** The state after a report; the same state when the report says nothing new. */
export function after(state: OutboundState, report: DeliveryStatus): OutboundState {
  if (report === 'deferred') return state;
  return RANK[report] > RANK[state] ? report : state;
}

/** After how many tries a message that could be sent later is given up. */
export const MAX_ATTEMPTS = 12;

const FIRST_BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 30 * 60_000;

/** Milliseconds to wait after the given try (1 = first): doubling, with up to a fifth of jitter. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const base = Math.min(FIRST_BACKOFF_MS * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
  return Math.round(base * (1 + random() * 0.2));
}
