import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Inject, Injectable } from '@nestjs/common';
import { SendError } from '../core/channel-adapter.js';
import { SmsCredentials } from './sms.credentials.js';
import { retryAfter } from './sms.errors.js';

/** Carriers stop at about 5 MB; more than this is not a picture message. */
const MAX_MEDIA_BYTES = 25 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 60_000;

/** Fetches what came with a picture message. It lies at Twilio, behind the account's credentials. */
@Injectable()
export class SmsMedia {
  constructor(@Inject(SmsCredentials) private readonly credentials: SmsCredentials) {}

  /** @throws SendError with `retryable` telling whether to try again */
  async fetch(url: string): Promise<{ stream: Readable; contentType: string | null }> {
    let next = this.located(url);
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      this.requireAllowed(next);
      // Twilio redirects to storage that takes a signed address: the credentials go no further than Twilio.
      const response = await this.get(next, redirects === 0 && this.isApi(next));
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || !location) return opened(response);
      await response.body?.cancel();
      next = new URL(location, next);
    }
    throw new SendError('media.redirects', 'Too many redirects', { retryable: false });
  }

  /** A stand-in for the REST API stands in for its media as well. */
  private located(url: string): URL {
    const { apiBaseUrl } = this.credentials;
    const asked = new URL(url);
    return apiBaseUrl && asked.hostname === 'api.twilio.com'
      ? new URL(apiBaseUrl + asked.pathname + asked.search)
      : asked;
  }

  private requireAllowed(url: URL): void {
    if (url.protocol === 'https:' || this.isApi(url)) return;
    throw new SendError('media.refused', `Media at ${url.protocol}//${url.host} is not fetched`, {
      retryable: false,
    });
  }

  private isApi(url: URL): boolean {
    const { apiBaseUrl } = this.credentials;
    if (apiBaseUrl && url.origin === new URL(apiBaseUrl).origin) return true;
    return (
      url.protocol === 'https:' && (url.hostname === 'twilio.com' || url.hostname.endsWith('.twilio.com'))
    );
  }

  private async get(url: URL, authorised: boolean): Promise<Response> {
    const { accountSid, authToken } = this.credentials;
    const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
    try {
      return await fetch(url, {
        redirect: 'manual',
        headers: authorised ? { authorization: `Basic ${basic}` } : {},
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException;
      throw new SendError(code ?? 'media.unreachable', message, { retryable: true, cause: error });
    }
  }
}

async function opened(response: Response): Promise<{ stream: Readable; contentType: string | null }> {
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    const retryAfterMs = retryAfter(Object.fromEntries(response.headers));
    throw new SendError(`HTTP ${response.status}`, `The media answered ${response.status}`, {
      // 404 as well: the message can be here a moment before its media is.
      retryable: [404, 408, 429].includes(response.status) || response.status >= 500,
      ...(retryAfterMs !== null && { retryAfterMs }),
    });
  }
  if (Number(response.headers.get('content-length')) > MAX_MEDIA_BYTES) {
    await response.body.cancel();
    throw new SendError('media.too_large', `More than ${MAX_MEDIA_BYTES} bytes`, { retryable: false });
  }
  return {
    stream: Readable.from(limited(Readable.fromWeb(response.body as ReadableStream)), { objectMode: false }),
    contentType: response.headers.get('content-type'),
  };
}

/** A length need not be stated, nor true. */
async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > MAX_MEDIA_BYTES) {
      throw new SendError('media.too_large', `More than ${MAX_MEDIA_BYTES} bytes`, { retryable: false });
    }
    yield chunk;
  }
}
