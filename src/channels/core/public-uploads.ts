import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { AppError } from '../../platform/errors.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { UploadsFullError } from './channels.errors.js';
import type { UploadedFile } from './uploaded-files.js';

/**
 * What strangers may have at the hub that nothing of theirs has claimed, all of them together. A busy hour of honest
 * people is a few hundred files of a megabyte; a machine that fills this up takes no more of the disk than that.
 */
export const MOST_UNCLAIMED_BYTES = 2 * 1024 ** 3;
/** What the smallest file takes of a disk, so that empty ones cannot be had without end. */
const LEAST_BYTES = 4096;
/** As long as a form's ticket is valid; whoever comes back later attaches the file again. */
const KEPT_UNCLAIMED = '1 day';
/** Rows that are locked at once: a claim of one of them waits no longer than their removal takes. */
const SWEPT_AT_ONCE = 100;
const RETRY_AFTER_SECONDS = 600;

interface UploadRow extends Omit<UploadedFile, 'size'> {
  id: string;
  size: string;
  held: string | null;
}

const COLUMNS = 'id, storage_key AS key, file_name AS "fileName", content_type AS "contentType", size, held';

/**
 * Files that people who are not signed in have sent up. They are held apart until a form or a message claims them;
 * those that nobody has claimed within a day are removed.
 */
@Injectable()
export class PublicUploads implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly storage: FileStorage,
    @Inject(Sweeps) private readonly sweeps: Sweeps,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('uploads.unclaimed', () => this.removeUnclaimed());
  }

  /**
   * To be asked before bytes are taken. Several that come at the same moment may together pass the budget by as much
   * as they bring.
   * @throws UploadsFullError
   */
  async admit(bytes: number): Promise<void> {
    const [row] = await this.database.query<{ bytes: string }>(
      `SELECT (SELECT coalesce(sum(greatest(size, $1)), 0) FROM upload WHERE held IS NOT NULL)
            + (SELECT coalesce(sum(greatest(octet_length(content), $1)), 0) FROM upload_part) AS bytes`,
      [LEAST_BYTES],
      'uploads.unclaimed',
    );
    if (Number(row!.bytes) + bytes > MOST_UNCLAIMED_BYTES) throw new UploadsFullError(RETRY_AFTER_SECONDS);
  }

  /** Holds a file for its owner; the same id again changes nothing. */
  async keep(
    ownerId: string,
    { id, fileName, contentType }: { id: string; fileName: string; contentType: string },
    content: Buffer,
  ): Promise<void> {
    const { held, key, size } = await this.storage.hold(content);
    const rows = await this.database.query(
      `INSERT INTO upload (id, owner_id, file_name, content_type, size, storage_key, held)
       VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [id, ownerId, fileName, contentType, size, key, held],
    );
    if (rows.length === 0) await this.storage.letGo(held);
  }

  /**
   * The owner's files in the order asked for. From now on they are stored for good: what they came with is about to be
   * journalled. They may be claimed again, so that a message sent twice finds them twice.
   * @throws `absent` of those that are not there, or another's
   */
  async claim(ownerId: string, ids: string[], absent: (ids: string[]) => AppError): Promise<UploadedFile[]> {
    if (ids.length === 0) return [];
    return this.database.transaction(async (tx) => {
      // Whoever comes second, claim or sweep, finds what the first has made of the rows.
      const rows = await tx.query<UploadRow>(
        `SELECT ${COLUMNS} FROM upload WHERE owner_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR UPDATE`,
        [ownerId, ids],
      );
      inOrder(rows, ids, absent);
      const there: UploadRow[] = [];
      for (const row of rows) {
        // Bytes without a row are harmless, a row without its bytes is not: the bytes are moved first.
        if (row.held === null || (await this.storage.settle(row.held, row.key))) there.push(row);
      }
      const files = inOrder(there, ids, absent);
      await tx.query('UPDATE upload SET held = NULL WHERE id = ANY($1::uuid[])', [ids]);
      return files;
    });
  }

  /** Part of the sweep. Leaves alone what is being claimed at this moment. */
  async removeUnclaimed(): Promise<void> {
    await this.database.query(
      `DELETE FROM upload_part WHERE created_at < now() - interval '${KEPT_UNCLAIMED}'`,
    );
    for (let removed = SWEPT_AT_ONCE; removed === SWEPT_AT_ONCE; ) removed = await this.removeSome();
  }

  private removeSome(): Promise<number> {
    return this.database.transaction(async (tx) => {
      const rows = await tx.query<{ id: string; held: string }>(
        `SELECT id, held FROM upload WHERE held IS NOT NULL AND created_at < now() - interval '${KEPT_UNCLAIMED}'
          ORDER BY created_at LIMIT ${SWEPT_AT_ONCE} FOR UPDATE SKIP LOCKED`,
      );
      if (rows.length === 0) return 0;
      for (const { held } of rows) await this.storage.letGo(held);
      await tx.query('DELETE FROM upload WHERE id = ANY($1::uuid[])', [rows.map(({ id }) => id)]);
      return rows.length;
    });
  }
}

function inOrder(rows: UploadRow[], ids: string[], absent: (ids: string[]) => AppError): UploadedFile[] {
  const found = new Map(rows.map((row) => [row.id, row]));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw absent(missing);
  return ids.map((id) => {
    const { fileName, contentType, size, key } = found.get(id)!;
    return { fileName, contentType, size: Number(size), key };
  });
}
