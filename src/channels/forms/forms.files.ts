import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import {
  FileTooLargeError,
  FileTypeRefusedError,
  FormFileNotFoundError,
  TooManyFilesError,
} from './forms.errors.js';
import { MAX_FILES } from './forms.fields.js';
import type { StoredFile } from './forms.payload.js';

/** Ten seconds on a slow line; what is lost when it breaks. */
export const PART_BYTES = 128 * 1024;
const MAX_MEGABYTES = 10;
export const MAX_FILE_BYTES = MAX_MEGABYTES * 1024 * 1024;
const MOST_PARTS = MAX_FILE_BYTES / PART_BYTES;

/** Photographs and papers, by what the bytes say they are. */
const ALLOWED = new Set([
  'image/jpeg',
  'image/png',
  'image/webp',
  'image/heic',
  'image/heif',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]);

export const partNumber = z.coerce
  .number()
  .int()
  .min(0)
  .max(MOST_PARTS - 1);
export const wholeFile = z.object({
  fileName: z.string().max(500).transform(plainFileName),
  parts: z.int().min(1).max(MOST_PARTS),
});
export type WholeFile = z.infer<typeof wholeFile>;

export interface FormFile {
  id: string;
  fileName: string;
  contentType: string;
  size: number;
}

/** The files of forms that are being filled in. */
@Injectable()
export class FormFiles {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly storage: FileStorage,
  ) {}

  /**
   * Keeps a part; the same part again replaces itself.
   * @throws TooManyFilesError, FileTooLargeError
   */
  async keepPart(formId: string, fileId: string, number: number, content: Buffer): Promise<void> {
    if (content.length === 0 || content.length > PART_BYTES) throw new FileTooLargeError(MAX_MEGABYTES);
    const [row] = await this.database.query<{ files: number }>(
      `WITH others AS (
         SELECT file_id AS id FROM form_part WHERE form_id = $1 AND file_id <> $2
         UNION SELECT id FROM upload WHERE owner_id = $1 AND id <> $2),
       kept AS (
         INSERT INTO form_part (form_id, file_id, number, content)
         SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM others) < $5
         ON CONFLICT (form_id, file_id, number) DO UPDATE SET content = excluded.content)
       SELECT count(*)::int AS files FROM others`,
      [formId, fileId, number, content, MAX_FILES * 2],
      'forms.part',
    );
    // Twice as many as may be sent: somebody changes their mind.
    if (row!.files >= MAX_FILES * 2) throw new TooManyFilesError(MAX_FILES);
  }

  /**
   * Puts the parts together.
   * @returns what has yet to come; the file, once that is nothing
   * @throws FileTypeRefusedError
   */
  async finish(
    formId: string,
    fileId: string,
    { fileName, parts }: WholeFile,
  ): Promise<{ missing: number[]; file: FormFile | null }> {
    const [done] = await this.uploads(formId, [fileId]);
    if (done) return { missing: [], file: described(done) };
    // The bytes are read only once they are all there: asking costs next to nothing.
    const known = await this.database.query<{ number: number }>(
      'SELECT number FROM form_part WHERE form_id = $1 AND file_id = $2 AND number < $3',
      [formId, fileId, parts],
    );
    const there = new Set(known.map(({ number }) => number));
    const missing = Array.from({ length: parts }, (_, number) => number).filter(
      (number) => !there.has(number),
    );
    if (missing.length > 0) return { missing, file: null };
    const rows = await this.database.query<{ content: Buffer }>(
      'SELECT content FROM form_part WHERE form_id = $1 AND file_id = $2 AND number < $3 ORDER BY number',
      [formId, fileId, parts],
    );
    const content = Buffer.concat(rows.map((row) => row.content));
    const contentType = await contentTypeOf(content);
    if (!contentType) {
      await this.forget(formId, fileId);
      throw new FileTypeRefusedError();
    }
    const { key, size } = await this.storage.put(content);
    await this.database.query(
      `INSERT INTO upload (id, owner_id, file_name, content_type, size, storage_key) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO NOTHING`,
      [fileId, formId, fileName, contentType, size, key],
    );
    await this.forget(formId, fileId);
    return { missing: [], file: { id: fileId, fileName, contentType, size } };
  }

  /**
   * Files in the order asked for. They stay, so that the same form sent twice finds them twice.
   * @throws FormFileNotFoundError
   */
  async of(formId: string, ids: string[]): Promise<StoredFile[]> {
    if (ids.length === 0) return [];
    const found = new Map((await this.uploads(formId, ids)).map(({ id, ...file }) => [id, file]));
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length > 0) throw new FormFileNotFoundError(missing);
    return ids.map((id) => found.get(id)!);
  }

  /** Parts of forms that nobody finished. Part of the sweep. */
  async forgetOld(): Promise<void> {
    await this.database.query(`DELETE FROM form_part WHERE created_at < now() - interval '2 days'`);
  }

  private async forget(formId: string, fileId: string): Promise<void> {
    await this.database.query('DELETE FROM form_part WHERE form_id = $1 AND file_id = $2', [formId, fileId]);
  }

  private async uploads(ownerId: string, ids: string[]): Promise<(StoredFile & { id: string })[]> {
    const rows = await this.database.query<Omit<StoredFile, 'size'> & { id: string; size: string }>(
      `SELECT id, storage_key AS key, file_name AS "fileName", content_type AS "contentType", size
         FROM upload WHERE owner_id = $1 AND id = ANY($2::uuid[])`,
      [ownerId, ids],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  }
}

function described({ id, fileName, contentType, size }: StoredFile & { id: string }): FormFile {
  return { id, fileName, contentType, size };
}

/** What the bytes are, or null when that is not taken. */
async function contentTypeOf(content: Buffer): Promise<string | null> {
  const mime = (await fileTypeFromBuffer(content))?.mime;
  return mime && ALLOWED.has(mime) ? mime : null;
}

/** The last part of a name without what could steer a path or turn it round; 120 characters, extension kept. */
export function plainFileName(name: string): string {
  const plain = name
    .split(/[/\\]/)
    .at(-1)!
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  if (plain === '') return 'file';
  const extension = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? '';
  return plain.length <= 120 ? plain : plain.slice(0, 120 - extension.length).toWellFormed() + extension;
}
