import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { PageUnreadableError } from '../../platform/documents/documents.errors.js';
import { PagePictures } from '../../platform/documents/page-pictures.js';
import { hasPages } from '../../platform/documents/page-types.js';
import { inBothCalendars } from '../../platform/i18n/dates.js';
import { guessLanguage } from '../../platform/i18n/language.js';
import type { Language } from '../../platform/i18n/translate.js';
import { SettingsService } from '../staff/settings.service.js';
import type { Enclosure, Letter } from './letter-pdf.js';
import { LetterNotFoundError } from './letters.errors.js';

/** Pages of enclosures in one file: all of them are held in memory. What goes beyond is put in by hand. */
const MOST_PAGES = 300;

interface FileRow {
  name: string;
  contentType: string;
  key: string | null;
}

interface LetterRow {
  id: string;
  text: string;
  reference: string;
  subject: string | null;
  language: Language;
  created_at: Date;
  signatory: string | null;
  name: string | null;
  envelope: string[] | null;
  answered: Record<string, unknown> | null;
  files: FileRow[] | null;
}

/** What a printed letter is made of. Any answer of ours can become one, whatever channel it belongs to. */
@Injectable()
export class LetterSource {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(PagePictures) private readonly pictures: PagePictures,
  ) {}

  /**
   * The letters in the order asked for.
   * @throws LetterNotFoundError when one is no message of ours
   */
  async of(ids: string[]): Promise<[Letter, ...Letter[]]> {
    const { organisationName } = await this.settings.get();
    const rows = new Map((await this.rows(ids)).map((row) => [row.id, row]));
    const missing = ids.filter((id) => !rows.has(id));
    if (missing.length > 0) throw new LetterNotFoundError(missing);
    const letters: Letter[] = [];
    const room = { pages: MOST_PAGES };
    // One after the other: pages are drawn one at a time.
    for (const id of ids) letters.push(await this.letter(rows.get(id)!, organisationName, room));
    return letters as [Letter, ...Letter[]];
  }

  private rows(ids: string[]): Promise<LetterRow[]> {
    return this.database.query<LetterRow>(
      `SELECT m.id, m.text, c.reference, c.subject, c.language, m.created_at, s.name AS signatory,
              p.display_name AS name, t.details->'envelope' AS envelope, answered.facts AS answered,
              CASE WHEN m.has_attachments THEN (
                SELECT jsonb_agg(jsonb_build_object('name', f.file_name, 'contentType', f.content_type,
                                                    'key', f.storage_key) ORDER BY f.position)
                  FROM attachment f
                 /* What came later is no enclosure: a signature that proves the letter was handed over. */
                 WHERE f.message_id = m.id AND (t.created_at IS NULL OR f.created_at <= t.created_at)) END AS files
         FROM message m
         JOIN conversation c ON c.id = m.conversation_id
         JOIN contact_point p ON p.id = c.contact_point_id
         LEFT JOIN staff s ON s.id = m.staff_id
         LEFT JOIN hand_task t ON t.message_id = m.id
         LEFT JOIN LATERAL (
           SELECT i.facts FROM message i
            WHERE i.conversation_id = m.conversation_id AND i.direction = 'inbound' AND i.occurred_at <= m.occurred_at
            ORDER BY i.occurred_at DESC, i.id DESC LIMIT 1) answered ON true
        WHERE m.id = ANY($1::uuid[]) AND m.direction = 'outbound'`,
      [ids],
    );
  }

  private async letter(
    row: LetterRow,
    organisation: Record<Language, string>,
    room: { pages: number },
  ): Promise<Letter> {
    const language = guessLanguage(row.text) ?? row.language;
    return {
      language,
      organisation: organisation[language],
      reference: row.reference,
      date: row.created_at,
      recipient: row.envelope ?? (row.name ? [row.name] : []),
      answers: answeredBy(row.answered ?? {}, language),
      subject: row.subject,
      text: row.text,
      signatory: row.signatory,
      enclosures: await this.enclosures(row.files ?? [], room),
    };
  }

  private async enclosures(files: FileRow[], room: { pages: number }): Promise<Enclosure[]> {
    const enclosures: Enclosure[] = [];
    for (const file of files) enclosures.push({ name: file.name, pages: await this.pagesOf(file, room) });
    return enclosures;
  }

  /** Null for what cannot be printed from here: it stands on the list, and somebody puts it into the envelope. */
  private async pagesOf({ key, contentType }: FileRow, room: { pages: number }): Promise<Buffer[] | null> {
    if (!key || !hasPages(contentType)) return null;
    try {
      const count = await this.pictures.count({ key, contentType });
      if (count > room.pages) return null;
      room.pages -= count;
      const pages: Buffer[] = [];
      for (let page = 1; page <= count; page += 1) {
        pages.push(await this.pictures.read({ key, contentType }, page));
      }
      return pages;
    } catch (error) {
      if (error instanceof PageUnreadableError) return null;
      throw error;
    }
  }
}

/** The letter that is answered, when it was one on paper. */
function answeredBy(facts: Record<string, unknown>, language: Language): Letter['answers'] {
  const text = (name: string) => (typeof facts[name] === 'string' ? (facts[name] as string) : null);
  const writtenOn = text('letter.writtenOn');
  const postalReference = text('letter.postalReference');
  if (!writtenOn && !postalReference) return null;
  const calendar = language === 'ar' ? 'hijri' : 'gregorian';
  const day = writtenOn && inBothCalendars(new Date(`${writtenOn}T12:00:00+03:00`), language)[calendar];
  return { writtenOn: day || null, postalReference };
}
