import { mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { UploadedFileNotFoundError, UploadsFullError } from '../../src/channels/core/channels.errors.js';
import { MOST_UNCLAIMED_BYTES, PublicUploads } from '../../src/channels/core/public-uploads.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { newId } from '../../src/platform/database/ids.js';
import { Sweeps } from '../../src/platform/queue/sweeps.js';
import { LocalFileStorage } from '../../src/platform/storage/local-file-storage.js';
import { createTestDatabase, type TestDatabase, testFolder } from '../harness/index.js';

/** Storage that says when it is about to move or remove held bytes, and waits to be told to. */
class HesitantStorage extends LocalFileStorage {
  pause: (() => Promise<void>) | null = null;

  override async settle(held: string, key: string): Promise<boolean> {
    await this.pause?.();
    return super.settle(held, key);
  }

  override async letGo(held: string): Promise<void> {
    await this.pause?.();
    await super.letGo(held);
  }

  /** Stops whoever comes next. @returns when they have come, and what lets them go on */
  stopNext(): { reached: Promise<void>; goOn: () => void } {
    let [arrive, goOn] = [() => {}, () => {}];
    const reached = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    this.pause = () => {
      this.pause = null;
      arrive();
      return gate;
    };
    return { reached, goOn };
  }
}

let db: TestDatabase;
let folder: string;
let storage: HesitantStorage;
let uploads: PublicUploads;
beforeAll(async () => {
  db = await createTestDatabase();
});
beforeEach(async () => {
  await db.database.query('DELETE FROM upload');
  await db.database.query('DELETE FROM upload_part');
  folder = mkdtempSync(join(testFolder(), 'data-'));
  storage = new HesitantStorage(loadConfig({ DATA_DIR: folder }));
  uploads = new PublicUploads(db.database, storage, new Sweeps());
});
afterAll(() => db.close());

const owner = newId();
const absent = (ids: string[]) => new UploadedFileNotFoundError(ids);
const heldFiles = () => readdirSync(join(folder, 'files', 'held'));

async function keep(content: string): Promise<string> {
  const id = newId();
  await uploads.keep(owner, { id, fileName: 'ورقة.txt', contentType: 'text/plain' }, Buffer.from(content));
  return id;
}

const grow = (id: string, age = '25 hours') =>
  db.database.query(`UPDATE upload SET created_at = now() - $2::interval WHERE id = $1`, [id, age]);
const rows = async () =>
  (await db.database.query<{ id: string }>('SELECT id FROM upload')).map(({ id }) => id);

describe('an upload that nothing claims', () => {
  test('goes after a day, row and bytes, and others stay', async () => {
    const [old, claimed, young] = [await keep('one'), await keep('two'), await keep('three')];
    await uploads.claim(owner, [claimed], absent);
    for (const id of [old, claimed]) await grow(id);
    await grow(young, '23 hours');
    await uploads.removeUnclaimed();
    expect((await rows()).sort()).toEqual([claimed, young].sort());
    expect(heldFiles()).toHaveLength(1);
    await expect(uploads.claim(owner, [old], absent)).rejects.toThrow(UploadedFileNotFoundError);
    const [file] = await uploads.claim(owner, [claimed], absent);
    expect((await buffer((await storage.open(file!.key)).stream)).toString()).toBe('two');
  });

  test('takes nothing with it of whoever has stored the same bytes', async () => {
    const { key } = await storage.put(Buffer.from('the same'));
    await grow(await keep('the same'));
    await uploads.removeUnclaimed();
    expect((await buffer((await storage.open(key)).stream)).toString()).toBe('the same');
  });

  test('goes with the parts of files that were never whole', async () => {
    await db.database.query(
      `INSERT INTO upload_part (owner_id, upload_id, number, content, created_at)
       VALUES ($1, $2, 0, 'x', now() - interval '25 hours'), ($1, $3, 0, 'x', now())`,
      [owner, newId(), newId()],
    );
    await uploads.removeUnclaimed();
    expect(await db.database.query('SELECT number FROM upload_part')).toHaveLength(1);
  });
});

describe('a claim and the sweep at the same moment', () => {
  test('leave the file to the claim that came first', async () => {
    const id = await keep('claimed');
    await grow(id);
    const { reached, goOn } = storage.stopNext();
    const claim = uploads.claim(owner, [id], absent);
    await reached;
    await uploads.removeUnclaimed();
    goOn();
    const [file] = await claim;
    await uploads.removeUnclaimed();
    expect((await buffer((await storage.open(file!.key)).stream)).toString()).toBe('claimed');
  });

  test('tell the claim that came second that the file is gone', async () => {
    const id = await keep('swept');
    await grow(id);
    const { reached, goOn } = storage.stopNext();
    const sweep = uploads.removeUnclaimed();
    await reached;
    const claim = expect(uploads.claim(owner, [id], absent)).rejects.toThrow(UploadedFileNotFoundError);
    goOn();
    await Promise.all([sweep, claim]);
    expect(await rows()).toEqual([]);
    expect(heldFiles()).toEqual([]);
  });

  test('claim nothing when one of the files is not there', async () => {
    const id = await keep('of two');
    await expect(uploads.claim(owner, [id, newId()], absent)).rejects.toThrow(UploadedFileNotFoundError);
    await grow(id);
    await uploads.removeUnclaimed();
    expect(await rows()).toEqual([]);
  });
});

describe('the budget', () => {
  const fill = (bytes: number) =>
    db.database.query(
      `INSERT INTO upload (id, owner_id, file_name, content_type, size, storage_key, held)
       VALUES ($1, $1, 'big', 'text/plain', $2, 'none', 'none')`,
      [newId(), bytes],
    );

  test('counts what is held and parts, and is free again once the files are claimed or swept', async () => {
    await fill(MOST_UNCLAIMED_BYTES - 8192);
    const id = await keep('small files count as a block of the disk');
    await uploads.admit(4096);
    await expect(uploads.admit(4097)).rejects.toThrow(UploadsFullError);
    await db.database.query(
      `INSERT INTO upload_part (owner_id, upload_id, number, content) VALUES ($1, $2, 0, 'x')`,
      [owner, newId()],
    );
    await expect(uploads.admit(1)).rejects.toThrow(UploadsFullError);
    await uploads.claim(owner, [id], absent);
    await uploads.admit(1);
    await fill(8192);
    await expect(uploads.admit(1)).rejects.toThrow(UploadsFullError);
    await db.database.query(`UPDATE upload SET created_at = now() - interval '2 days'`);
    await uploads.removeUnclaimed();
    await uploads.admit(10 * 1024 * 1024);
  });

  test('does not count the same id twice, nor keep its bytes twice', async () => {
    const id = newId();
    const file = { id, fileName: 'x', contentType: 'text/plain' };
    await uploads.keep(owner, file, Buffer.from('once'));
    await uploads.keep(owner, file, Buffer.from('once'));
    expect(await rows()).toEqual([id]);
    expect(heldFiles()).toHaveLength(1);
  });
});
