import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { AccountSettings } from '../core/account-settings.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { SharedToken } from '../core/shared-token.js';
import type { CloudSettings } from './whatsapp.accounts.js';
import { CloudSignature } from './whatsapp.cloud-signature.js';

/** Purpose of the key that signs webhooks, and is the verify token, while there are no credentials. */
const SANDBOX_TOKEN = 'sandbox:whatsapp';
const GRAPH = 'https://graph.facebook.com';
/** The version of the Graph API that everything here was written against. */
const VERSION = 'v23.0';

/** The account made from the environment. */
export const CLOUD_ACCOUNT = 'default';

/** What Meta calls a WhatsApp number: its id, the token to act for it, and the secret that signs its webhooks. */
export interface CloudAccount {
  phoneNumberId: string | null;
  accessToken: string | null;
  /** The WhatsApp Business account, which owns the templates. */
  businessAccountId: string | null;
  signature: CloudSignature;
  /** What a subscription check carries, as it was entered at Meta. */
  verifyToken: SharedToken;
}

/** The credentials of each number, and where the Graph API is. */
@Injectable()
export class CloudCredentials {
  /** Where a stand-in for the Graph API is, without a trailing slash. */
  readonly apiBaseUrl: string | null;
  private readonly isLive: boolean;
  private readonly fromEnvironment: CloudAccount;
  private readonly fromSettings = new WeakMap<object, CloudAccount>();

  constructor(
    @Inject(Config) config: Config,
    @Inject(AccountSettings) private readonly settings: AccountSettings,
  ) {
    const { env } = config;
    this.apiBaseUrl = env.WHATSAPP_CLOUD_API_BASE_URL ?? null;
    const sandboxToken = config.derivedKey(SANDBOX_TOKEN).toString('hex');
    const phoneNumberId = env.WHATSAPP_CLOUD_PHONE_NUMBER_ID ?? null;
    const accessToken = env.WHATSAPP_CLOUD_ACCESS_TOKEN ?? null;
    this.fromEnvironment = {
      phoneNumberId,
      accessToken,
      businessAccountId: env.WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID ?? null,
      // A hub without credentials takes what its own demo signs, and still nothing unsigned.
      signature: new CloudSignature(env.WHATSAPP_CLOUD_APP_SECRET ?? sandboxToken),
      verifyToken: new SharedToken(env.WHATSAPP_CLOUD_VERIFY_TOKEN ?? sandboxToken),
    };
    this.isLive = Boolean(phoneNumberId && accessToken && env.WHATSAPP_CLOUD_APP_SECRET);
  }

  /** The same object for as long as nothing has changed. Null: no such account, or not one of the Cloud API. */
  of(accountName: string): CloudAccount | null {
    const stored = this.settings.of('whatsapp', accountName);
    if (!stored) return accountName === CLOUD_ACCOUNT ? this.fromEnvironment : null;
    if (stored.provider !== 'cloud') return null;
    const known = this.fromSettings.get(stored);
    if (known) return known;
    const values = stored.values as CloudSettings;
    const account = {
      phoneNumberId: values.phoneNumberId,
      accessToken: values.accessToken,
      businessAccountId: values.businessAccountId ?? null,
      signature: new CloudSignature(values.appSecret),
      verifyToken: new SharedToken(values.verifyToken),
    };
    this.fromSettings.set(stored, account);
    return account;
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== CLOUD_ACCOUNT) return 'off';
    return this.isLive ? 'live' : 'sandbox';
  }

  /** The address of something in the Graph API: `123/messages`. */
  url(path: string): string {
    return `${this.apiBaseUrl ?? GRAPH}/${VERSION}/${path}`;
  }
}

export function authorization({ accessToken }: CloudAccount): { authorization: string } {
  return { authorization: `Bearer ${accessToken}` };
}
