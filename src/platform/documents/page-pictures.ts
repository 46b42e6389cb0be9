import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { FileStorage } from '../storage/file-storage.js';
import { PageNotFoundError, PageUnreadableError } from './documents.errors.js';
import { PageThread } from './page-thread.js';
import { hasPages } from './page-types.js';

/** A stored file, by its key in `FileStorage` and what its bytes are. */
export interface StoredDocument {
  key: string;
  contentType: string;
}

/**
 * Pictures of the pages of stored files (PDF, HEIC and every other picture), drawn when somebody looks for the first
 * time and kept: files have their content's hash as key, so a picture is right for ever.
 */
@Injectable()
export class PagePictures {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(PageThread) private readonly thread: PageThread,
  ) {}

  /**
   * How many pages a file has. Draws the first, so a file that cannot be read is found out here.
   * @throws PageUnreadableError
   */
  async count(document: StoredDocument): Promise<number> {
    return (await this.picture(document, 1)).pages;
  }

  /**
   * A page as JPEG, upright.
   * @param page counted from 1
   * @throws PageUnreadableError, PageNotFoundError
   */
  async open(document: StoredDocument, page: number): Promise<{ stream: Readable; size: number }> {
    return this.files.open((await this.picture(document, page)).key);
  }

  /** The page's JPEG in memory, for those who put it on a page of their own. */
  async read(document: StoredDocument, page: number): Promise<Buffer> {
    return buffer((await this.open(document, page)).stream);
  }

  private async picture(document: StoredDocument, page: number): Promise<{ key: string; pages: number }> {
    if (!hasPages(document.contentType)) throw new PageUnreadableError();
    const known = await this.database.query<{ page: number; pages: number; key: string }>(
      `SELECT page, pages, picture_key AS key FROM page_picture WHERE storage_key = $1 AND page IN (1, $2)`,
      [document.key, page],
    );
    const found = known.find((row) => row.page === page);
    if (found) return found;
    const [first] = known;
    if (first && page > first.pages) throw new PageNotFoundError(first.pages);
    return this.draw(document, page);
  }

  private async draw({ key, contentType }: StoredDocument, page: number) {
    const read = async () => buffer((await this.files.open(key)).stream);
    const { jpeg, pages } = await this.thread.draw(read, contentType, page);
    const picture = await this.files.put(jpeg);
    await this.database.query(
      `INSERT INTO page_picture (storage_key, page, pages, picture_key) VALUES ($1, $2, $3, $4)
       ON CONFLICT (storage_key, page) DO UPDATE SET pages = excluded.pages, picture_key = excluded.picture_key`,
      [key, page, pages, picture.key],
    );
    return { key: picture.key, pages };
  }
}
