import { Inject, Injectable } from '@nestjs/common';
import { NationalIds } from '../../platform/identity/national-id.js';
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
import { parseVisit } from './interview.parser.js';

/** Visits: logged by whoever received the person, answered face to face or by a letter that is signed for. */
@Injectable()
export class InterviewAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'interview';
  readonly capabilities: Capabilities = {
    inbound: true,
    // Papers to hand over go with the answer.
    maxAttachments: null,
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
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
  ) {
    super();
  }

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseVisit(payload, (sealed, visitId) => this.nationalIds.decrypt(sealed, visitId));
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.tasks.open(message, 'visit');
  }
}
