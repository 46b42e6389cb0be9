import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { PagePictures } from '../../platform/documents/page-pictures.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { AttachmentNotFoundError } from './conversations.errors.js';
import { fileNameOf } from './conversations.plan.js';

/** Largest file an officer may attach, in bytes. */
export const MAX_UPLOAD_BYTES = 20 * 1024 * 1024;

export interface OpenedAttachment {
  fileName: string;
  contentType: string;
  size: number;
  stream: Readable;
}

/** Files in messages, and files on their way into one. */
@Injectable()
export class AttachmentsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(PagePictures) private readonly pictures: PagePictures,
  ) {}

  /**
   * Keeps a file until a reply takes it.
   * @throws FileTooLargeError beyond `MAX_UPLOAD_BYTES`
   */
  async upload(file: { name: string; contentType: string; stream: Readable }, ownerId: string) {
    const { key, size } = await this.files.putStream(file.stream, MAX_UPLOAD_BYTES);
    const upload = {
      id: newId(),
      fileName: fileNameOf({
        fileName: file.name,
        contentType: file.contentType,
        size,
        source: { kind: 'stored', key },
      }),
      contentType: file.contentType,
      size,
    };
    await this.database.query(
      `INSERT INTO upload (id, owner_id, file_name, content_type, size, storage_key) VALUES ($1, $2, $3, $4, $5, $6)`,
      [upload.id, ownerId, upload.fileName, upload.contentType, size, key],
    );
    return upload;
  }

  /** @throws AttachmentNotFoundError also while it is still being fetched from the provider */
  async open(id: string): Promise<OpenedAttachment> {
    const { fileName, contentType, key } = await this.stored(id);
    const { stream, size } = await this.files.open(key);
    return { fileName, contentType, size, stream };
  }

  /** How many pages a document or picture has. @throws PageUnreadableError when it has none that can be shown */
  async pages(id: string): Promise<number> {
    return this.pictures.count(await this.stored(id));
  }

  /** A page as JPEG, whatever the file is. @throws PageUnreadableError, PageNotFoundError */
  async openPage(id: string, page: number): Promise<{ stream: Readable; size: number }> {
    return this.pictures.open(await this.stored(id), page);
  }

  private async stored(id: string): Promise<{ fileName: string; contentType: string; key: string }> {
    const [row] = await this.database.query<{ fileName: string; contentType: string; key: string }>(
      `SELECT file_name AS "fileName", content_type AS "contentType", storage_key AS key
         FROM attachment WHERE id = $1 AND state = 'stored'`,
      [id],
    );
    if (!row) throw new AttachmentNotFoundError(id);
    return row;
  }
}
