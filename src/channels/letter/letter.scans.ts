import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { Database } from '../../platform/database/database.js';
import { PagePictures } from '../../platform/documents/page-pictures.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { ScanNotFoundError, ScanRefusedError } from './letter.errors.js';
import type { Scan } from './letter.schemas.js';

/** What a letter is scanned or photographed as, by what the bytes say they are. */
const SCANNED = new Set(['application/pdf', 'image/jpeg', 'image/png', 'image/heic', 'image/heif']);
/** `file-type` needs no more to tell these apart. */
const HEAD_BYTES = 64 * 1024;

interface UploadRow {
  id: string;
  key: string;
  fileName: string;
  size: string;
}

/** Scans on their way into a letter: an officer's own uploads, checked by content, with pictures of their pages. */
@Injectable()
export class LetterScans {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(PagePictures) private readonly pictures: PagePictures,
  ) {}

  /**
   * The officer's scans in the order asked for. They stay, so that a letter sent twice finds them twice.
   * @throws ScanNotFoundError when one is not there, or is another's; ScanRefusedError; PageUnreadableError
   */
  async claim(ownerId: string, ids: string[]): Promise<Scan[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<UploadRow>(
      `SELECT id, storage_key AS key, file_name AS "fileName", size FROM upload
        WHERE owner_id = $1 AND id = ANY($2::uuid[])`,
      [ownerId, ids],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length > 0) throw new ScanNotFoundError(missing);
    const scans: Scan[] = [];
    // One after the other: each may have its first page drawn.
    for (const id of ids) scans.push(await this.scanOf(found.get(id)!));
    return scans;
  }

  /** One scan, before the letter is saved: what it is, and how many pages it has. */
  async one(ownerId: string, id: string): Promise<Scan> {
    const [scan] = await this.claim(ownerId, [id]);
    return scan!;
  }

  private async scanOf({ key, fileName, size }: UploadRow): Promise<Scan> {
    const contentType = await this.typeOf(key);
    if (!contentType || !SCANNED.has(contentType)) throw new ScanRefusedError();
    const pages = await this.pictures.count({ key, contentType });
    return { key, fileName, contentType, size: Number(size), pages };
  }

  private async typeOf(key: string): Promise<string | undefined> {
    const { stream } = await this.files.open(key);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= HEAD_BYTES) break;
    }
    return (await fileTypeFromBuffer(Buffer.concat(chunks)))?.mime;
  }
}
