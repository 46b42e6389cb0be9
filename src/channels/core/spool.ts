import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { newId } from '../../platform/database/ids.js';

/** One row of `inbound_event` on its way in. */
export interface JournalRow {
  id: string;
  accountId: string;
  kind: 'message' | 'status';
  externalId: string;
  lane: number;
  raw: Buffer;
  receivedAt: Date;
}

/** Rows of one replayed statement. */
const REPLAY_ROWS = 200;

/**
 * Where events wait on disk while the database is down: one append-only file of JSON lines per process,
 * fsynced before an event counts as taken. A file left by a process that died is taken over by the next one
 * that starts on the same data folder.
 */
@Injectable()
export class Spool {
  private readonly folder: string;
  /** Files to replay, oldest first; the last may be the one being written. */
  private files: string[] = [];
  private current: { path: string; handle: FileHandle } | null = null;

  constructor(@Inject(Config) config: Config) {
    this.folder = join(config.dataDir, 'spool');
  }

  /** @throws when the folder is not writable: a hub that cannot spool must not start */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const probe = join(this.folder, `.probe-${newId()}`);
    await (await open(probe, 'wx')).close();
    await rm(probe);
    const names = await readdir(this.folder);
    for (const name of names.sort((a, b) => age(a).localeCompare(age(b)))) {
      const owner = /^(\d+)-.+\.jsonl$/.exec(name)?.[1];
      if (owner !== undefined && !isRunning(Number(owner))) await this.adopt(name);
    }
  }

  isEmpty(): boolean {
    return this.files.length === 0;
  }

  /** Durable when it resolves. Called by one writer at a time. */
  async append(rows: JournalRow[]): Promise<void> {
    if (!this.current) {
      const path = this.ownPath();
      this.current = { path, handle: await open(path, 'a', 0o600) };
      this.files.push(path);
      await syncFolder(this.folder);
    }
    try {
      await this.current.handle.appendFile(rows.map((row) => `${encode(row)}\n`).join(''));
      await this.current.handle.datasync();
    } catch (error) {
      // The file may end in half a line now (a full disk): nothing more is written behind it.
      await this.close();
      throw error;
    }
  }

  /**
   * Hands everything over in order and removes it. A row handed over twice (after a crash between the two) is
   * one the journal knows already.
   * @returns how many rows were handed over
   * @throws what `insert` throws; then what is left stays
   */
  async replay(insert: (rows: JournalRow[]) => Promise<void>): Promise<number> {
    let count = 0;
    while (this.files[0] !== undefined) {
      const path = this.files[0];
      if (this.current?.path === path) {
        await this.current.handle.close();
        this.current = null;
      }
      const rows = decodeAll(await readFile(path, 'utf8'));
      for (let start = 0; start < rows.length; start += REPLAY_ROWS) {
        await insert(rows.slice(start, start + REPLAY_ROWS));
      }
      await rm(path);
      this.files.shift();
      count += rows.length;
    }
    return count;
  }

  async close(): Promise<void> {
    await this.current?.handle.close();
    this.current = null;
  }

  private async adopt(name: string): Promise<void> {
    const path = this.ownPath();
    try {
      await rename(join(this.folder, name), path);
      this.files.push(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // another process took it first
    }
  }

  private ownPath(): string {
    return join(this.folder, `${process.pid}-${newId()}.jsonl`);
  }
}

function encode(row: JournalRow): string {
  return JSON.stringify({ ...row, raw: row.raw.toString('base64') });
}

/** A last line that was cut off by a crash was never acknowledged, and is left out. */
function decodeAll(text: string): JournalRow[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row = JSON.parse(line) as Omit<JournalRow, 'raw' | 'receivedAt'> & {
        raw: string;
        receivedAt: string;
      };
      return { ...row, raw: Buffer.from(row.raw, 'base64'), receivedAt: new Date(row.receivedAt) };
    });
}

/** The UUIDv7 in a file's name: oldest first, whichever process wrote it. */
function age(name: string): string {
  return name.slice(name.indexOf('-') + 1);
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false; // ours alone now: a file of this number is from before
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
