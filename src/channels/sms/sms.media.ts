import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { SendError } from '../core/channel-adapter.js';
import { fetchTwilioMedia } from '../core/twilio-media.js';
import { SmsCredentials } from './sms.credentials.js';

/** Fetches what came with a picture message. */
@Injectable()
export class SmsMedia {
  constructor(@Inject(SmsCredentials) private readonly credentials: SmsCredentials) {}

  /** @throws SendError with `retryable` telling whether to try again */
  fetch(accountName: string, url: string): Promise<{ stream: Readable; contentType: string | null }> {
    const account = this.credentials.of(accountName);
    if (account) return fetchTwilioMedia(url, account);
    throw new SendError('media.refused', 'This account has no media at Twilio', { retryable: false });
  }
}
