import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { aptInstall, which } from './installs.js';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** For `chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS })`. */
export const BROWSER_ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * A Chrome or Chromium for the tests: `CHROME_PATH`, the machine's own, else one that is installed now.
 * @throws Error in one line when none can be had
 */
export function findBrowser(): string {
  const named = process.env['CHROME_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
  }
  const found = which(...COMMANDS) ?? (existsSync(MAC_CHROME) ? MAC_CHROME : undefined);
  if (found) return found;
  const installed = (aptInstall('chromium') ? which('chromium') : undefined) ?? installWithPlaywright();
  if (installed) return installed;
  throw new Error('The tests need a browser: install Chrome or Chromium, or set CHROME_PATH, and run again.');
}

function installWithPlaywright(): string | undefined {
  const ours = () => (existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined);
  if (ours()) return ours();
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: 'ignore', timeout: 300_000 });
  return ours();
}
