import { TIME_ZONE } from '../../platform/i18n/dates.js';
import { guessLanguage } from '../../platform/i18n/language.js';
import type { Facts, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { type LoggedLetter, loggedLetter } from './letter.schemas.js';

/**
 * Reads a letter as it was logged. Pure.
 * @throws ZodError or SyntaxError when the bytes are not what this channel writes
 */
export function parseLetter({
  raw,
  receivedAt,
}: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const letter = loggedLetter.parse(JSON.parse(raw.toString('utf8')));
  return {
    message: {
      sender: { address: letter.address, displayName: letter.name },
      kind: letter.text === '' && letter.scans.length > 0 ? 'document' : 'text',
      text: letter.text,
      quotedText: null,
      subject: null,
      attachments: letter.scans.map(({ key, fileName, contentType, size }) => ({
        fileName,
        contentType,
        size,
        source: { kind: 'stored', key },
      })),
      occurredAt: arrivalOf(letter, receivedAt),
      language: letter.language ?? guessLanguage(letter.text) ?? guessLanguage(letter.name),
      repliesTo: [],
      automatic: false,
      consent: null,
      facts: factsOf(letter),
    },
    statuses: [],
  };
}

/** The day in the association's calendar, "2026-09-23". */
export const dayOf = (moment: Date): string => DAYS.format(moment);
const DAYS = new Intl.DateTimeFormat('en-CA-u-ca-gregory-nu-latn', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Post of today came just now; post of an earlier day, at noon of it. */
function arrivalOf({ receivedOn }: LoggedLetter, loggedAt: Date): Date {
  const noon = new Date(`${receivedOn}T12:00:00+03:00`);
  return receivedOn === dayOf(loggedAt) || noon > loggedAt ? loggedAt : noon;
}

function factsOf({ writtenOn, receivedOn, postalReference, place, scans }: LoggedLetter): Facts {
  const pages = scans.reduce((sum, scan) => sum + scan.pages, 0);
  return {
    ...(writtenOn && { 'letter.writtenOn': writtenOn }),
    'letter.receivedOn': receivedOn,
    ...(postalReference && { 'letter.postalReference': postalReference }),
    'letter.place': place,
    ...(pages > 0 && { 'letter.pages': pages }),
  };
}
