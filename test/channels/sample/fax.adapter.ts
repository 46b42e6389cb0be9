import { Inject, Injectable } from '@nestjs/common';
import {
  type AccountMode,
  type Capabilities,
  ChannelAdapter,
  type JournalledPayload,
  type OutboundMessage,
  type ParsedPayload,
  SendError,
  type SendReceipt,
} from '../../../src/channels/core/channel-adapter.js';
import { parseFax } from './fax.parser.js';
import { FAX } from './fax.schemas.js';
import { FaxSettings } from './fax.settings.js';

const TIMEOUT_MS = 20_000;

/** Faxes, through a fax bureau that reads them to us and sends what we answer. */
@Injectable()
export class FaxAdapter extends ChannelAdapter {
  readonly type = FAX;
  readonly capabilities: Capabilities = {
    inbound: true,
    maxAttachments: 0,
    maxTextLength: null,
    threaded: false,
    // The fax bureau knows a fax by our id and does not send it twice.
    onUncertain: 'resend',
    replyWindowHours: null,
    concurrency: 4,
  };

  constructor(@Inject(FaxSettings) private readonly settings: FaxSettings) {
    super();
  }

  modeOf(accountName: string): AccountMode {
    return this.settings.modeOf(accountName);
  }

  parse(payload: JournalledPayload): ParsedPayload {
    return parseFax(payload);
  }

  /** @throws SendError; retryable when the fax bureau is not there, is busy or broken */
  async send({ id, to, text, reference }: OutboundMessage): Promise<SendReceipt> {
    const { apiUrl, token } = this.settings;
    const answer = await fetch(`${apiUrl}/faxes/${id}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ to: to.address, text, reference }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause) => {
      throw new SendError('no_answer', 'The fax bureau does not answer', { retryable: true, cause });
    });
    if (answer.ok) return { externalId: id, status: 'sent' };
    const { status } = answer;
    throw new SendError(`HTTP ${status}`, 'The fax bureau refused the fax', {
      retryable: status === 429 || status >= 500,
    });
  }
}
