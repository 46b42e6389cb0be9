import { SendError } from '../core/channel-adapter.js';
import { retryAfterOf } from '../core/provider-http.js';

/**
 * Codes after which the same message may still go through: rate limits, full queues, their own outages.
 * @see https://www.twilio.com/docs/api/errors
 */
const RETRYABLE = new Set([
  '14107', // message rate limit exceeded
  '20429', // too many requests
  '20500', // internal server error
  '20503', // service unavailable
  '21611', // this sender has too many messages queued
  '30001', // queue overflow
  '30022', // rate limit of the route exceeded
  '63018', // rate limit of the channel exceeded
]);
const OPTED_OUT = '21610';
/** The account's credentials are wrong: an administrator mends that, and nobody's message should be lost to it. */
const UNAUTHORISED = new Set(['20003', '20006']);
const WAIT_FOR_CREDENTIALS_MS = 60_000;

export interface TwilioAnswer {
  statusCode: number;
  body: unknown;
  headers?: { 'retry-after'?: unknown } | undefined;
}

/** What an answer other than "created" means for the message. */
export function refusalOf({ statusCode, body, headers }: TwilioAnswer): SendError {
  const { code, message } = problemIn(body);
  const name = code ?? `HTTP ${statusCode}`;
  const words = message ?? `Twilio answered ${statusCode}`;
  if (name === OPTED_OUT) return new SendError(name, words, { retryable: false, optedOut: true });
  if (statusCode === 401 || UNAUTHORISED.has(name)) {
    return new SendError(name, words, { retryable: true, retryAfterMs: WAIT_FOR_CREDENTIALS_MS });
  }
  // A gateway gave up waiting for what stands behind it: that may have taken the message.
  if (statusCode === 504) return new SendError(name, words, { retryable: false, uncertain: true });
  if (statusCode === 429 || statusCode >= 500 || RETRYABLE.has(name)) {
    const retryAfterMs = retryAfterOf(headers?.['retry-after']);
    return new SendError(name, words, { retryable: true, ...(retryAfterMs !== null && { retryAfterMs }) });
  }
  return new SendError(name, words, { retryable: false });
}

function problemIn(body: unknown): { code: string | null; message: string | null } {
  const { code, message, detail } = (typeof body === 'object' && body ? body : {}) as Record<string, unknown>;
  const words = typeof message === 'string' ? message : detail;
  return {
    code: typeof code === 'number' || typeof code === 'string' ? String(code) : null,
    message: typeof words === 'string' ? words : null,
  };
}
