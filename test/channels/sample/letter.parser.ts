import type {
  DeliveryStatus,
  JournalledPayload,
  ParsedPayload,
} from '../../../src/channels/core/channel-adapter.js';
import { guessLanguage } from '../../../src/platform/i18n/language.js';
import { letterEventSchema } from './letter.schemas.js';

/** The post office's words for how far a letter has come; those left out ("sorted") prove nothing. */
const STEPS: Readonly<Record<string, DeliveryStatus>> = {
  posted: 'sent',
  delivered: 'delivered',
  returned: 'failed',
};

/**
 * Reads a journalled event. Pure: the same bytes always give the same message.
 * @throws ZodError or SyntaxError when the bytes are not what the door takes
 */
export function parseLetter({
  raw,
  receivedAt,
}: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const event = letterEventSchema.parse(JSON.parse(raw.toString('utf8')));
  if (event.type === 'progress') {
    const status = STEPS[event.step];
    if (!status) return { message: null, statuses: [] };
    const { letter: messageId, reason } = event;
    const code = status === 'failed' ? event.step : null;
    const report = { messageId, externalId: messageId, status, code, detail: reason ?? null };
    return { message: null, statuses: [{ ...report, occurredAt: receivedAt }] };
  }
  return {
    message: {
      sender: { address: event.from.box, displayName: event.from.name },
      kind: 'text',
      text: event.text,
      quotedText: null,
      subject: null,
      attachments: [],
      occurredAt: new Date(event.writtenAt),
      language: guessLanguage(event.text),
      repliesTo: [],
      automatic: false,
      consent: null,
    },
    statuses: [],
  };
}
