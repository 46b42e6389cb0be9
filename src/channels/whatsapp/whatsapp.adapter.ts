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
import type { DeviceLink } from '../core/device-link.js';
import { WHATSAPP_ACCOUNTS } from './whatsapp.accounts.js';
import { CLOUD_ACCOUNT, CloudCredentials } from './whatsapp.cloud-credentials.js';
import { CloudMedia } from './whatsapp.cloud-media.js';
import { parseCloudEvent } from './whatsapp.cloud-parser.js';
import { CloudSender } from './whatsapp.cloud-sender.js';
import { CloudTemplates } from './whatsapp.cloud-templates.js';
import { LinkedMedia } from './whatsapp.linked-media.js';
import { parseLinkedEvent } from './whatsapp.linked-parser.js';
import { LinkedPhone } from './whatsapp.linked-phone.js';
import { LinkedSender } from './whatsapp.linked-sender.js';
import { LINKED_ACCOUNT, LinkedSettings } from './whatsapp.linked-settings.js';

/** WhatsApp. The account `default` is a number on Meta's official Cloud API, `linked` a phone of the house. */
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

  /** The phone has no window and no templates; it writes one message at a time. */
  private readonly linkedCapabilities: Capabilities = {
    ...this.capabilities,
    replyWindowHours: null,
    concurrency: 1,
  };

  constructor(
    @Inject(CloudCredentials) private readonly credentials: CloudCredentials,
    @Inject(CloudSender) private readonly sender: CloudSender,
    @Inject(CloudMedia) private readonly media: CloudMedia,
    @Inject(CloudTemplates) private readonly messageTemplates: CloudTemplates,
    @Inject(LinkedSettings) private readonly linked: LinkedSettings,
    @Inject(LinkedPhone) private readonly phone: LinkedPhone,
    @Inject(LinkedSender) private readonly linkedSender: LinkedSender,
    @Inject(LinkedMedia) private readonly linkedMedia: LinkedMedia,
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

  /** A phone that was never wanted is no account: without one there is no way in, and nothing to try out. */
  override get environmentAccounts(): string[] {
    return this.linked.isOn ? [CLOUD_ACCOUNT, LINKED_ACCOUNT] : [CLOUD_ACCOUNT];
  }

  override capabilitiesOf(account: ChannelAccount): Capabilities {
    return this.isLinked(account) ? this.linkedCapabilities : this.capabilities;
  }

  modeOf(accountName: string): AccountMode {
    return this.linked.modeOf(accountName) ?? this.credentials.modeOf(accountName);
  }

  override reaches(account: ChannelAccount): boolean {
    return !this.isLinked(account) || this.phone.isReady;
  }

  override linkOf(account: ChannelAccount): DeviceLink | null {
    return this.isLinked(account) ? this.phone : null;
  }

  override async start(account: ChannelAccount): Promise<void> {
    if (this.isLinked(account)) this.phone.watch(account);
    else this.messageTemplates.keep(account);
  }

  override async stop(account?: ChannelAccount): Promise<void> {
    if (!account) await Promise.all([this.messageTemplates.stop(), this.phone.stop()]);
    else if (this.isLinked(account)) await this.phone.stop();
    else this.messageTemplates.forget(account);
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return this.isLinked(payload.account) ? parseLinkedEvent(payload) : parseCloudEvent(payload);
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.isLinked(message.account) ? this.linkedSender.send(message) : this.sender.send(message);
  }

  override async templates(account: ChannelAccount): Promise<MessageTemplate[]> {
    return this.isLinked(account) ? [] : this.messageTemplates.of(account);
  }

  override fetchMedia(
    account: ChannelAccount,
    url: string,
  ): Promise<{ stream: Readable; contentType: string | null }> {
    return this.isLinked(account) ? this.linkedMedia.fetch(url) : this.media.fetch(account.name, url);
  }

  /** Of that name, and not one that somebody made in Settings with credentials of its own. */
  private isLinked({ name }: ChannelAccount): boolean {
    return name === LINKED_ACCOUNT && !this.credentials.of(name);
  }
}
