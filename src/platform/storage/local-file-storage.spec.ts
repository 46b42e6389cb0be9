import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../config/load-config.js';
import { LocalFileStorage } from './local-file-storage.js';
import { FileNotFoundError, FileTooLargeError } from './storage.errors.js';

let folder: string;
let storage: LocalFileStorage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'insat-storage-'));
  storage = new LocalFileStorage(loadConfig({ DATA_DIR: folder }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const drafts = () => readdirSync(join(folder, 'files', 'drafts'));

describe('the file storage', () => {
  test('gives back the bytes it took, under the hash of them', async () => {
    const content = Buffer.from('صورة الهوية');
    const { key, size } = await storage.put(content);
    expect(key).toBe(createHash('sha256').update(content).digest('hex'));
    expect(size).toBe(content.length);
    const file = await storage.open(key);
    expect(file.size).toBe(content.length);
    expect(await buffer(file.stream)).toEqual(content);
  });

  test('keeps the same bytes once, also when they come together', async () => {
    const bytes = Buffer.alloc(100_000, 7);
    const stored = await Promise.all([
      storage.put(bytes),
      storage.put(bytes),
      storage.putStream(Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]), 100_000),
    ]);
    expect(new Set(stored.map(({ key }) => key)).size).toBe(1);
    expect(drafts()).toEqual([]);
  });

  test('is readable by the hub alone', async () => {
    const { key } = await storage.put(Buffer.from('x'));
    const path = join(folder, 'files', key.slice(0, 2), key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'files')).mode & 0o077).toBe(0);
  });

  test('stops reading a stream that is too large, and leaves nothing of it', async () => {
    let given = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          given += 1000;
          yield Buffer.alloc(1000);
        }
      })(),
    );
    await expect(storage.putStream(endless, 10_000)).rejects.toThrow(FileTooLargeError);
    expect(given).toBeLessThan(100_000);
    expect(drafts()).toEqual([]);
  });

  test('leaves nothing of a stream that breaks', async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('connection reset');
      })(),
    );
    await expect(storage.putStream(broken, 100)).rejects.toThrow('connection reset');
    expect(drafts()).toEqual([]);
  });

  test.each(['', 'x', '../../etc/passwd', 'a'.repeat(64), '0'.repeat(63)])(
    'does not find %s',
    async (key) => {
      await expect(storage.open(key)).rejects.toThrow(FileNotFoundError);
    },
  );
});
