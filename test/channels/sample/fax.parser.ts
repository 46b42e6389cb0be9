import type {
  DeliveryStatus,
  JournalledPayload,
  ParsedPayload,
} from '../../../src/channels/core/channel-adapter.js';
import { guessLanguage } from '../../../src/platform/i18n/language.js';
import { faxEventSchema } from './fax.schemas.js';

/** The fax bureau's words for how far a fax has come; those left out ("scanned") prove nothing. */
const STEPS: Readonly<Record<string, DeliveryStatus>> = {
  queued: 'sent',
  delivered: 'delivered',
  returned: 'failed',
};

/**
 * Reads a journalled event. Pure: the same bytes always give the same message.
 * @throws ZodError or SyntaxError when the bytes are not what the door takes
 */
export function parseFax({ raw, receivedAt }: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const event = faxEventSchema.parse(JSON.parse(raw.toString('utf8')));
  if (event.type === 'progress') {
    const status = STEPS[event.step];
    if (!status) return { message: null, statuses: [] };
    const { fax: messageId, reason } = event;
    const code = status === 'failed' ? event.step : null;
    const report = { messageId, externalId: messageId, status, code, detail: reason ?? null };
    return { message: null, statuses: [{ ...report, occurredAt: receivedAt }] };
  }
  return {
    message: {
      sender: { address: event.from.line, displayName: event.from.name },
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
