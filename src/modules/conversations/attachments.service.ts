import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
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
    const [row] = await this.database.query<{ file_name: string; content_type: string; storage_key: string }>(
      `SELECT file_name, content_type, storage_key FROM attachment WHERE id = $1 AND state = 'stored'`,
      [id],
    );
    if (!row) throw new AttachmentNotFoundError(id);
    const { stream, size } = await this.files.open(row.storage_key);
    return { fileName: row.file_name, contentType: row.content_type, size, stream };
  }
}
