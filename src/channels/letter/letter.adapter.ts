import { Inject, Injectable } from '@nestjs/common';
import {
  type AccountMode,
  type Capabilities,
  ChannelAdapter,
  type ChannelType,
  type JournalledPayload,
  type OutboundMessage,
  type ParsedPayload,
  type SendReceipt,
} from '../core/channel-adapter.js';
import { HandTasks } from '../core/hand-tasks.js';
import { parseLetter } from './letter.parser.js';
import { LetterSenders } from './letter.senders.js';

/** Letters on paper: scanned by whoever opens the post, answered by a letter to print and post. */
@Injectable()
export class LetterAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'letter';
  readonly capabilities: Capabilities = {
    inbound: true,
    // Enclosures: as many as an envelope takes.
    maxAttachments: 10,
    maxTextLength: null,
    threaded: false,
    carriedByPerson: true,
    // A message has one task, however often it is opened.
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: 8,
  };

  constructor(
    @Inject(HandTasks) private readonly tasks: HandTasks,
    @Inject(LetterSenders) private readonly senders: LetterSenders,
  ) {
    super();
  }

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseLetter(payload);
  }

  async send(message: OutboundMessage): Promise<SendReceipt> {
    const envelope = await this.senders.envelope(message.account, message.to.address);
    return this.tasks.open(message, 'letter', { envelope });
  }
}
