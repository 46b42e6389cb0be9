import { Injectable } from '@nestjs/common';
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
import { parseSubmission } from './forms.parser.js';

/**
 * A public form as a channel. It only brings people in: each says where the answer is wanted, and their conversation
 * has that channel's account (docs/decisions/answers-on-the-chosen-channel.md).
 */
abstract class FormAdapter extends ChannelAdapter {
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: 0,
    maxTextLength: null,
    // A form is a matter of its own, also while another runs with the same person.
    threaded: true,
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: 1,
  };

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseSubmission(payload);
  }

  /** @throws SendError always: no conversation has a form's account */
  async send(message: OutboundMessage): Promise<SendReceipt> {
    throw new SendError('form.no_way_back', `Nothing is sent by a form (${message.id})`, {
      retryable: false,
    });
  }
}

/** Requests for help, from `/help`. */
@Injectable()
export class HelpRequestAdapter extends FormAdapter {
  readonly type: ChannelType = 'help_request';
}

/** Offers to volunteer, from `/volunteer`. */
@Injectable()
export class VolunteeringAdapter extends FormAdapter {
  readonly type: ChannelType = 'volunteering';
}
