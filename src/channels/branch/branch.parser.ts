import { guessLanguage } from '../../platform/i18n/language.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import { writtenAt } from '../../platform/phone-clock.js';
import type { Application, Facts, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { type JournalledIntake, journalledIntake } from './branch.schemas.js';

/**
 * Reads what a representative took down. Pure.
 * @throws ZodError or SyntaxError when the bytes are not what this channel writes
 */
export function parseIntake({
  raw,
  receivedAt,
  externalId,
}: Pick<JournalledPayload, 'raw' | 'receivedAt' | 'externalId'>): ParsedPayload {
  const intake = journalledIntake.parse(JSON.parse(raw.toString('utf8')));
  const language = guessLanguage(intake.text);
  const written = writtenAt({ at: new Date(intake.at), sentAt: new Date(intake.sentAt), receivedAt });
  const { person } = intake;
  return {
    message: {
      sender: {
        address: person.id,
        displayName: person.name,
        // Later changes come as such, so that they do not go over the office's own.
        ...(person.isNew && person.phone && { contacts: { phone: person.phone } }),
      },
      kind: intake.text === '' && intake.photos.length > 0 ? 'image' : 'text',
      text: intake.text,
      quotedText: null,
      subject: intake.kind === 'help_request' ? translate(language ?? 'ar', 'branch.help_request') : null,
      attachments: intake.photos.map(({ key, contentType, size }, index) => ({
        fileName: `${intake.receipt}-${index + 1}.${contentType.split('/')[1]}`,
        contentType,
        size,
        source: { kind: 'stored', key },
      })),
      occurredAt: written.at,
      language,
      repliesTo: [],
      automatic: false,
      consent: null,
      facts: factsOf(intake, language ?? 'ar', written.clockIsOff),
      ...(intake.kind === 'help_request' && {
        application: applicationOf(intake, externalId, language ?? 'ar'),
      }),
    },
    statuses: [],
  };
}

function applicationOf(intake: JournalledIntake, id: string, language: Language): Application {
  return {
    takenBy: 'representative',
    staffId: intake.representative.id,
    name: intake.person.name,
    phone: intake.person.phone,
    city: intake.city || null,
    nationalId: intake.nationalId ? { sealed: intake.nationalId, owner: id } : null,
    needs: intake.needs,
    householdSize: intake.householdSize,
    monthlyIncome: intake.monthlyIncome,
    story: intake.text || needsOf(intake, language),
  };
}

function factsOf(intake: JournalledIntake, language: Language, clockIsOff: boolean): Facts {
  const { representative, needs } = intake;
  return {
    'branch.receipt': intake.receipt,
    ...(needs.length > 0 && { 'branch.needs': needsOf(intake, language) }),
    ...(intake.householdSize !== null && { 'branch.household': intake.householdSize }),
    ...(intake.monthlyIncome !== null && { 'branch.income': intake.monthlyIncome }),
    ...(intake.city !== '' && { 'branch.city': intake.city }),
    'branch.representative': representative.name,
    ...(representative.branch && { 'branch.office': representative.branch }),
    // Both times are kept: ours stands on the message, the phone's here.
    ...(clockIsOff && { 'branch.phone_clock': new Date(intake.at).toISOString() }),
  };
}

function needsOf({ needs }: JournalledIntake, language: Language): string {
  return needs
    .map((need) => translate(language, `branch.need.${need}`))
    .join(language === 'ar' ? '، ' : ', ');
}
