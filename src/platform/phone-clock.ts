/** A clock that is off by less is right enough. */
const TOLERANCE_MS = 2 * 60_000;
/** Nothing lies unsent for longer: then the phone's clock jumped between writing and sending. */
const LONGEST_WAIT_MS = 90 * 24 * 3_600_000;

/** What the phone's clock said when something was written and when it was sent, and ours when it came. */
interface Moments {
  at: Date;
  sentAt: Date;
  receivedAt: Date;
}

/**
 * When it was written by our clock. However wrong the phone's is, how long it waited there is right, unless it was
 * set meanwhile; then only when it came is known.
 */
export function writtenAt({ at, sentAt, receivedAt }: Moments): { at: Date; clockIsOff: boolean } {
  const waited = sentAt.getTime() - at.getTime();
  if (waited < 0 || waited > LONGEST_WAIT_MS) return { at: receivedAt, clockIsOff: true };
  const clockIsOff = Math.abs(receivedAt.getTime() - sentAt.getTime()) > TOLERANCE_MS;
  return { at: clockIsOff ? new Date(receivedAt.getTime() - waited) : earlier(at, receivedAt), clockIsOff };
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
