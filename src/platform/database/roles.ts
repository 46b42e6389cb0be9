import { createHash } from 'node:crypto';
import { runMigrations } from 'bullmq';
import pg, { type Client } from 'pg';

/** Holds the grants; nobody signs in as it. */
const GROUP = 'insat_app';

/** Tables whose rows the application may add to but not rewrite or remove. */
const APPEND_ONLY = ['audit_line', 'request_round', 'request_transition', 'request_type_version', 'decision'];
/** Tables whose rows it may settle but never remove: the proof of what came and went, and what it names. */
const KEPT = [
  'inbound_event',
  'delivery_event',
  'channel_account',
  'support_request',
  'attestation',
  'request_notice',
  'notice_step',
];

export type ApplicationRole = { name: string } | { name: null; why: string };

/**
 * Makes the role that the application signs in as, with its grants on what the migrations made. Roles belong
 * to the whole server, hence one login per database in one group.
 * @param owner a connection of the database's owner, which holds the migration lock
 */
export async function grantApplicationRole(owner: Client, password: string): Promise<ApplicationRole> {
  await owner.query(TABLES_OF_LIBRARIES);
  await runMigrations(owner as never, QUEUE_SCHEMA);
  const { rows } = await owner.query<{ database: string; may: boolean }>(
    `SELECT current_database() AS database, rolsuper OR rolcreaterole AS may
     FROM pg_roles WHERE rolname = current_user`,
  );
  const { database, may } = rows[0]!;
  if (!may) return { name: null, why: "The database's owner may not create roles" };
  const login = loginName(database);
  try {
    await retryOnConflict(() => makeRoles(owner, login, password));
    await grant(owner);
    return { name: login };
  } catch (error) {
    return { name: null, why: `The role ${login} could not be made (${(error as Error).message})` };
  }
}

/**
 * BullMQ's own schema, for the PostgreSQL backend. Made here: the application may not make schemas. It may make
 * sequences in this one: BullMQ numbers the jobs of each queue with its own, made at the first job.
 */
export const QUEUE_SCHEMA = 'bullmq';

/** Tables of our libraries, which would otherwise make them themselves and need the right to. */
const TABLES_OF_LIBRARIES = `
  CREATE TABLE IF NOT EXISTS socket_io_attachments (
    id bigserial UNIQUE,
    created_at timestamptz DEFAULT now(),
    payload bytea
  )`;

/** At most 63 bytes, as PostgreSQL's names are. */
function loginName(database: string): string {
  const name = `${GROUP}_${database}`;
  if (Buffer.byteLength(name) <= 63 && /^[\w$-]+$/.test(database)) return name;
  return `${GROUP}_${createHash('sha256').update(database).digest('hex').slice(0, 32)}`;
}

async function makeRoles(owner: Client, login: string, password: string): Promise<void> {
  const role = pg.escapeIdentifier(login);
  const exists = async (name: string) =>
    (await owner.query('SELECT FROM pg_roles WHERE rolname = $1', [name])).rowCount === 1;
  if (!(await exists(GROUP))) await owner.query(`CREATE ROLE ${GROUP} NOLOGIN`);
  if (!(await exists(login))) await owner.query(`CREATE ROLE ${role} LOGIN`);
  await owner.query(`ALTER ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  const { rowCount } = await owner.query(
    `SELECT FROM pg_auth_members
     WHERE roleid = $1::regrole AND member = $2::regrole`,
    [GROUP, role],
  );
  if (rowCount === 0) await owner.query(`GRANT ${GROUP} TO ${role}`);
}

async function grant(owner: Client): Promise<void> {
  await owner.query(`
    BEGIN;
    GRANT USAGE ON SCHEMA public TO ${GROUP};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${GROUP};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO ${GROUP};
    REVOKE INSERT, UPDATE, DELETE ON migration FROM ${GROUP};
    REVOKE UPDATE, DELETE ON ${APPEND_ONLY.join(', ')} FROM ${GROUP};
    REVOKE DELETE ON ${KEPT.join(', ')} FROM ${GROUP};
    GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO ${GROUP};
    GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO ${GROUP};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO ${GROUP};
    COMMIT;`);
}

/** Two hubs that start on one server at the same moment, with different databases, share the group. */
async function retryOnConflict(work: () => Promise<void>): Promise<void> {
  const conflicts = ['23505', '42710', 'XX000', '40001'];
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !conflicts.includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
