import { Inject, Injectable } from '@nestjs/common';
import {
  type AccountMode,
  type Capabilities,
  ChannelAdapter,
  type ChannelType,
  type JournalledPayload,
  type OutboundMessage,
  type ParsedPayload,
  SendError,
  type SendReceipt,
} from '../core/channel-adapter.js';
import { HandTasks } from '../core/hand-tasks.js';
import { parseIntake } from './branch.parser.js';
import { BranchPeople } from './branch.people.js';

/** People whom a representative speaks for: taken down on a phone, answered by handing over. */
@Injectable()
export class BranchAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'branch';
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

  constructor(
    @Inject(HandTasks) private readonly tasks: HandTasks,
    @Inject(BranchPeople) private readonly people: BranchPeople,
  ) {
    super();
  }

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseIntake(payload);
  }

  async send(message: OutboundMessage): Promise<SendReceipt> {
    if (!(await this.people.hasRepresentative(message.to.address))) {
      throw new SendError('no_representative', 'Nobody carries answers to this person.', {
        retryable: false,
      });
    }
    return this.tasks.open(message, 'hand_over');
  }
}
