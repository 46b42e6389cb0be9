import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Ends what a failed test left running, then PostgreSQL; nothing stays behind. */
export default async function tearDown() {
  const { postgres, folder } = globalThis.insatTest;
  for (const pid of readdirSync(join(folder, 'pids'))) {
    if (isOurs(pid)) process.kill(Number(pid), 'SIGKILL');
  }
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
  if (!postgres.home.folder.startsWith(folder))
    rmSync(postgres.home.folder, { recursive: true, force: true });
}

/** The number may have passed to another program meanwhile. */
function isOurs(pid) {
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) && /main\.js|redis-server/.test(readFileSync(path, 'utf8'));
}
