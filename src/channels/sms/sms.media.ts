import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { fetchTwilioMedia } from '../core/twilio-media.js';
import { SmsCredentials } from './sms.credentials.js';

/** Fetches what came with a picture message. */
@Injectable()
export class SmsMedia {
  constructor(@Inject(SmsCredentials) private readonly credentials: SmsCredentials) {}

  /** @throws SendError with `retryable` telling whether to try again */
  fetch(url: string): Promise<{ stream: Readable; contentType: string | null }> {
    return fetchTwilioMedia(url, this.credentials);
  }
}
