import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { AccountSettings } from '../core/account-settings.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { EmailAccount } from './email.account.js';
import { imapUrlOf, type MailboxSettings, smtpUrlOf } from './email.accounts.js';

/** The account made from the environment. */
export const DEFAULT_ACCOUNT = 'default';
/** Purpose of the key that opens the raw door while there is no token; `scripts/demo.mjs` derives the same. */
const SANDBOX_TOKEN = 'sandbox:email';

/** How each account sends and receives mail, as the environment or Settings say. */
@Injectable()
export class EmailSettings {
  private readonly addressKey: Buffer;
  private readonly fromEnvironment: EmailAccount;
  private readonly fromSettings = new WeakMap<object, EmailAccount>();

  constructor(
    @Inject(Config) config: Config,
    @Inject(AccountSettings) private readonly settings: AccountSettings,
  ) {
    const { env } = config;
    this.addressKey = config.derivedKey('email:reply-address');
    this.fromEnvironment = new EmailAccount(
      {
        imapUrl: env.EMAIL_IMAP_URL ?? null,
        smtpUrl: env.EMAIL_SMTP_URL ?? null,
        from: env.EMAIL_FROM ?? null,
        // Without a token of somebody's choice it opens for our own demonstration only.
        token: env.EMAIL_INBOUND_TOKEN ?? config.derivedKey(SANDBOX_TOKEN).toString('hex'),
        isOpen: env.EMAIL_INBOUND_TOKEN !== undefined,
        plus: env.EMAIL_REPLY_PLUS,
      },
      this.addressKey,
    );
  }

  /** The same object for as long as nothing has changed; null when there is no such account. */
  of(accountName: string): EmailAccount | null {
    const stored = this.settings.of('email', accountName);
    if (!stored) return accountName === DEFAULT_ACCOUNT ? this.fromEnvironment : null;
    const known = this.fromSettings.get(stored);
    if (known) return known;
    const values = stored.values as MailboxSettings;
    const account = new EmailAccount(
      {
        imapUrl: imapUrlOf(values),
        smtpUrl: smtpUrlOf(values),
        from: values.from,
        token: values.inboundToken ?? null,
        isOpen: values.inboundToken !== undefined,
        plus: values.replyPlus,
      },
      this.addressKey,
    );
    this.fromSettings.set(stored, account);
    return account;
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== DEFAULT_ACCOUNT) return 'off';
    return this.fromEnvironment.smtpUrl && this.fromEnvironment.domain ? 'live' : 'sandbox';
  }
}
