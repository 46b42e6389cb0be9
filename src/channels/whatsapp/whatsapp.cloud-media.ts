import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Inject, Injectable } from '@nestjs/common';
import { SendError } from '../core/channel-adapter.js';
import { CloudCredentials } from './whatsapp.cloud-credentials.js';
import { failureOf, repeatable, waitOf } from './whatsapp.cloud-errors.js';
import { GraphApi } from './whatsapp.cloud-graph.js';
import { mediaIdOf } from './whatsapp.cloud-media-address.js';
import { mediaSchema } from './whatsapp.cloud-schemas.js';

/** As much as the hub keeps of any attachment; only documents can be larger. */
const MAX_MEDIA_BYTES = 25 * 1024 * 1024;
const TIMEOUT_MS = 60_000;
/** The token may be expired for as long as an administrator needs; media wait 30 days. */
const UNAUTHORISED = new Set(['190', 'HTTP 401']);

/** Fetches what came with a message: its id gives an address for some minutes, which takes the same token. */
@Injectable()
export class CloudMedia {
  constructor(
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(GraphApi) private readonly graph: GraphApi,
  ) {}

  /** @throws SendError with `retryable` telling whether to try again */
  async fetch(address: string): Promise<{ stream: Readable; contentType: string | null }> {
    const id = mediaIdOf(address);
    if (id === null) throw refused('Only media that WhatsApp names are fetched');
    const { url, mime_type, file_size } = await this.describe(id);
    if ((file_size ?? 0) > MAX_MEDIA_BYTES) throw tooLarge();
    const response = await this.get(this.allowed(url));
    if (!response.ok || !response.body) throw await failed(response);
    if (Number(response.headers.get('content-length')) > MAX_MEDIA_BYTES) {
      await response.body.cancel();
      throw tooLarge();
    }
    return {
      stream: Readable.from(limited(Readable.fromWeb(response.body as ReadableStream)), {
        objectMode: false,
      }),
      contentType: response.headers.get('content-type') ?? mime_type ?? null,
    };
  }

  private async describe(id: string) {
    try {
      return mediaSchema.parse(await this.graph.request(encodeURIComponent(id)));
    } catch (error) {
      if (!(error instanceof SendError)) {
        throw new SendError('media.no_address', 'WhatsApp gave no address', {
          retryable: true,
          cause: error,
        });
      }
      if (!UNAUTHORISED.has(error.code)) throw repeatable(error);
      throw new SendError(error.code, error.message, { retryable: true, cause: error });
    }
  }

  /** The token goes where the API says, encrypted; a stand-in for the API stands in for its media as well. */
  private allowed(address: string): URL {
    const url = new URL(address);
    const { apiBaseUrl } = this.credentials;
    if (url.protocol === 'https:' || (apiBaseUrl && url.origin === new URL(apiBaseUrl).origin)) return url;
    throw refused(`Media at ${url.protocol}//${url.host} is not fetched`);
  }

  private async get(url: URL): Promise<Response> {
    try {
      return await fetch(url, {
        // Elsewhere the token has no business.
        redirect: 'error',
        headers: this.credentials.authorization,
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw repeatable(failureOf(error));
    }
  }
}

async function failed(response: Response): Promise<SendError> {
  await response.body?.cancel();
  const retryAfterMs = waitOf(response.headers.get('retry-after'));
  return new SendError(`HTTP ${response.status}`, `The media answered ${response.status}`, {
    retryable: [401, 408, 429].includes(response.status) || response.status >= 500,
    ...(retryAfterMs !== null && { retryAfterMs }),
  });
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

function tooLarge(): SendError {
  return new SendError('media.too_large', `More than ${MAX_MEDIA_BYTES} bytes`, { retryable: false });
}

function refused(reason: string): SendError {
  return new SendError('media.refused', reason, { retryable: false });
}
