import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import {
  FileTooLargeError,
  FileTypeRefusedError,
  TooManyFilesError,
  UploadNotThereError,
} from './channels.errors.js';
import { PublicUploads } from './public-uploads.js';
import type { UploadedFile } from './uploaded-files.js';

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

export interface PartUpload {
  id: string;
  fileName: string;
  contentType: string;
  size: number;
}

/**
 * Files that people send up part by part, over lines that break: each belongs to an owner, a form that is being filled
 * in or a request, which has to claim it within a day.
 */
@Injectable()
export class PartUploads {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PublicUploads) private readonly uploads: PublicUploads,
  ) {}

  /**
   * Keeps a part; the same part again replaces itself.
   * @param most files of this owner, with those that somebody changed their mind about
   * @throws TooManyFilesError, FileTooLargeError, UploadsFullError
   */
  async keepPart(
    { ownerId, fileId, number }: { ownerId: string; fileId: string; number: number },
    content: Buffer,
    most: number,
  ): Promise<void> {
    if (content.length === 0 || content.length > PART_BYTES) throw new FileTooLargeError(MAX_MEGABYTES);
    await this.uploads.admit(content.length);
    const [row] = await this.database.query<{ files: number }>(
      `WITH others AS (
         SELECT upload_id AS id FROM upload_part WHERE owner_id = $1 AND upload_id <> $2
         UNION SELECT id FROM upload WHERE owner_id = $1 AND id <> $2),
       kept AS (
         INSERT INTO upload_part (owner_id, upload_id, number, content)
         SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM others) < $5
         ON CONFLICT (owner_id, upload_id, number) DO UPDATE SET content = excluded.content)
       SELECT count(*)::int AS files FROM others`,
      [ownerId, fileId, number, content, most],
      'uploads.part',
    );
    if (row!.files >= most) throw new TooManyFilesError(most);
  }

  /**
   * Puts the parts together.
   * @returns what has yet to come; the file, once that is nothing
   * @throws FileTypeRefusedError
   */
  async finish(
    ownerId: string,
    fileId: string,
    { fileName, parts }: WholeFile,
  ): Promise<{ missing: number[]; file: PartUpload | null }> {
    const done = await this.finished(ownerId, fileId);
    if (done) return { missing: [], file: done };
    // The bytes are read only once they are all there: asking costs next to nothing.
    const known = await this.database.query<{ number: number }>(
      'SELECT number FROM upload_part WHERE owner_id = $1 AND upload_id = $2 AND number < $3',
      [ownerId, fileId, parts],
    );
    const there = new Set(known.map(({ number }) => number));
    const missing = Array.from({ length: parts }, (_, number) => number).filter(
      (number) => !there.has(number),
    );
    if (missing.length > 0) return { missing, file: null };
    const rows = await this.database.query<{ content: Buffer }>(
      'SELECT content FROM upload_part WHERE owner_id = $1 AND upload_id = $2 AND number < $3 ORDER BY number',
      [ownerId, fileId, parts],
    );
    const content = Buffer.concat(rows.map((row) => row.content));
    const contentType = await contentTypeOf(content);
    if (!contentType) {
      await this.forget(ownerId, fileId);
      throw new FileTypeRefusedError();
    }
    await this.uploads.keep(ownerId, { id: fileId, fileName, contentType }, content);
    await this.forget(ownerId, fileId);
    return { missing: [], file: { id: fileId, fileName, contentType, size: content.length } };
  }

  /**
   * Files in the order asked for, stored for good from now on: what they belong to is about to be. They may be claimed
   * again, so that the same form sent twice finds them twice.
   * @throws UploadNotThereError
   */
  claim(ownerId: string, ids: string[]): Promise<UploadedFile[]> {
    return this.uploads.claim(ownerId, ids, (missing) => new UploadNotThereError(missing));
  }

  private async forget(ownerId: string, fileId: string): Promise<void> {
    await this.database.query('DELETE FROM upload_part WHERE owner_id = $1 AND upload_id = $2', [
      ownerId,
      fileId,
    ]);
  }

  private async finished(ownerId: string, fileId: string): Promise<PartUpload | null> {
    const [row] = await this.database.query<Omit<PartUpload, 'size'> & { size: string }>(
      `SELECT id, file_name AS "fileName", content_type AS "contentType", size FROM upload
        WHERE id = $2 AND owner_id = $1`,
      [ownerId, fileId],
    );
    return row ? { ...row, size: Number(row.size) } : null;
  }
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
