import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import { Database } from '../../platform/database/database.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { PhotoRefusedError, PhotosMissingError } from './branch.errors.js';
import type { StoredPhoto } from './branch.schemas.js';

/** What the page makes of any picture, and what a signature is drawn as. */
const TYPES = new Set(['image/jpeg', 'image/png', 'image/webp']);

/** Photographs that go ahead of what they belong to. What has come once need not come again. */
@Injectable()
export class BranchPhotos {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FileStorage) private readonly storage: FileStorage,
  ) {}

  /** Those of the hashes that have still to come. */
  async missing(staffId: string, hashes: string[]): Promise<string[]> {
    const known = await this.find(staffId, hashes);
    return hashes.filter((hash) => !known.has(hash));
  }

  /** @throws PhotoRefusedError when the bytes are no picture, or not those of the hash: half of them came */
  async keep(staffId: string, hash: string, content: Buffer): Promise<void> {
    if (createHash('sha256').update(content).digest('hex') !== hash) throw new PhotoRefusedError();
    const type = (await fileTypeFromBuffer(content))?.mime;
    if (!type || !TYPES.has(type)) throw new PhotoRefusedError();
    const { key, size } = await this.storage.put(content);
    await this.database.query(
      `INSERT INTO branch_photo (staff_id, sha256, storage_key, content_type, size) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [staffId, Buffer.from(hash, 'hex'), key, type, size],
    );
  }

  /** @throws PhotosMissingError naming those that have not come */
  async claim(staffId: string, hashes: string[]): Promise<StoredPhoto[]> {
    const known = await this.find(staffId, hashes);
    const missing = hashes.filter((hash) => !known.has(hash));
    if (missing.length > 0) throw new PhotosMissingError(missing);
    return hashes.map((hash) => known.get(hash)!);
  }

  private async find(staffId: string, hashes: string[]): Promise<Map<string, StoredPhoto>> {
    if (hashes.length === 0) return new Map();
    const rows = await this.database.query<StoredPhoto & { hash: string }>(
      `SELECT encode(sha256, 'hex') AS hash, storage_key AS key, content_type AS "contentType", size
         FROM branch_photo WHERE staff_id = $1 AND sha256 = ANY($2::bytea[])`,
      [staffId, hashes.map((hash) => Buffer.from(hash, 'hex'))],
    );
    return new Map(rows.map(({ hash, ...photo }) => [hash, photo]));
  }
}
