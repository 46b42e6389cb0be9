import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'whatsapp-web.js';
import type { LinkedSettings } from './whatsapp.linked-settings.js';

/** What Chromium leaves in a profile that it was killed in. Whoever opens it next takes them for a running one. */
const LOCKS = ['SingletonLock', 'SingletonSocket', 'SingletonCookie'];
const PROFILE = 'session';
/** Without a pinned version the page is WhatsApp's newest, whatever the library's default. */
const NEWEST = 'newest';

/** The library's parts that its types leave out. */
interface Inside {
  inject(): Promise<void>;
  destroy(): Promise<void>;
}

/**
 * The genuine whatsapp-web.js, set up for a server process. Loaded here only: it brings Puppeteer, which a hub
 * without a linked phone does not need.
 * @param onBroken called when the page came again and could not be set up: the client is of no use any more
 */
export async function openClient(
  settings: LinkedSettings,
  onBroken: (error: Error) => void,
): Promise<Client> {
  const { default: whatsapp } = await import('whatsapp-web.js');
  const { sessionFolder, webVersion, webCache, browser, browserArguments } = settings;
  await mkdir(sessionFolder, { recursive: true, mode: 0o700 });
  // Ours is the only process that may have it open: we have the lease.
  for (const name of LOCKS) await rm(join(sessionFolder, PROFILE, name), { force: true });
  const auth = new whatsapp.LocalAuth({ dataPath: sessionFolder });
  // It would delete the profile under the running browser, and throw when that writes to it: see `forgetSession`.
  auth.logout = async () => undefined;
  const client = new whatsapp.Client({
    authStrategy: auth,
    webVersion: webVersion ?? NEWEST,
    webVersionCache: { type: 'local', path: webCache, strict: webVersion !== null },
    puppeteer: {
      executablePath: browser ?? '',
      headless: true,
      // Over a pipe Chromium ends when we do, also when we are killed; over a port it would stay, and keep the session.
      pipe: true,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      args: browserArguments,
    },
  });
  steady(client as unknown as Inside, onBroken);
  return client;
}

/** Removes the linked device's keys. The browser must be closed. */
export async function forgetSession({ sessionFolder }: LinkedSettings): Promise<void> {
  await rm(join(sessionFolder, PROFILE), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** The library calls these two without waiting for them; what they throw then would end the process. */
function steady(client: Inside, onBroken: (error: Error) => void): void {
  const inject = client.inject.bind(client);
  let isSetUp = false;
  client.inject = async () => {
    try {
      await inject();
      isSetUp = true;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      if (!isSetUp) throw failure;
      onBroken(failure);
    }
  };
  const destroy = client.destroy.bind(client);
  client.destroy = () => destroy().catch(() => undefined);
}
