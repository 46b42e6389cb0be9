import { createHmac, timingSafeEqual } from 'node:crypto';
import { SharedToken } from '../core/shared-token.js';
import { domainOf, messageIdOf } from './email.message-id.js';

interface Fields {
  imapUrl: string | null;
  smtpUrl: string | null;
  from: string | null;
  /** Opens the raw door; null: it is closed. */
  token: string | null;
  /** Whether the token is somebody's choice, or only ours for the demonstration. */
  isOpen: boolean;
  /** Whether the mail server takes `local+…@domain`. */
  plus: boolean;
}

/** How one account sends and receives mail, and the secrets that follow from it. */
export class EmailAccount {
  readonly imapUrl: string | null;
  readonly smtpUrl: string | null;
  /** "Name <address>" or the address alone. */
  readonly from: string | null;
  /** Domain of our Message-IDs; null when we cannot send. */
  readonly domain: string | null;
  readonly isOpen: boolean;
  /** Opens the raw door. */
  readonly token: SharedToken | null;
  private readonly signsReplyAddress: boolean;

  /** @param addressKey 32 bytes, which sign reply addresses */
  constructor(
    { imapUrl, smtpUrl, from, token, isOpen, plus }: Fields,
    private readonly addressKey: Buffer,
  ) {
    this.imapUrl = imapUrl;
    this.smtpUrl = smtpUrl;
    this.from = from;
    this.domain = domainOf(from ?? undefined);
    this.isOpen = isOpen;
    this.token = token === null ? null : new SharedToken(token);
    this.signsReplyAddress = plus;
  }

  /**
   * `local+<message id and signature>@domain`: a mail sent there answers that message, though a mail program
   * has lost In-Reply-To. Null unless the mail server is said to take such addresses.
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
