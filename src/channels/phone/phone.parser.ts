import { guessLanguage } from '../../platform/i18n/language.js';
import { translate } from '../../platform/i18n/translate.js';
import type { JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { loggedCall } from './phone.schemas.js';

/**
 * Reads a call as it was logged. Pure.
 * @throws ZodError or SyntaxError when the bytes are not what this channel writes
 */
export function parseCall({ raw, receivedAt }: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const call = loggedCall.parse(JSON.parse(raw.toString('utf8')));
  const language = call.language ?? guessLanguage(call.summary);
  const began = new Date(call.at);
  return {
    message: {
      sender: { address: call.address, displayName: call.name },
      kind: 'text',
      text: call.summary || translate(language ?? 'ar', 'phone.missed'),
      quotedText: null,
      subject: null,
      attachments: [],
      // A clock that runs ahead must not put a call into the future.
      occurredAt: began < receivedAt ? began : receivedAt,
      language,
      repliesTo: [],
      automatic: false,
      consent: null,
      facts: { 'call.direction': call.direction },
    },
    statuses: [],
  };
}
