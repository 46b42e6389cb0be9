import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { newId } from '../database/ids.js';
import { FileStorage } from './file-storage.js';
import { FileNotFoundError, FileTooLargeError } from './storage.errors.js';

const KEY = /^[0-9a-f]{64}$/;

/**
 * Files in the data folder under the SHA-256 of their bytes: `files/ab/abcd…`. A file appears under its
 * name only when it is whole and on the disk, so a crash leaves at most an unnamed draft.
 */
@Injectable()
export class LocalFileStorage extends FileStorage {
  private readonly folder: string;

  constructor(@Inject(Config) config: Config) {
    super();
    this.folder = join(config.dataDir, 'files');
  }

  async put(content: Buffer): Promise<{ key: string; size: number }> {
    const stored = { key: createHash('sha256').update(content).digest('hex'), size: content.length };
    // The same logo comes with every mail of an office; a file under its name is whole and on the disk.
    if (await exists(this.pathOf(stored.key))) return stored;
    return this.putStream(Readable.from([content]), content.length);
  }

  async putStream(content: Readable, maxBytes: number): Promise<{ key: string; size: number }> {
    const draft = await this.newPath('drafts');
    const stored = await writeNew(draft, content, maxBytes);
    try {
      await this.giveName(draft, stored.key);
      return stored;
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async hold(content: Buffer): Promise<{ held: string; key: string; size: number }> {
    const path = await this.newPath('held');
    const stored = await writeNew(path, Readable.from([content]), content.length);
    await syncFolder(dirname(path));
    return { held: basename(path), ...stored };
  }

  async settle(held: string, key: string): Promise<boolean> {
    try {
      await this.giveName(join(this.folder, 'held', held), key);
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return exists(this.pathOf(key));
    }
  }

  async letGo(held: string): Promise<void> {
    await rm(join(this.folder, 'held', held), { force: true });
  }

  async open(key: string): Promise<{ stream: Readable; size: number }> {
    if (!KEY.test(key)) throw new FileNotFoundError();
    const path = this.pathOf(key);
    let handle: FileHandle;
    try {
      handle = await open(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new FileNotFoundError();
      throw error;
    }
    const { size } = await stat(path);
    return { stream: handle.createReadStream(), size };
  }

  /** The path of a new file in a folder that is there. */
  private async newPath(folder: string): Promise<string> {
    const path = join(this.folder, folder);
    await mkdir(path, { recursive: true, mode: 0o700 });
    return join(path, newId());
  }

  private async giveName(from: string, key: string): Promise<void> {
    const path = this.pathOf(key);
    const isNewFolder = await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(from, path);
    await syncFolder(dirname(path));
    if (isNewFolder) await syncFolder(this.folder);
  }

  private pathOf(key: string): string {
    return join(this.folder, key.slice(0, 2), key);
  }
}

/** A whole file on the disk, or none. */
async function writeNew(
  path: string,
  content: Readable,
  maxBytes: number,
): Promise<{ key: string; size: number }> {
  const handle = await open(path, 'wx', 0o600);
  try {
    const stored = await write(content, maxBytes, handle);
    await handle.sync();
    await handle.close();
    return stored;
  } catch (error) {
    content.destroy();
    await handle.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

async function write(
  content: Readable,
  maxBytes: number,
  handle: FileHandle,
): Promise<{ key: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw new FileTooLargeError(maxBytes);
    hash.update(bytes);
    await handle.writeFile(bytes);
  }
  return { key: hash.digest('hex'), size };
}

/** A rename is durable once its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
