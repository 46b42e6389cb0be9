import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { ChannelAccount } from '../core/channel-adapter.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { EmailBookmarks } from './email.bookmark.js';
import { MailboxLocks } from './email.lock.js';
import { MailboxSession } from './email.mailbox-session.js';

/** How soon another process takes over a mailbox whose reader has died. */
const LOCK_POLL_MS = 2_000;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;
/** A connection that lasted this long was a good one: the next attempt starts without delay again. */
const STEADY_MS = 60_000;

/** Keeps one connection per mailbox open for as long as the process works, and starts it again when it breaks. */
@Injectable()
export class EmailMailboxes {
  private readonly logger = new Logger(EmailMailboxes.name);
  private readonly watched = new Map<string, { end: AbortController; loop: Promise<void> }>();
  private readonly failures = new Map<string, number>();

  constructor(
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(EmailBookmarks) private readonly bookmarks: EmailBookmarks,
    @Inject(MailboxLocks) private readonly locks: MailboxLocks,
  ) {}

  /**
   * Begins to watch the account's mailbox and returns at once: a mail server that is down must not keep the
   * hub from starting.
   */
  watch(account: ChannelAccount, url: string): void {
    const end = new AbortController();
    this.watched.set(account.id, { end, loop: this.supervise(account, url, end.signal) });
  }

  /** Stops reading one account's mailbox; resolves when what was being journalled is journalled. */
  async leave({ id }: ChannelAccount): Promise<void> {
    const watched = this.watched.get(id);
    if (!watched) return;
    this.watched.delete(id);
    watched.end.abort();
    await watched.loop;
  }

  /** Stops reading; resolves when what was being journalled is journalled. */
  async close(): Promise<void> {
    const loops = [...this.watched.values()];
    for (const { end } of loops) end.abort();
    await Promise.all(loops.map(({ loop }) => loop));
  }

  private async supervise(account: ChannelAccount, url: string, stopped: AbortSignal): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!stopped.aborted) {
      const started = Date.now();
      try {
        const wasReader = await this.readAsOnlyOne(account, url, stopped);
        if (wasReader) backoff = FIRST_BACKOFF_MS;
        await pause(wasReader ? FIRST_BACKOFF_MS : LOCK_POLL_MS, stopped);
      } catch (error) {
        if (stopped.aborted) return;
        if (Date.now() - started > STEADY_MS) backoff = FIRST_BACKOFF_MS;
        this.logger.warn({
          account: account.name,
          error: (error as Error).message,
          code: (error as { code?: string }).code,
          retryInMs: backoff,
          msg: 'mailbox connection failed',
        });
        await pause(backoff, stopped);
        backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  /** @returns whether this process was the reader; resolves when the connection has ended */
  private async readAsOnlyOne(account: ChannelAccount, url: string, stopped: AbortSignal): Promise<boolean> {
    const lock = await this.locks.take(`${account.id}/${new URL(url).pathname}`);
    if (!lock) return false;
    try {
      const session = new MailboxSession(account, url, this.gateway, this.bookmarks, this.failures);
      await session.run(AbortSignal.any([lock.lost, stopped]));
      return true;
    } finally {
      await lock.release();
    }
  }
}

async function pause(milliseconds: number, stopped: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: stopped }).catch(() => undefined);
}
