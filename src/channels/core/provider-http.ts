import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { SendError } from './channel-adapter.js';

/** As much as the hub keeps of any attachment. */
export const MAX_MEDIA_BYTES = 25 * 1024 * 1024;

/** Failures of the way to a provider before a request can have been written. */
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

/**
 * What a request that got no answer means for the message: unless it surely never left, nobody knows. A `SendError`
 * stays what it is.
 */
export function unanswered(error: unknown): SendError {
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
export function retryAfterOf(value: unknown, now = Date.now()): number | null {
  if (typeof value !== 'string' || value === '') return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/**
 * The body of a provider's answer, as long as it is no longer than the hub keeps.
 * @param passing statuses after which the same may be asked again; those of the server's own trouble always are
 * @throws SendError with `retryable` telling whether to try again; the stream fails with one when it grows too long
 */
export async function mediaIn(
  response: Response,
  passing: readonly number[],
): Promise<{ stream: Readable; contentType: string | null }> {
  const { status, headers, body } = response;
  if (!response.ok || !body) {
    await body?.cancel();
    const retryAfterMs = retryAfterOf(headers.get('retry-after'));
    throw new SendError(`HTTP ${status}`, `The media answered ${status}`, {
      retryable: passing.includes(status) || status >= 500,
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  }
  if (Number(headers.get('content-length')) > MAX_MEDIA_BYTES) {
    await body.cancel();
    throw tooLarge();
  }
  return {
    stream: Readable.from(limited(Readable.fromWeb(body as ReadableStream)), { objectMode: false }),
    contentType: headers.get('content-type'),
  };
}

export function tooLarge(): SendError {
  return new SendError('media.too_large', `More than ${MAX_MEDIA_BYTES} bytes`, { retryable: false });
}

/** A length need not be stated, nor true. */
async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > MAX_MEDIA_BYTES) throw tooLarge();
    yield chunk;
  }
}

/** HTTP clients hide what went wrong in the cause; of several addresses tried, the first says enough. */
function rootOf(error: unknown): NodeJS.ErrnoException {
  const cause = (error as Error).cause ?? error;
  const [first] = cause instanceof AggregateError ? cause.errors : [];
  return (first ?? cause) as NodeJS.ErrnoException;
}
