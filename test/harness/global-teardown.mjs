import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Ends what a failed test left running, then PostgreSQL; nothing stays behind. */
export default async function tearDown() {
  const { postgres, folder } = globalThis.insatTest;
  for (const pid of readdirSync(join(folder, 'pids'))) {
    if (isOurs(pid)) process.kill(Number(pid), 'SIGKILL');
  }
  await postgres.stop();
  for (const home of [postgres.home.folder, ...databasesElsewhere(folder), folder]) {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Databases of hubs that were started with a data folder of their own, kept outside it for their user's sake. */
function databasesElsewhere(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => basename(path) === 'postgres.location')
    .map((path) => readFileSync(join(folder, path), 'utf8').trim())
    .filter((path) => path !== '');
}

/** The number may have passed to another program meanwhile. */
function isOurs(pid) {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) && /main\.js|redis-server/.test(readFileSync(path, 'utf8'));
}
