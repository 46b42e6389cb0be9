import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Config } from '../../platform/config/config.js';
import { newId } from '../../platform/database/ids.js';
import { type JournalRow, Spool } from './spool.js';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'insat-spool-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

async function openSpool(): Promise<Spool> {
  const spool = new Spool({ dataDir } as Config);
  await spool.open();
  return spool;
}

function row(externalId: string): JournalRow {
  return {
    id: newId(),
    accountId: newId(),
    kind: 'message',
    externalId,
    lane: 3,
    raw: Buffer.from([0, 0xff, 0x80, 10, 13]),
    receivedAt: new Date('2026-03-01T09:00:00.123Z'),
  };
}

async function replayed(spool: Spool): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  await spool.replay(async (batch) => void rows.push(...batch));
  return rows;
}

describe('the spool', () => {
  test('gives back what was put in, byte for byte and in order, and is empty then', async () => {
    const spool = await openSpool();
    const rows = Array.from({ length: 450 }, (_, n) => row(String(n)));
    for (let start = 0; start < rows.length; start += 100) await spool.append(rows.slice(start, start + 100));
    expect(spool.isEmpty()).toBe(false);
    expect(await replayed(spool)).toEqual(rows);
    expect(spool.isEmpty()).toBe(true);
    expect(await readdir(join(dataDir, 'spool'))).toEqual([]);
  });

  test('keeps everything when the replay fails, and goes on taking', async () => {
    const spool = await openSpool();
    const [first, second] = [row('1'), row('2')];
    await spool.append([first]);
    await expect(
      spool.replay(async () => {
        throw new Error('still down');
      }),
    ).rejects.toThrow('still down');
    await spool.append([second]);
    expect(await replayed(spool)).toEqual([first, second]);
  });

  test('takes over the file of a process that died, without its half-written last line', async () => {
    const dead = await openSpool();
    const rows = [row('1'), row('2')];
    await dead.append(rows);
    await dead.close();
    const [name] = await readdir(join(dataDir, 'spool'));
    await appendFile(join(dataDir, 'spool', name!), '{"id":"half a li');
    expect(await replayed(await openSpool())).toEqual(rows);
  });

  test('leaves the file of a process that lives alone', async () => {
    await openSpool();
    const alive = `${process.ppid}-${newId()}.jsonl`;
    await writeFile(join(dataDir, 'spool', alive), '');
    const spool = await openSpool();
    expect(spool.isEmpty()).toBe(true);
    expect(await readdir(join(dataDir, 'spool'))).toEqual([alive]);
  });

  test('refuses to open where it cannot write', async () => {
    await writeFile(join(dataDir, 'spool'), 'a file in the way');
    await expect(openSpool()).rejects.toThrow(/EEXIST|ENOTDIR/);
  });
});
