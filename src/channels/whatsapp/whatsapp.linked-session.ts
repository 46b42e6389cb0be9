import { Logger } from '@nestjs/common';
import type { Client } from 'whatsapp-web.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import type { LinkChange } from './whatsapp.linked-records.js';

/** How a session ended. */
export type Ending =
  /** WhatsApp has ended the link: a person has to link again. */
  | { kind: 'logged_out'; reason: string }
  /** It broke, and can be opened again. */
  | { kind: 'lost'; reason: string }
  /** WhatsApp shows no more codes until the page is opened anew. */
  | { kind: 'code_stale' };

/** WhatsApp shows the first code for 60 seconds, those after it for 20; then it stops by itself. */
const CODE_STALE_MS = 75_000;
/** From opening the page to its first sign of life: WhatsApp Web is large, and lines are slow. */
const SILENCE_MS = 180_000;
/** After a logout the library opens the page again; to close the browser under it would only make it stumble. */
const LOGOUT_MS = 10_000;
const CLOSE_MS = 10_000;
const LOGGED_OUT = new Set(['LOGOUT', 'UNPAIRED', 'UNPAIRED_IDLE']);

/** Watches one client from opening its page to the end, and says how the link stands. */
export class LinkedSession {
  private readonly logger = new Logger(LinkedSession.name);
  private readonly endings: ((ending: Ending) => void)[] = [];
  private ending: Ending | null = null;
  private loggedOut: Ending | null = null;
  private timer: NodeJS.Timeout | null = null;
  private isLinked = false;
  private isOnline = false;

  constructor(
    private readonly client: Client,
    private readonly show: (change: LinkChange) => void,
    /** Called each time that the phone has handed over what it has. */
    private readonly onReady: () => void,
  ) {}

  /** Whether messages can be sent now. */
  get isReady(): boolean {
    return this.isLinked && this.isOnline && this.ending === null;
  }

  /** Opens the page. Resolves when the session has ended and the browser is closed. */
  async run(signal: AbortSignal): Promise<Ending | null> {
    const stopped = new Promise<null>((resolve) => {
      if (signal.aborted) resolve(null);
      signal.addEventListener('abort', () => resolve(null), { once: true });
    });
    const ended = new Promise<Ending>((resolve) => this.endings.push(resolve));
    this.listen();
    this.expectWithin(SILENCE_MS, { kind: 'lost', reason: 'silence' });
    this.client.initialize().then(
      () => this.watchBrowser(),
      (error: unknown) => this.end(this.failure(error)),
    );
    try {
      return await Promise.race([ended, stopped]);
    } finally {
      this.ending ??= { kind: 'lost', reason: 'stopped' };
      if (this.timer) clearTimeout(this.timer);
      await this.close();
    }
  }

  /** Ends the link on the phone too. The session ends with it. */
  async unlink(): Promise<void> {
    this.loggedOut = { kind: 'logged_out', reason: 'unlinked_here' };
    const done = this.client.logout().catch(() => undefined);
    await Promise.race([done, after(CLOSE_MS)]);
    this.end(this.loggedOut);
  }

  /** The client could not set its page up again. */
  broken(error: Error): void {
    this.end(this.loggedOut ?? this.failure(error));
  }

  private listen(): void {
    const { client } = this;
    client.on('qr', (code) => this.codeShown(code));
    client.on('authenticated', () => {
      // It is said again on every sync.
      if (this.isLinked) return;
      this.expectWithin(SILENCE_MS, { kind: 'lost', reason: 'silence' });
      this.tell({ state: 'linking' });
    });
    client.on('ready', () => this.ready());
    client.on('change_state', (state) => this.changed(String(state)));
    client.on('auth_failure', () => this.end({ kind: 'lost', reason: 'auth_failure' }));
    client.on('disconnected', (reason) => this.disconnected(String(reason)));
  }

  /** A browser that is killed makes no other sound than this. */
  private watchBrowser(): void {
    const browser = this.client.pupBrowser;
    browser?.on('disconnected', () => this.end(this.loggedOut ?? { kind: 'lost', reason: 'browser_gone' }));
    if (browser && !browser.connected) this.end({ kind: 'lost', reason: 'browser_gone' });
  }

  private codeShown(code: string): void {
    if (this.loggedOut) {
      // The page of a phone that has just logged us out: linking again is for a person to ask.
      this.end(this.loggedOut);
      return;
    }
    this.expectWithin(CODE_STALE_MS, { kind: 'code_stale' });
    this.tell({ state: 'code', code });
  }

  private ready(): void {
    if (this.timer) clearTimeout(this.timer);
    this.isLinked = true;
    this.isOnline = true;
    const number = this.client.info?.wid?.user;
    this.tell({
      state: 'connected',
      ...(number && { number: normalisePhone(`+${number}`) ?? `+${number}` }),
    });
    this.onReady();
  }

  private changed(state: string): void {
    if (!this.isLinked || this.loggedOut) return;
    this.isOnline = state === 'CONNECTED';
    // After a short break the page is back without a sync of its own.
    if (this.isOnline) this.ready();
    else this.tell({ state: 'disconnected', reason: state.toLowerCase() });
  }

  private disconnected(reason: string): void {
    this.isOnline = false;
    if (!LOGGED_OUT.has(reason)) {
      this.end({ kind: 'lost', reason: reason.toLowerCase() });
      return;
    }
    this.loggedOut = { kind: 'logged_out', reason: reason.toLowerCase() };
    this.tell({ state: 'logged_out', reason: this.loggedOut.reason });
    this.expectWithin(LOGOUT_MS, this.loggedOut);
  }

  private expectWithin(ms: number, otherwise: Ending): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.end(otherwise), ms);
  }

  private tell(change: LinkChange): void {
    if (this.ending === null) this.show(change);
  }

  private end(ending: Ending): void {
    if (this.ending) return;
    this.ending = ending;
    for (const resolve of this.endings) resolve(ending);
  }

  private failure(error: unknown): Ending {
    // What a page may have put behind the first line is not for a log.
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    this.logger.warn({ error: line.slice(0, 200) }, 'the linked phone could not be opened');
    if (!this.client.pupBrowser) return { kind: 'lost', reason: 'browser_failed' };
    return { kind: 'lost', reason: /load version/.test(line) ? 'version_missing' : 'page_failed' };
  }

  private async close(): Promise<void> {
    await Promise.race([this.client.destroy(), after(CLOSE_MS)]);
    this.client.removeAllListeners();
    this.client.pupBrowser?.process()?.kill('SIGKILL');
  }
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}
