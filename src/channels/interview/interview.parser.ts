import { TIME_ZONE } from '../../platform/i18n/dates.js';
import { guessLanguage } from '../../platform/i18n/language.js';
import type { Facts, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { type LoggedVisit, loggedVisit } from './interview.schemas.js';

/** Opens an ID number that was sealed for a visit. */
export type OpenSeal = (sealed: Buffer, visitId: string) => string;

/**
 * Reads a visit as it was logged. Pure for one key of seals.
 * @throws ZodError or SyntaxError when the bytes are not what this channel writes
 */
export function parseVisit(
  { raw, receivedAt }: Pick<JournalledPayload, 'raw' | 'receivedAt'>,
  openSeal: OpenSeal,
): ParsedPayload {
  const visit = loggedVisit.parse(JSON.parse(raw.toString('utf8')));
  const { visitor, answer } = visit;
  const began = new Date(visit.at);
  return {
    message: {
      sender: {
        address: visitor.address,
        displayName: visitor.name,
        ...(visitor.phone && visitor.phone !== visitor.address && { contacts: { phone: visitor.phone } }),
      },
      kind: 'text',
      text: visit.words.text,
      quotedText: null,
      subject: null,
      attachments: visit.files.map(({ key, ...file }) => ({ ...file, source: { kind: 'stored', key } })),
      // A clock that runs ahead must not put a visit into the future.
      occurredAt: began < receivedAt ? began : receivedAt,
      language: visit.language ?? guessLanguage(visit.words.text),
      repliesTo: [],
      automatic: false,
      // Whoever does not want to be written to is told face to face; it is no opt-out of an answer.
      consent: null,
      facts: factsOf(visit),
      takenDown: {
        by: visit.loggedBy,
        nationalId: visitor.sealedId && openSeal(Buffer.from(visitor.sealedId, 'base64'), visit.id),
        answer: answer
          ? { text: answer, by: visit.receivedBy.id, facts: { 'answer.given': 'on_the_spot' } }
          : null,
      },
    },
    statuses: [],
  };
}

/** What stands under the words, in the order to be read. The ID number is not among it. */
function factsOf(visit: LoggedVisit): Facts {
  const { forWhom, consent } = visit;
  const onVisitDay = dayInRiyadh(new Date(visit.at));
  const expired = visit.documents.filter(({ validUntil }) => validUntil && validUntil < onVisitDay).length;
  const others = visit.documents.filter(({ type }) => type === 'other').map(({ title }) => title);
  return {
    'visit.words': visit.words.kind,
    ...(forWhom.relation !== 'self' && {
      'visit.relation': forWhom.relation,
      'visit.forName': forWhom.name ?? '',
      ...(forWhom.kinship && { 'visit.kinship': forWhom.kinship }),
    }),
    'visit.receivedBy': visit.receivedBy.name,
    'visit.place': visit.place,
    ...(visit.placeName && { 'visit.placeName': visit.placeName }),
    ...(visit.minutes !== null && { 'visit.minutes': visit.minutes }),
    'visit.mayRecord': consent.record,
    'visit.mayContact': consent.contact,
    ...((consent.record || consent.contact) && { 'visit.consentHow': consent.how }),
    ...Object.fromEntries(
      visit.documents
        .filter(({ type }) => type !== 'other')
        .map(({ type, validUntil }) => [`visit.documents.${type}`, validUntil ?? 'no_date']),
    ),
    ...(others.length > 0 && { 'visit.documents.other': others.join('، ') }),
    ...(expired > 0 && { 'visit.expired': expired }),
  };
}

function dayInRiyadh(date: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE }).format(date);
}
