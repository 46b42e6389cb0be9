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
  private readonly stopped = new AbortController();
  private readonly loops: Promise<void>[] = [];
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
  async watch(account: ChannelAccount, url: string): Promise<void> {
    this.loops.push(this.supervise(account, url));
  }

  /** Stops reading; resolves when what was being journalled is journalled. */
  async close(): Promise<void> {
    this.stopped.abort();
    await Promise.all(this.loops);
  }

  private async supervise(account: ChannelAccount, url: string): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    while (!this.stopped.signal.aborted) {
      const started = Date.now();
      try {
        const wasReader = await this.readAsOnlyOne(account, url);
        if (wasReader) backoff = FIRST_BACKOFF_MS;
        await this.pause(wasReader ? FIRST_BACKOFF_MS : LOCK_POLL_MS);
      } catch (error) {
        if (this.stopped.signal.aborted) return;
        if (Date.now() - started > STEADY_MS) backoff = FIRST_BACKOFF_MS;
        this.logger.warn({
          account: account.name,
          error: (error as Error).message,
          code: (error as { code?: string }).code,
          retryInMs: backoff,
          msg: 'mailbox connection failed',
        });
        await this.pause(backoff);
        backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
      }
    }
  }

  /** @returns whether this process was the reader; resolves when the connection has ended */
  private async readAsOnlyOne(account: ChannelAccount, url: string): Promise<boolean> {
    const lock = await this.locks.take(`${account.id}/${new URL(url).pathname}`);
    if (!lock) return false;
    try {
      const session = new MailboxSession(account, url, this.gateway, this.bookmarks, this.failures);
      await session.run(AbortSignal.any([lock.lost, this.stopped.signal]));
      return true;
    } finally {
      await lock.release();
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.stopped.signal }).catch(() => undefined);
  }
}
