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
import { HandTasks } from '../core/hand-tasks.js';
import { parseCall } from './phone.parser.js';
import { VoiceLine } from './phone.voice.line.js';
import { parseVoice } from './phone.voice.parser.js';

const OPENING_BRACE = 0x7b;

/** Telephone calls: logged by whoever took them, brought in from the exchange, or left on the line; answered by a call back. */
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

  constructor(
    @Inject(HandTasks) private readonly tasks: HandTasks,
    @Inject(VoiceLine) private readonly line: VoiceLine,
  ) {
    super();
  }

  modeOf(_accountName: string): AccountMode {
    return 'live';
  }

  parse(payload: JournalledPayload): ParsedPayload {
    // What one of us wrote down or brought in is JSON of ours; what Twilio tells is a form.
    return payload.raw[0] === OPENING_BRACE ? parseCall(payload) : parseVoice(payload);
  }

  override fetchMedia(_account: ChannelAccount, url: string) {
    return this.line.recording(url);
  }

  send(message: OutboundMessage): Promise<SendReceipt> {
    return this.tasks.open(message, 'call_back');
  }
}
