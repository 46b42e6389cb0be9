import { guessLanguage } from '../../platform/i18n/language.js';
import { translate } from '../../platform/i18n/translate.js';
import type { Facts, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
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
    ...(loggedByName && { 'call.logged_by': loggedByName }),
  };
}

/** "4:07", "1:04:07" */
export function clock(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? rest.replace(/^0/, '') : `${Math.floor(minutes / 60)}:${rest}`;
}
