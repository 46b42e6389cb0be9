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
} from '../../../src/channels/core/channel-adapter.js';
import { parseLetter } from './letter.parser.js';
import { LetterSettings } from './letter.settings.js';

const TIMEOUT_MS = 20_000;

/** Letters, through a post office that reads them to us and prints what we answer. */
@Injectable()
export class LetterAdapter extends ChannelAdapter {
  readonly type: ChannelType = 'letter';
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: 0,
    maxTextLength: null,
    threaded: false,
    // The post office knows a letter by our id and does not print it twice.
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: 4,
  };

  constructor(@Inject(LetterSettings) private readonly settings: LetterSettings) {
    super();
  }

  modeOf(accountName: string): AccountMode {
    return this.settings.modeOf(accountName);
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseLetter(payload);
  }

  /** @throws SendError; retryable when the post office is not there, is busy or broken */
  async send({ id, to, text, reference }: OutboundMessage): Promise<SendReceipt> {
    const { apiUrl, token } = this.settings;
    const answer = await fetch(`${apiUrl}/letters/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: to.address, text, reference }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause) => {
      throw new SendError('no_answer', 'The post office does not answer', { retryable: true, cause });
    });
    if (answer.ok) return { externalId: id, status: 'sent' };
    const { status } = answer;
    throw new SendError(`HTTP ${status}`, 'The post office refused the letter', {
      retryable: status === 429 || status >= 500,
    });
  }
}
