import { guessLanguage } from '../../platform/i18n/language.js';
import { translate } from '../../platform/i18n/translate.js';
import type { Facts, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { clock } from './phone.clock.js';
import { type LoggedCall, loggedCall } from './phone.schemas.js';

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
      facts: factsOf(call),
    },
    statuses: [],
  };
}

/** How it went, for how long, and how we know. */
function factsOf({ direction, durationSeconds, source, loggedByName }: LoggedCall): Facts {
  return {
    'call.direction': direction,
    ...(durationSeconds !== null && { 'call.duration': clock(durationSeconds) }),
    'call.source': source,
    ...(loggedByName && { [source === 'import' ? 'call.imported_by' : 'call.logged_by']: loggedByName }),
  };
}
