import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartUpError } from '../start-up-error.js';

/**
 * Claims the data folder for this process: two hubs with an embedded database must not share one. The lock of
 * a process that was killed is taken over.
 * @returns a function that gives the folder back
 * @throws StartUpError when a living process holds it
 */
export function lockDataFolder(dataDir: string): () => void {
  const path = join(dataDir, 'insat.lock');
  const draft = `${path}.${process.pid}`;
  const mine = `${process.pid} ${startTimeOf(process.pid) ?? ''}\n`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    while (!claim(draft, path)) {
      const holder = readLock(path);
      const pid = holder && Number(holder.split(' ')[0]);
      if (pid && pid !== process.pid && `${pid} ${startTimeOf(pid) ?? 'gone'}\n` === holder) {
        throw new StartUpError(
          `Another hub (process ${pid}) uses the data folder ${dataDir}. Stop it first, or set DATA_DIR.`,
        );
      }
      // The holder is gone; whoever links first now has it.
      rmSync(path, { force: true });
    }
  } finally {
    unlinkSync(draft);
  }
  return () => {
    if (readLock(path) === mine) rmSync(path, { force: true });
  };
}

/** Linking is atomic and fails when the lock is there; creating and writing a file would be two steps. */
function claim(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new StartUpError(`DATA_DIR cannot be locked: ${(error as Error).message}.`);
  }
}

function readLock(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** When a process began, in the system's own words; tells it from a later one with the same number. */
function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // Field 22 of stat(5). The second one, the name, is in brackets and may hold spaces.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    }
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}
