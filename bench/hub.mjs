// Starts what is measured: the real hub with a database of its own, in a folder that is removed afterwards.
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { EmbeddedPostgres } from '../dist/platform/database/embedded-postgres.js';
import { ACCOUNT_SID, AUTH_TOKEN, FROM } from './sms-requests.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CLOCK_TICKS = 100; // USER_HZ, the same on every Linux that Node runs on
/** Flags for the measured process, e.g. `BENCH_NODE_FLAGS='--cpu-prof --cpu-prof-dir=/tmp/profiles'`. */
const NODE_FLAGS = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [];
export const EMAIL_TOKEN = 'bench-inbound-token-1234';
export const ADMIN = { email: 'bench@insat.local', password: 'bench-password-1234' };

/** @param {{ entry?: string, env?: Record<string, string> }} [options] */
export async function startHub({ entry = 'dist/main.js', env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'insat-bench-'));
  chmodSync(folder, 0o711); // the database's user must be able to enter
  const postgres = await EmbeddedPostgres.start({ dataDir: join(folder, 'data') });
  const database = new pg.Client({ connectionString: postgres.url });
  await database.connect();
  const port = await freePort();
  const child = spawn(process.execPath, [...NODE_FLAGS, join(ROOT, entry)], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: postgres.url,
      PORT: String(port),
      HOST: '127.0.0.1',
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      LOG_LEVEL: 'error',
      INSAT_ADMIN_EMAIL: ADMIN.email,
      INSAT_ADMIN_PASSWORD: ADMIN.password,
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_AUTH_TOKEN: AUTH_TOKEN,
      TWILIO_FROM: FROM,
      EMAIL_INBOUND_TOKEN: EMAIL_TOKEN,
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The hub ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('The hub did not become ready.');
    if (
      await fetch(`${url}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await sleep(100);
  }
  const session = await signIn(url);
  return {
    url,
    port,
    pid: /** @type {number} */ (child.pid),
    session,
    /** CPU seconds of the hub and of its PostgreSQL so far. */
    cpu: () => ({
      hub: cpuOf(child.pid),
      postgres: postgresProcesses().reduce((sum, pid) => sum + cpuOf(pid), 0),
    }),
    /** @param {string} text @param {unknown[]} [params] */
    sql: async (text, params) => (await database.query(text, params)).rows,
    residentMegabytes: () => residentOf(child.pid),
    /** @param {string} path */
    get: async (path) => (await fetch(`${url}/api/v1/${path}`, { headers: { cookie: session } })).json(),
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) =>
        child.exitCode === null ? child.once('exit', resolve) : resolve(undefined),
      );
      await database.end();
      await postgres.stop();
      // The database is elsewhere when its user may not enter our folder.
      for (const path of [folder, postgres.home.folder]) rmSync(path, { recursive: true, force: true });
    },
    folder,
  };
}

async function signIn(url) {
  const answer = await fetch(`${url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(ADMIN),
  });
  if (!answer.ok) throw new Error(`Sign-in: ${answer.status}`);
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function stat(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // ended meanwhile
  }
}

function cpuOf(pid) {
  const fields = stat(pid);
  // utime, stime, and those of children that ended (PostgreSQL's short-lived workers)
  return fields
    ? (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / CLOCK_TICKS
    : 0;
}

/** Every PostgreSQL process below this one: one cluster runs at a time. */
function postgresProcesses() {
  const all = new Map();
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) ? stat(name) : undefined;
    if (fields) all.set(Number(name), Number(fields[1]));
  }
  const isOurs = (/** @type {number} */ pid) => {
    for (let parent = all.get(pid); parent; parent = all.get(parent)) if (parent === process.pid) return true;
    return false;
  };
  return [...all.keys()].filter((pid) => isOurs(pid) && nameOf(pid).includes('postgres'));
}

function nameOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}

function residentOf(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
