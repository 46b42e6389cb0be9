import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** The Chromium to run: the one that is named, else the machine's own; null when there is none. */
export function findBrowser(named: string | undefined, path = process.env['PATH'] ?? ''): string | null {
  if (named) return isExecutable(named) ? named : null;
  const inPath = path.split(delimiter).flatMap((folder) => COMMANDS.map((command) => join(folder, command)));
  return [...inPath, ...ELSEWHERE].find(isExecutable) ?? null;
}

/** Splits a line of arguments at spaces; those within quotes belong to one argument. */
export function splitArguments(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)].map(([argument]) =>
    argument.replace(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
