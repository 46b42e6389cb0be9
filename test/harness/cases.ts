import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the cases lie that nobody of this project wrote: beside the project, never in it. */
export const CASES = join(import.meta.dirname, '../../../shared/cases');

let told = false;

/** A JSON file of the shared cases, or `absent` (said once, in one line) where the folder is not there. */
export function sharedCases<T>(path: string, absent: T): T {
  if (existsSync(join(CASES, path))) return JSON.parse(readFileSync(join(CASES, path), 'utf8')) as T;
  if (!told) process.stderr.write('The shared cases (../shared/cases) are absent: their tables are empty.\n');
  told = true;
  return absent;
}
