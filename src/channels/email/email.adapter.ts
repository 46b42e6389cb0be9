import { Inject, Injectable } from '@nestjs/common';
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
} from '../core/channel-adapter.js';
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

  modeOf(accountName: string): AccountMode {
    return this.settings.modeOf(accountName);
  }

  override async start(account: ChannelAccount): Promise<void> {
    if (this.settings.imapUrl) await this.mailboxes.watch(account, this.settings.imapUrl);
  }

  override async stop(): Promise<void> {
    await this.mailboxes.close();
    this.sender.close();
  }

  parse({ raw, receivedAt }: JournalledPayload): Promise<ParsedPayload> {
    const { domain, idsOfAddress } = this.settings;
    return parseEmail(raw, { domain, idsOfAddress, receivedAt });
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.sender.send(message);
  }
}
