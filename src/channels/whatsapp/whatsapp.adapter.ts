import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { AccountForm } from '../core/account-forms.js';
import {
  type AccountMode,
  type Capabilities,
  type ChannelAccount,
  ChannelAdapter,
  type ChannelType,
  type JournalledPayload,
  type MessageTemplate,
  type OutboundMessage,
  type ParsedPayload,
  type SendReceipt,
  type Webhook,
} from '../core/channel-adapter.js';
import { WHATSAPP_ACCOUNTS } from './whatsapp.accounts.js';
import { CloudCredentials } from './whatsapp.cloud-credentials.js';
import { CloudMedia } from './whatsapp.cloud-media.js';
import { parseCloudEvent } from './whatsapp.cloud-parser.js';
import { CloudSender } from './whatsapp.cloud-sender.js';
import { CloudTemplates } from './whatsapp.cloud-templates.js';

/** WhatsApp. The account `default` is a number on Meta's official Cloud API. */
@Injectable()
export class WhatsappAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'whatsapp';
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: 1,
    maxTextLength: 4096,
    threaded: false,
    // The Cloud API has no idempotency key: a repeat would be read twice.
    onUncertain: 'ask',
    replyWindowHours: 24,
    concurrency: 16,
  };

  constructor(
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(CloudSender) private readonly sender: CloudSender,
    @Inject(CloudMedia) private readonly media: CloudMedia,
    @Inject(CloudTemplates) private readonly messageTemplates: CloudTemplates,
  ) {
    super();
  }

  override get accountForms(): readonly AccountForm[] {
    return WHATSAPP_ACCOUNTS;
  }

  override get testsTo() {
    return 'phone' as const;
  }

  override webhooksOf({ name }: ChannelAccount): Webhook[] {
    if (!this.credentials.of(name)) return [];
    return [{ purpose: 'webhook', path: `/channels/whatsapp/${name}/webhook` }];
  }

  modeOf(accountName: string): AccountMode {
    return this.credentials.modeOf(accountName);
  }

  override async start(account: ChannelAccount): Promise<void> {
    this.messageTemplates.keep(account);
  }

  override async stop(account?: ChannelAccount): Promise<void> {
    if (account) this.messageTemplates.forget(account);
    else await this.messageTemplates.stop();
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseCloudEvent(payload);
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.sender.send(message);
  }

  override templates(account: ChannelAccount): Promise<MessageTemplate[]> {
    return this.messageTemplates.of(account);
  }

  override fetchMedia(
    account: ChannelAccount,
    url: string,
  ): Promise<{ stream: Readable; contentType: string | null }> {
    return this.media.fetch(account.name, url);
  }
}
