import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { databaseClock } from './decided-request.js';
import type { RunningHub } from './hub.js';
import { testFolder } from './processes.js';
import { waitFor } from './wait-for.js';

/** The environment of a hub whose clock can be moved. */
export function movableClock(): Record<string, string> {
  const path = join(mkdtempSync(join(testFolder(), 'clock-')), 'ahead');
  writeFileSync(path, '0');
  return {
    INSAT_TEST_CLOCK: path,
    NODE_OPTIONS: `--import ${resolve(import.meta.dirname, 'moved-clock.mjs')}`,
  };
}

/** Moves both clocks, the hub's and its database's, so many days ahead of the real ones. Sessions may have ended then. */
export async function moveClock(hub: RunningHub, days: number): Promise<void> {
  const path = hub.env['INSAT_TEST_CLOCK'];
  if (!path) throw new Error('Start the hub with the environment of movableClock().');
  await databaseClock((text) => hub.sql(text), `${days * 24} hours`);
  const ahead = String(days * 24 * 3_600_000);
  writeFileSync(path, ahead);
  await waitFor(() => existsSync(`${path}.seen`) && readFileSync(`${path}.seen`, 'utf8') === ahead, {
    message: "the hub's clock to move",
  });
}
