/** The time in which a network lets us write freely, counted from the person's last message. */
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** From here on the officer is told how much is left. */
const CLOSING = 4 * HOUR;

export type ReplyWindow =
  /** The channel has no such rule, or there is plenty of time. */
  | { state: 'open' }
  | { state: 'closing'; until: Date; left: number }
  /** `never`: the person has not written at all, so it was never open. */
  | { state: 'closed'; hours: number; never: boolean };

/**
 * @param hours of the account's `replyWindowHours`; null or undefined where there is no such rule
 */
export function replyWindow(
  lastInboundAt: string | null,
  hours: number | null | undefined,
  now: Date,
): ReplyWindow {
  if (hours === null || hours === undefined) return { state: 'open' };
  if (lastInboundAt === null) return { state: 'closed', hours, never: true };
  const until = new Date(new Date(lastInboundAt).getTime() + hours * HOUR);
  const left = until.getTime() - now.getTime();
  if (left <= 0) return { state: 'closed', hours, never: false };
  return left < CLOSING ? { state: 'closing', until, left } : { state: 'open' };
}

/** What is left, never more than there is: minutes below two hours, whole hours above. */
export function timeLeft(milliseconds: number): { unit: 'minute' | 'hour'; count: number } {
  return milliseconds < 2 * HOUR
    ? { unit: 'minute', count: Math.floor(milliseconds / MINUTE) }
    : { unit: 'hour', count: Math.floor(milliseconds / HOUR) };
}
