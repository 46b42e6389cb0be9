import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { Database } from '../../src/platform/database/database.js';
import { databaseOptions } from '../../src/platform/database/database.options.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';

export interface TestDatabase {
  /** What the application connects with. */
  url: string;
  /** The owner's, for looking and arranging beyond what the application may. */
  ownerUrl: string;
  source: DataSource;
  database: Database;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

/** A migrated database of its own on the run's server, with a pool that has the application's rights only. */
export async function createTestDatabase(
  options: { entities?: EntityTarget<ObjectLiteral>[] } = {},
): Promise<TestDatabase> {
  const ownerUrl = await cloneDatabase();
  const { url } = await prepareDatabase(ownerUrl, 'a password for tests');
  const source = new DataSource({
    ...databaseOptions(url),
    migrations: [],
    entities: (options.entities ?? []) as never,
  });
  await source.initialize();
  return {
    url,
    ownerUrl,
    source,
    database: new Database(source),
    close: async () => {
      if (source.isInitialized) await source.destroy();
      await dropDatabase(ownerUrl);
    },
  };
}

/** Clones the migrated template. @returns its owner's connection URL */
export async function cloneDatabase(): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asServerOwner(`CREATE DATABASE ${name} TEMPLATE ${required('INSAT_TEST_TEMPLATE')}`);
  return required('INSAT_TEST_POSTGRES').replace(/[^/]+$/, name);
}

export async function dropDatabase(ownerUrl: string): Promise<void> {
  const name = new URL(ownerUrl).pathname.slice(1);
  await asServerOwner(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

async function asServerOwner(statement: string): Promise<void> {
  const client = new pg.Client(required('INSAT_TEST_POSTGRES'));
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error('Run the tests through jest: its global setup starts the database.');
  return value;
}
