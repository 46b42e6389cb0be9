// Once per run of jest: builds what is stale, starts one PostgreSQL in a temporary folder and migrates a
// template in it, which every test file clones.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { build, PAGES } from '../../scripts/build.mjs';

/** @param {import('jest').Config & { nonFlagArgs?: string[] }} globalConfig */
export default async function setUp(globalConfig) {
  build(['server'], { ifStale: true });
  // A spec that is run alone while it is written neither waits for the pages nor fails with them.
  const named = globalConfig.nonFlagArgs ?? [];
  if (named.length === 0) build(PAGES, { ifStale: true });
  else if (named.some((path) => /e2e/.test(path))) buildPagesIfPossible();

  const { EmbeddedPostgres } = await import('../../dist/platform/database/embedded-postgres.js');
  const { migrateDatabase } = await import('../../dist/platform/database/prepare-database.js');
  const folder = mkdtempSync(join(tmpdir(), 'insat-test-'));
  chmodSync(folder, 0o711); // the database's user passes through
  mkdirSync(join(folder, 'pids'));
  // Tests of durability kill the hub, never this server: it may keep its pages in memory.
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '500', max_wal_size: '4GB' };
  const postgres = await EmbeddedPostgres.start({ dataDir: folder, settings });
  globalThis.insatTest = { postgres, folder };

  const template = `template_${randomBytes(4).toString('hex')}`;
  const client = new pg.Client(postgres.url);
  await client.connect();
  await client.query(`CREATE DATABASE ${template}`);
  await client.end();
  await migrateDatabase(postgres.url.replace(/[^/]+$/, template));

  process.env.INSAT_TEST_POSTGRES = postgres.url;
  process.env.INSAT_TEST_TEMPLATE = template;
  process.env.INSAT_TEST_FOLDER = folder;
}

function buildPagesIfPossible() {
  for (const part of PAGES) {
    try {
      build([part], { ifStale: true });
    } catch (error) {
      process.stderr.write(`${error.message} The hub runs without it.\n`);
    }
  }
}
