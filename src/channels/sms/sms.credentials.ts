import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { TwilioSignature } from '../core/twilio-signature.js';

/** Purpose of the key that signs webhooks while there is no auth token; `scripts/demo.mjs` derives the same. */
const SANDBOX_TOKEN = 'sandbox:sms';

/** The account made from the environment. */
export const DEFAULT_ACCOUNT = 'default';

/** What Twilio calls an account: its id and auth token, the sender, and where its REST API is. */
@Injectable()
export class SmsCredentials {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  /** A number in E.164, a sender name, a short code, or a Messaging Service's id (MG…). */
  readonly from: string | null;
  /** Where the REST API is, without a trailing slash, when it is not at Twilio's. */
  readonly apiBaseUrl: string | null;
  /** Base of the webhooks' addresses as Twilio calls them. */
  readonly publicUrl: string;
  readonly signature: TwilioSignature;

  constructor(@Inject(Config) config: Config) {
    const { env } = config;
    this.accountSid = env.TWILIO_ACCOUNT_SID ?? null;
    this.authToken = env.TWILIO_AUTH_TOKEN ?? null;
    this.from = env.TWILIO_FROM ?? null;
    this.apiBaseUrl = env.TWILIO_API_BASE_URL ?? null;
    this.publicUrl = config.publicUrl;
    // A hub without credentials takes what its own demo signs, and still nothing unsigned.
    this.signature = new TwilioSignature(this.authToken ?? config.derivedKey(SANDBOX_TOKEN).toString('hex'));
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== DEFAULT_ACCOUNT) return 'off';
    return this.accountSid && this.authToken && this.from ? 'live' : 'sandbox';
  }
}
