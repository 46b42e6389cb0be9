import { SendError } from '../core/channel-adapter.js';
import { retryAfterOf } from '../core/provider-http.js';
import { refusalSchema } from './whatsapp.cloud-schemas.js';

/** The person has stopped our messages on WhatsApp. */
const OPTED_OUT = '131050';

/**
 * Throttled, by how long to leave it when the answer does not say. Nothing of the message was taken.
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
const THROTTLED: Readonly<Record<string, number>> = {
  '4': 60_000, // too many calls of the app
  '80007': 60_000, // too many calls of the business account
  '130429': 5_000, // more than the number may send in a second
  '131048': 300_000, // too many of its messages were reported as spam
  '131056': 6_000, // too fast to one person
};
/** Their own outages, refused before anything was taken, and media that did not go through. */
const PASSING = new Set([
  '2', // temporarily unavailable
  '131016', // service unavailable
  '131052', // media could not be fetched
  '131053', // media could not be processed
  '131057', // the account is in maintenance
  '133004', // server temporarily unavailable
]);
const THROTTLED_MS = 10_000;

/** The token is wrong or over: an administrator mends that, and nobody's message should be lost to it. */
const UNAUTHORISED = new Set(['190', 'HTTP 401']);
const WAIT_FOR_CREDENTIALS_MS = 60_000;

export interface GraphAnswer {
  status: number;
  body: unknown;
  retryAfter: string | null;
}

export function isOptOut(code: string | null): boolean {
  return code === OPTED_OUT;
}

/** What an answer other than 2xx means for the message. The code decides; the status only where there is none. */
export function refusalOf({ status, body, retryAfter }: GraphAnswer): SendError {
  const problem = refusalSchema.safeParse(body).data?.error;
  const code = problem?.code ?? `HTTP ${status}`;
  const detail =
    problem?.error_data?.details ?? problem?.message ?? problem?.title ?? `WhatsApp answered ${status}`;
  if (isOptOut(code)) return new SendError(code, detail, { retryable: false, optedOut: true });
  if (UNAUTHORISED.has(code)) {
    return new SendError(code, detail, { retryable: true, retryAfterMs: WAIT_FOR_CREDENTIALS_MS });
  }
  const asked = retryAfterOf(retryAfter);
  const throttled = THROTTLED[code] ?? (status === 429 ? THROTTLED_MS : undefined);
  if (throttled !== undefined) {
    return new SendError(code, detail, { retryable: true, retryAfterMs: asked ?? throttled });
  }
  if (PASSING.has(code)) {
    return new SendError(code, detail, { retryable: true, ...(asked !== null && { retryAfterMs: asked }) });
  }
  // Something broke behind the door: it may have been after the message was taken.
  if (status >= 500) return new SendError(code, detail, { retryable: false, uncertain: true });
  return new SendError(code, detail, { retryable: false });
}
