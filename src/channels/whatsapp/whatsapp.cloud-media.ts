import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { SendError } from '../core/channel-adapter.js';
import { MAX_MEDIA_BYTES, mediaIn, repeatable, tooLarge, unanswered } from '../core/provider-http.js';
import { authorization, type CloudAccount, CloudCredentials } from './whatsapp.cloud-credentials.js';
import { GraphApi } from './whatsapp.cloud-graph.js';
import { mediaIdOf } from './whatsapp.cloud-media-address.js';
import { mediaSchema } from './whatsapp.cloud-schemas.js';

/** 401 as well: the token may be expired for as long as an administrator needs, and media wait 30 days. */
const PASSING = [401, 408, 429];
const TIMEOUT_MS = 60_000;

/** Fetches what came with a message: its id gives an address for some minutes, which takes the same token. */
@Injectable()
export class CloudMedia {
  constructor(
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(GraphApi) private readonly graph: GraphApi,
  ) {}

  /** @throws SendError with `retryable` telling whether to try again */
  async fetch(
    accountName: string,
    address: string,
  ): Promise<{ stream: Readable; contentType: string | null }> {
    const id = mediaIdOf(address);
    if (id === null) throw refused('Only media that WhatsApp names are fetched');
    const account = this.credentials.of(accountName);
    if (!account) throw refused('The account is not one of the Cloud API');
    const { url, mime_type, file_size } = await this.describe(account, id);
    if ((file_size ?? 0) > MAX_MEDIA_BYTES) throw tooLarge();
    const { stream, contentType } = await mediaIn(await this.get(account, this.allowed(url)), PASSING);
    return { stream, contentType: contentType ?? mime_type ?? null };
  }

  private async describe(account: CloudAccount, id: string) {
    try {
      return mediaSchema.parse(await this.graph.request(account, encodeURIComponent(id)));
    } catch (error) {
      if (!(error instanceof SendError)) {
        throw new SendError('media.no_address', 'WhatsApp gave no address', {
          retryable: true,
          cause: error,
        });
      }
      throw repeatable(error);
    }
  }

  /** The token goes where the API says, encrypted; a stand-in for the API stands in for its media as well. */
  private allowed(address: string): URL {
    const url = new URL(address);
    const { apiBaseUrl } = this.credentials;
    if (url.protocol === 'https:' || (apiBaseUrl && url.origin === new URL(apiBaseUrl).origin)) return url;
    throw refused(`Media at ${url.protocol}//${url.host} is not fetched`);
  }

  private async get(account: CloudAccount, url: URL): Promise<Response> {
    try {
      return await fetch(url, {
        // Elsewhere the token has no business.
        redirect: 'error',
        headers: authorization(account),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      throw repeatable(unanswered(error));
    }
  }
}

function refused(reason: string): SendError {
  return new SendError('media.refused', reason, { retryable: false });
}
