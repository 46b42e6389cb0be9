import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { SharedToken } from '../core/shared-token.js';
import { domainOf, messageIdOf } from './email.message-id.js';

/** The account made from the environment. */
export const DEFAULT_ACCOUNT = 'default';
/** Purpose of the key that opens the raw door while there is no token; `scripts/demo.mjs` derives the same. */
const SANDBOX_TOKEN = 'sandbox:email';

/** How the hub sends and receives mail, as the environment says, and the secrets that follow from it. */
@Injectable()
export class EmailSettings {
  readonly imapUrl: string | null;
  readonly smtpUrl: string | null;
  /** "Name <address>" or the address alone. */
  readonly from: string | null;
  /** Domain of our Message-IDs; null when we cannot send. */
  readonly domain: string | null;
  /** Whether the token of the raw door is somebody's choice, or only ours for the demonstration. */
  readonly isOpen: boolean;
  readonly token: SharedToken;
  private readonly addressKey: Buffer;
  private readonly signsReplyAddress: boolean;

  constructor(@Inject(Config) config: Config) {
    const { env } = config;
    this.imapUrl = env.EMAIL_IMAP_URL ?? null;
    this.smtpUrl = env.EMAIL_SMTP_URL ?? null;
    this.from = env.EMAIL_FROM ?? null;
    this.domain = domainOf(env.EMAIL_FROM);
    this.isOpen = env.EMAIL_INBOUND_TOKEN !== undefined;
    this.token = new SharedToken(env.EMAIL_INBOUND_TOKEN ?? config.derivedKey(SANDBOX_TOKEN).toString('hex'));
    this.addressKey = config.derivedKey('email:reply-address');
    this.signsReplyAddress = env.EMAIL_REPLY_PLUS;
  }

  modeOf(accountName: string): AccountMode {
    if (accountName !== DEFAULT_ACCOUNT) return 'off';
    return this.smtpUrl && this.domain ? 'live' : 'sandbox';
  }

  /**
   * `local+<message id and signature>@domain`: a mail sent there answers that message, though a mail program
   * has lost In-Reply-To. Null unless `EMAIL_REPLY_PLUS` says that the mail server takes such addresses.
   */
  replyAddress(messageId: string): string | null {
    const [, local, domain] = /([^<>\s@]+)@([^<>\s@]+?)>?\s*$/.exec(this.from ?? '') ?? [];
    if (!this.signsReplyAddress || !local || !domain) return null;
    const id = messageId.replaceAll('-', '').toLowerCase();
    const address = `${local}+${id}${this.signature(id)}`;
    // RFC 5321 gives a local part 64 octets.
    return address.length <= 64 ? `${address}@${domain}` : null;
  }

  /** Message-IDs of ours that an address vouches for: one, if it carries our signature. */
  idsOfAddress = (address: string): string[] => {
    const token = /\+([0-9a-f]{32})([0-9a-f]{16})@/i.exec(address);
    if (!token || this.domain === null) return [];
    const [id, signature] = [(token[1] as string).toLowerCase(), (token[2] as string).toLowerCase()];
    if (!timingSafeEqual(Buffer.from(signature), Buffer.from(this.signature(id)))) return [];
    return [messageIdOf(id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), this.domain)];
  };

  private signature(id: string): string {
    return createHmac('sha256', this.addressKey).update(id).digest('hex').slice(0, 16);
  }
}
