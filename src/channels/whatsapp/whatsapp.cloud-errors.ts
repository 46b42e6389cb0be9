import { SendError } from '../core/channel-adapter.js';
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

/** Failures of the way to Meta before a request can have been written. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

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
  const asked = waitOf(retryAfter);
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

/** What a request that got no answer means for the message: unless it surely never left, nobody knows. */
export function failureOf(error: unknown): SendError {
  if (error instanceof SendError) return error;
  const { code, name, syscall, message } = rootOf(error);
  const options = { cause: error };
  if (code && (NEVER_SENT.has(code) || syscall === 'connect' || syscall === 'getaddrinfo')) {
    return new SendError(code, message, { ...options, retryable: true });
  }
  const known = typeof code === 'string' ? code : name === 'TimeoutError' ? 'timeout' : 'no_answer';
  return new SendError(known, message, { ...options, retryable: false, uncertain: true });
}

/** The same for a request that sends nobody anything (an upload, a download): it may always be repeated. */
export function repeatable(error: SendError): SendError {
  if (!error.uncertain) return error;
  return new SendError(error.code, error.message, { retryable: true, cause: error });
}

/** Milliseconds of a Retry-After header, in seconds or as a date; null when there is none to obey. */
export function waitOf(retryAfter: string | null, now = Date.now()): number | null {
  if (!retryAfter) return null;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** fetch hides what went wrong in the cause; of several addresses tried, the first says enough. */
function rootOf(error: unknown): NodeJS.ErrnoException {
  const cause = (error as Error).cause ?? error;
  const [first] = cause instanceof AggregateError ? cause.errors : [];
  return (first ?? cause) as NodeJS.ErrnoException;
}
