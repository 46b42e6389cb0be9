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
  type OutboundMessage,
  type ParsedPayload,
  type SendReceipt,
  type Webhook,
} from '../core/channel-adapter.js';
import { isSenderName } from './sms.accounts.js';
import { SmsCredentials } from './sms.credentials.js';
import { parseGateway } from './sms.gateway-parser.js';
import { GatewaySender } from './sms.gateway-sender.js';
import { takesMessages, takesReports } from './sms.gateway-settings.js';
import { SmsMedia } from './sms.media.js';
import { parseSms } from './sms.parser.js';
import { SmsSender } from './sms.sender.js';

/** SMS through Twilio, or through a gateway that Settings describe. */
@Injectable()
export class SmsAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'sms';
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: 0,
    maxTextLength: 1600,
    threaded: false,
    // Twilio has no idempotency key: a repeat would be a second message, paid and read twice.
    onUncertain: 'ask',
    replyWindowHours: null,
    concurrency: 32,
  };

  constructor(
    @Inject(SmsCredentials) private readonly credentials: SmsCredentials,
    @Inject(SmsSender) private readonly sender: SmsSender,
    @Inject(GatewaySender) private readonly gatewaySender: GatewaySender,
    @Inject(SmsMedia) private readonly media: SmsMedia,
  ) {
    super();
  }

  override get accountForms(): readonly AccountForm[] {
    return this.credentials.forms;
  }

  override get testsTo() {
    return 'phone' as const;
  }

  override capabilitiesOf({ name }: ChannelAccount): Capabilities {
    const gateway = this.credentials.gatewayOf(name);
    if (gateway) return { ...this.capabilities, inbound: takesMessages(gateway), concurrency: 8 };
    const from = this.credentials.of(name)?.from;
    return from && isSenderName(from) ? { ...this.capabilities, inbound: false } : this.capabilities;
  }

  override webhooksOf({ name }: ChannelAccount): Webhook[] {
    const gateway = this.credentials.gatewayOf(name);
    if (gateway) {
      const path = `/channels/sms/${name}/gateway`;
      return [
        ...(takesMessages(gateway) ? [{ purpose: 'inbound', path: `${path}/message` }] : []),
        ...(takesReports(gateway) ? [{ purpose: 'status', path: `${path}/report` }] : []),
      ];
    }
    return ['inbound', 'status'].map((purpose) => ({ purpose, path: `/channels/sms/${name}/${purpose}` }));
  }

  modeOf(accountName: string): AccountMode {
    return this.credentials.modeOf(accountName);
  }

  parse(payload: JournalledPayload): ParsedPayload {
    const gateway = this.credentials.gatewayOf(payload.account.name);
    return gateway ? parseGateway(gateway, payload) : parseSms(payload);
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    const gateway = this.credentials.gatewayOf(message.account.name);
    return gateway ? this.gatewaySender.send(gateway, message) : this.sender.send(message);
  }

  override fetchMedia(
    account: ChannelAccount,
    url: string,
  ): Promise<{ stream: Readable; contentType: string | null }> {
    return this.media.fetch(account.name, url);
  }
}
