import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { SendError } from '../core/channel-adapter.js';
import { fetchTwilioMedia, isTwilioApi, type TwilioAccess } from '../core/twilio-media.js';
import { TwilioSignature } from '../core/twilio-signature.js';
import type { TwilioIdentity } from '../core/twilio-webhook.js';
import { RECORDING } from './phone.voice.schemas.js';

/** Purpose of the key that signs webhooks while there is no auth token. */
const SANDBOX_TOKEN = 'sandbox:phone';

/** The telephone line at Twilio: who may call our doors, how callers are greeted, where their messages lie. */
@Injectable()
export class VoiceLine implements TwilioIdentity, TwilioAccess {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  readonly apiBaseUrl: string | null;
  readonly publicUrl: string;
  readonly signature: TwilioSignature;
  readonly greeting: { languages: readonly ('ar' | 'en')[]; recording: string | null };

  constructor(@Inject(Config) config: Config) {
    const { env } = config;
    this.accountSid = env.TWILIO_ACCOUNT_SID ?? null;
    this.authToken = env.TWILIO_AUTH_TOKEN ?? null;
    this.apiBaseUrl = env.TWILIO_API_BASE_URL ?? null;
    this.publicUrl = config.publicUrl;
    this.signature = new TwilioSignature(this.authToken ?? config.derivedKey(SANDBOX_TOKEN).toString('hex'));
    const language = env.TWILIO_VOICE_LANGUAGE;
    this.greeting = {
      languages: language === 'both' ? ['ar', 'en'] : [language],
      recording: env.TWILIO_VOICE_GREETING_URL ?? null,
    };
  }

  /**
   * Opens a recording. Nothing but a recording at Twilio's own address is ever asked for.
   * @throws SendError; retryable while Twilio has not got it ready
   */
  async recording(address: string): Promise<{ stream: Readable; contentType: string | null }> {
    const url = new URL(address);
    if (!isTwilioApi(url, this) || !RECORDING.test(url.pathname.replace(/\.mp3$/, ''))) {
      throw new SendError('media.refused', `${url.host} holds no recording of ours`, { retryable: false });
    }
    return fetchTwilioMedia(address, this);
  }
}
