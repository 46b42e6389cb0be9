import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { AccountForm } from '../core/account-forms.js';
import { AccountSettings } from '../core/account-settings.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { TwilioSignature } from '../core/twilio-signature.js';
import { smsAccounts, type TwilioSettings } from './sms.accounts.js';
import type { GatewaySettings } from './sms.gateway-settings.js';

/** Purpose of the key that signs webhooks while there is no auth token; `scripts/demo.mjs` derives the same. */
const SANDBOX_TOKEN = 'sandbox:sms';

/** The account made from the environment. */
export const DEFAULT_ACCOUNT = 'default';

/** What Twilio calls an account: its id and auth token, the sender, and where each reaches the other. */
export interface TwilioAccount {
  accountSid: string | null;
  authToken: string | null;
  /** A number in E.164, a sender name, a short code, or a Messaging Service's id (MG…). */
  from: string | null;
  signature: TwilioSignature;
  /** Where the REST API is, without a trailing slash, when it is not at Twilio's. */
  apiBaseUrl: string | null;
  /** Base of the webhooks' addresses as Twilio calls them. */
  publicUrl: string;
}

/** The credentials of each account at Twilio. */
@Injectable()
export class SmsCredentials {
  /** What accounts can be made of. */
  readonly forms: readonly AccountForm[];
  private readonly places: Pick<TwilioAccount, 'apiBaseUrl' | 'publicUrl'>;
  private readonly fromEnvironment: TwilioAccount;
  private readonly fromSettings = new WeakMap<object, TwilioAccount>();

  constructor(
    @Inject(Config) config: Config,
    @Inject(AccountSettings) private readonly settings: AccountSettings,
  ) {
    const { env } = config;
    this.forms = smsAccounts(env.ALLOW_PRIVATE_GATEWAYS);
    this.places = { apiBaseUrl: env.TWILIO_API_BASE_URL ?? null, publicUrl: config.publicUrl };
    const authToken = env.TWILIO_AUTH_TOKEN ?? null;
    this.fromEnvironment = {
      accountSid: env.TWILIO_ACCOUNT_SID ?? null,
      authToken,
      from: env.TWILIO_FROM ?? null,
      // A hub without credentials takes what its own demo signs, and still nothing unsigned.
      signature: new TwilioSignature(authToken ?? config.derivedKey(SANDBOX_TOKEN).toString('hex')),
      ...this.places,
    };
  }

  /** The same object for as long as nothing has changed. Null: no such account, or not one of Twilio's. */
  of(accountName: string): TwilioAccount | null {
    const stored = this.settings.of('sms', accountName);
    if (!stored) return accountName === DEFAULT_ACCOUNT ? this.fromEnvironment : null;
    if (stored.provider !== 'twilio') return null;
    const known = this.fromSettings.get(stored);
    if (known) return known;
    const { accountSid, authToken, from } = stored.values as TwilioSettings;
    const signature = new TwilioSignature(authToken);
    const account = { accountSid, authToken, from, signature, ...this.places };
    this.fromSettings.set(stored, account);
    return account;
  }

  /** How a gateway is spoken to; null when the account is none. */
  gatewayOf(accountName: string): GatewaySettings | null {
    const stored = this.settings.of('sms', accountName);
    return stored?.provider === 'gateway' ? (stored.values as GatewaySettings) : null;
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== DEFAULT_ACCOUNT) return 'off';
    const { accountSid, authToken, from } = this.fromEnvironment;
    return accountSid && authToken && from ? 'live' : 'sandbox';
  }
}
