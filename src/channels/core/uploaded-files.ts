import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { UploadedFileNotFoundError } from './channels.errors.js';

/** A file that waits in the storage, as it is journalled with what it belongs to. */
export interface UploadedFile {
  fileName: string;
  contentType: string;
  size: number;
  key: string;
}

/** Files that staff have uploaded, for channels on which they write down what somebody brought. */
@Injectable()
export class UploadedFiles {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * One's own uploads, in the order asked for. They stay, so that the same form sent twice finds them twice.
   * @throws UploadedFileNotFoundError when one is not there, or is a colleague's
   */
  async of(staffId: string, ids: string[]): Promise<UploadedFile[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.query<{
      id: string;
      file_name: string;
      content_type: string;
      size: string;
      storage_key: string;
    }>(
      `SELECT id, file_name, content_type, size, storage_key FROM upload WHERE id = ANY($1::uuid[]) AND owner_id = $2`,
      [ids, staffId],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const missing = ids.filter((id) => !byId.has(id));
    if (missing.length > 0) throw new UploadedFileNotFoundError(missing);
    return ids.map((id) => {
      const row = byId.get(id)!;
      const { file_name: fileName, content_type: contentType, storage_key: key } = row;
      return { fileName, contentType, size: Number(row.size), key };
    });
  }
}
