import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { SharedToken } from '../core/shared-token.js';
import { CloudSignature } from './whatsapp.cloud-signature.js';

/** Purpose of the key that signs webhooks, and is the verify token, while there are no credentials. */
const SANDBOX_TOKEN = 'sandbox:whatsapp';
const GRAPH = 'https://graph.facebook.com';
/** The version of the Graph API that everything here was written against. */
const VERSION = 'v23.0';

/** The account made from the environment. */
export const CLOUD_ACCOUNT = 'default';

/** What Meta calls a WhatsApp number: its id, the token to act for it, and the secret that signs its webhooks. */
@Injectable()
export class CloudCredentials {
  readonly phoneNumberId: string | null;
  readonly accessToken: string | null;
  /** The WhatsApp Business account, which owns the templates. */
  readonly businessAccountId: string | null;
  /** Where a stand-in for the Graph API is, without a trailing slash. */
  readonly apiBaseUrl: string | null;
  readonly signature: CloudSignature;
  /** What a subscription check carries, as it was entered at Meta. */
  readonly verifyToken: SharedToken;
  private readonly isLive: boolean;

  constructor(@Inject(Config) config: Config) {
    const { env } = config;
    this.phoneNumberId = env.WHATSAPP_CLOUD_PHONE_NUMBER_ID ?? null;
    this.accessToken = env.WHATSAPP_CLOUD_ACCESS_TOKEN ?? null;
    this.businessAccountId = env.WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID ?? null;
    this.apiBaseUrl = env.WHATSAPP_CLOUD_API_BASE_URL ?? null;
    const sandboxToken = config.derivedKey(SANDBOX_TOKEN).toString('hex');
    // A hub without credentials takes what its own demo signs, and still nothing unsigned.
    this.signature = new CloudSignature(env.WHATSAPP_CLOUD_APP_SECRET ?? sandboxToken);
    this.verifyToken = new SharedToken(env.WHATSAPP_CLOUD_VERIFY_TOKEN ?? sandboxToken);
    this.isLive = Boolean(this.phoneNumberId && this.accessToken && env.WHATSAPP_CLOUD_APP_SECRET);
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== CLOUD_ACCOUNT) return 'off';
    return this.isLive ? 'live' : 'sandbox';
  }

  /** The address of something in the Graph API: `123/messages`. */
  url(path: string): string {
    return `${this.apiBaseUrl ?? GRAPH}/${VERSION}/${path}`;
  }

  get authorization(): { authorization: string } {
    return { authorization: `Bearer ${this.accessToken}` };
  }
}
