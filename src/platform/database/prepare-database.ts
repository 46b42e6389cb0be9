import pg from 'pg';
import { DataSource } from 'typeorm';
import { StartUpError } from '../start-up-error.js';
import { databaseOptions } from './database.options.js';
import { type ApplicationRole, grantApplicationRole } from './roles.js';

/** Any number; the same in every process of the hub. Held while migrating, so that one migrates at a time. */
const MIGRATION_LOCK = 0x1b5a7;
const CONNECT_TIMEOUT_MS = 5_000;

export interface PreparedDatabase {
  /** What the application connects with: as a role that may not change the audit, where that is possible. */
  url: string;
  /** What an administrator should know, one line each. */
  warnings: string[];
}

/**
 * Migrates the database as its owner, then makes the role that the application connects as.
 * @param ownerUrl `DATABASE_URL`, or the embedded PostgreSQL's owner
 * @param rolePassword derived from the secret key; set anew at each start
 * @throws StartUpError when the database cannot be reached or migrated
 */
export async function prepareDatabase(ownerUrl: string, rolePassword: string): Promise<PreparedDatabase> {
  const owner = await connectAsOwner(ownerUrl);
  try {
    await owner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await migrateDatabase(ownerUrl);
    const role = await grantApplicationRole(owner, rolePassword);
    return await asApplication(ownerUrl, role, rolePassword);
  } catch (error) {
    if (error instanceof StartUpError) throw error;
    throw new StartUpError(`The database could not be migrated: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await owner.end().catch(() => undefined);
  }
}

/** Where a URL points, without its password. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port || 5432}${pathname}`;
}

async function connectAsOwner(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'insat-migrate',
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new StartUpError(
      `DATABASE_URL does not lead to a usable database (${describeDatabase(url)}): ${reasonOf(error)}`,
      { cause: error },
    );
  }
}

function reasonOf(error: unknown): string {
  const { code, message, errors } = error as { code?: string; message?: string; errors?: Error[] };
  if (code === '28P01' || code === '28000') return 'the user or the password is refused.';
  if (code === '3D000') return 'this database does not exist.';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'this host is unknown.';
  if (code === 'ECONNREFUSED') return 'nothing answers there.';
  return `${message || errors?.[0]?.message || code || 'unknown error'}.`;
}

/** Brings the tables up to date, as the owner. The caller holds the migration lock. */
export async function migrateDatabase(url: string): Promise<void> {
  const options = databaseOptions(url, 1);
  // A migration of a large table takes its time.
  const source = new DataSource({ ...options, extra: { keepAlive: true } });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

async function asApplication(
  ownerUrl: string,
  role: ApplicationRole,
  password: string,
): Promise<PreparedDatabase> {
  const asOwner = (why: string): PreparedDatabase => ({
    url: ownerUrl,
    warnings: [
      `${why}; the hub connects as the database's owner. Triggers still protect the audit, permissions do not.`,
    ],
  });
  if (role.name === null) return asOwner(role.why);
  const url = new URL(ownerUrl);
  url.username = role.name;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { url: url.href, warnings: [] };
  } catch (error) {
    // A pooler or pg_hba.conf that knows the owner only.
    return asOwner(`The role ${role.name} cannot sign in (${reasonOf(error).replace(/\.$/, '')})`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
