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
import { parseCall } from './phone.parser.js';

/** Telephone calls: logged by whoever took them, answered by a call back. */
@Injectable()
export class PhoneAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'phone';
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: 0,
    maxTextLength: null,
    threaded: false,
    carriedByPerson: true,
    // A message has one task, however often it is opened.
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: 8,
  };

  constructor(@Inject(HandTasks) private readonly tasks: HandTasks) {
    super();
  }

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseCall(payload);
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.tasks.open(message, 'call_back');
  }
}
