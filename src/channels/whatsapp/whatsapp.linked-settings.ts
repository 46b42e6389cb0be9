import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import type { AccountMode } from '../core/channel-adapter.js';
import { findBrowser, splitArguments } from './whatsapp.linked-browser.js';

/** The account that is a phone of the house, linked by QR. */
export const LINKED_ACCOUNT = 'linked';

/** What the linked phone needs: whether it is wanted, a browser, and which WhatsApp Web to run in it. */
@Injectable()
export class LinkedSettings {
  readonly isOn: boolean;
  /** Null when there is no Chromium; what is queued waits until there is one. */
  readonly browser: string | null;
  /** What was looked for, for the one line that says so. */
  readonly browserHint: string;
  readonly browserArguments: string[];
  /** The folder with the browser profile that WhatsApp knows as a linked device. */
  readonly sessionFolder: string;
  readonly perMinute: number;
  /** The page's version that operators have pinned; null for the one that WhatsApp serves. */
  readonly webVersion: string | null;
  readonly webCache: string;

  constructor(@Inject(Config) config: Config) {
    const { env } = config;
    this.isOn = env.WHATSAPP_LINKED;
    this.browser = this.isOn ? findBrowser(env.CHROME_PATH) : null;
    this.browserHint = env.CHROME_PATH
      ? `CHROME_PATH names ${env.CHROME_PATH}, which cannot be run`
      : 'no Chromium was found: install one, or set CHROME_PATH';
    this.browserArguments = splitArguments(env.CHROME_ARGS ?? '');
    this.sessionFolder = join(config.dataDir, 'whatsapp-linked');
    this.perMinute = env.WHATSAPP_LINKED_PER_MINUTE;
    this.webVersion = env.WHATSAPP_WEB_VERSION ?? null;
    this.webCache = env.WHATSAPP_WEB_CACHE ?? join(config.dataDir, 'whatsapp-web');
  }

  modeOf(accountName: string): AccountMode | null {
    if (accountName !== LINKED_ACCOUNT) return null;
    return this.isOn ? 'live' : 'off';
  }
}
