import { Inject, Injectable } from '@nestjs/common';
import type { AccountForm } from '../core/account-forms.js';
import {
  type AccountMode,
  type Capabilities,
  type ChannelAccount,
  ChannelAdapter,
  type ChannelType,
  type JournalledPayload,
  type OutboundMessage,
  type ParsedPayload,
  type SendReceipt,
  type Webhook,
} from '../core/channel-adapter.js';
import { EMAIL_ACCOUNTS } from './email.accounts.js';
import { EmailMailboxes } from './email.imap.js';
import { parseEmail } from './email.parser.js';
import { CONCURRENCY, EmailSender } from './email.sender.js';
import { EmailSettings } from './email.settings.js';

/** E-mail: in by IMAP or the raw door, out by SMTP. */
@Injectable()
export class EmailAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'email';
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: null,
    maxTextLength: null,
    threaded: true,
    // A repeat carries the same Message-ID; mail programs show it once.
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: CONCURRENCY,
  };

  constructor(
    @Inject(EmailSettings) private readonly settings: EmailSettings,
    @Inject(EmailSender) private readonly sender: EmailSender,
    @Inject(EmailMailboxes) private readonly mailboxes: EmailMailboxes,
  ) {
    super();
  }

  override get accountForms(): readonly AccountForm[] {
    return EMAIL_ACCOUNTS;
  }

  override get testsTo() {
    return 'email' as const;
  }

  override webhooksOf({ name }: ChannelAccount): Webhook[] {
    return [{ purpose: 'rawMail', path: `/channels/email/${name}/raw` }];
  }

  modeOf(accountName: string): AccountMode {
    return this.settings.modeOf(accountName);
  }

  override async start(account: ChannelAccount): Promise<void> {
    const imapUrl = this.settings.of(account.name)?.imapUrl;
    if (imapUrl) this.mailboxes.watch(account, imapUrl);
  }

  override async stop(account?: ChannelAccount): Promise<void> {
    if (account) {
      await this.mailboxes.leave(account);
    } else {
      await this.mailboxes.close();
      this.sender.close();
    }
  }

  parse({ raw, receivedAt, account }: JournalledPayload): Promise<ParsedPayload> {
    const settings = this.settings.of(account.name);
    return parseEmail(raw, {
      domain: settings?.domain ?? null,
      idsOfAddress: settings?.idsOfAddress ?? (() => []),
      receivedAt,
    });
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.sender.send(message);
  }
}
