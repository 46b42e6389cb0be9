import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Client } from 'whatsapp-web.js';
import { type ChannelAccount, SendError } from '../core/channel-adapter.js';
import { DeviceLink, type LinkView } from '../core/device-link.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { LocalWork } from '../core/local-work.js';
import { LinkedAcks } from './whatsapp.linked-acks.js';
import { forgetSession, openClient } from './whatsapp.linked-client.js';
import { LinkedInbox } from './whatsapp.linked-inbox.js';
import { LEASE_SECONDS, type LinkRecord, LinkRecords, type TakenLink } from './whatsapp.linked-records.js';
import { type Ending, LinkedSession } from './whatsapp.linked-session.js';
import { LinkedSettings } from './whatsapp.linked-settings.js';

/** How often the owner renews its lease and hears wishes, and how often the others look whether it is free. */
const BEAT_MS = 2_000;
const FIRST_BACKOFF_MS = 2_000;
const LONGEST_BACKOFF_MS = 5 * 60_000;
/** For how long codes are shown that nobody scans: each is a browser kept open, and worth a link. */
const SHOW_CODES_MS = 10 * 60_000;
/** How far before the last thing we know of we look again: messages come late. */
const OVERLAP_MS = 24 * 3_600_000;
/** WhatsApp's clock and ours differ. */
const CLOCKS_MS = 60_000;
/** How long a stop waits for what is being sent. */
const LAST_SEND_MS = 25_000;

interface OpenSession {
  client: Client;
  session: LinkedSession;
  inbox: LinkedInbox;
  acks: LinkedAcks;
}

/**
 * The phone of the house. One process at a time owns its session (a lease in the database) and keeps it open; the
 * others wait for the lease, so that one takes over when the owner dies. All of them can answer how it stands.
 */
@Injectable()
export class LinkedPhone extends DeviceLink {
  private readonly logger = new Logger(LinkedPhone.name);
  private closing = new AbortController();
  private stopped = new AbortController();
  private readonly sending = new Set<Promise<unknown>>();
  private loop: Promise<void> = Promise.resolve();
  private open: OpenSession | null = null;
  private record: LinkRecord | null = null;
  private codesSince = 0;
  private onBegin: (() => void) | null = null;

  constructor(
    @Inject(LinkedSettings) private readonly settings: LinkedSettings,
    @Inject(LinkRecords) private readonly records: LinkRecords,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(LocalWork) private readonly localWork: LocalWork,
  ) {
    super();
  }

  /** Whether this process can send now. */
  get isReady(): boolean {
    return !this.closing.signal.aborted && (this.open?.session.isReady ?? false);
  }

  view(accountId: string): Promise<LinkView> {
    return this.records.view(accountId);
  }

  begin(accountId: string): Promise<void> {
    return this.records.ask(accountId, 'begin');
  }

  end(accountId: string): Promise<void> {
    return this.records.ask(accountId, 'end');
  }

  /** Begins to look after the phone and returns at once: the hub does not wait for WhatsApp. */
  watch(account: ChannelAccount): void {
    this.closing = new AbortController();
    this.stopped = new AbortController();
    this.loop = this.supervise(account);
  }

  /** Lets what is being sent leave, then closes the session; another process may have it at once. */
  async stop(): Promise<void> {
    this.closing.abort();
    const last = Promise.allSettled(this.sending);
    await Promise.race([last, sleep(LAST_SEND_MS, undefined, { ref: false })]);
    this.stopped.abort();
    await this.loop;
  }

  /** Waits, unless the hub stops. */
  async wait(ms: number): Promise<void> {
    await this.pause(ms, this.closing.signal);
  }

  /**
   * Lends the open client.
   * @throws SendError when the session is not open in this process
   */
  async use<T>(work: (client: Client, acks: LinkedAcks) => Promise<T>): Promise<T> {
    const { open } = this;
    if (!open || !this.isReady) {
      const retryAfterMs = BEAT_MS;
      throw new SendError('not_connected', 'No phone is connected here', { retryable: true, retryAfterMs });
    }
    const working = work(open.client, open.acks);
    this.sending.add(working);
    try {
      return await working;
    } finally {
      this.sending.delete(working);
    }
  }

  private async supervise(account: ChannelAccount): Promise<void> {
    while (!this.stopped.signal.aborted) {
      try {
        const record = await this.records.take(account.id);
        if (record) await this.own(account, record);
      } catch (error) {
        this.logger.warn({ account: account.name, error: (error as Error).message }, 'linked phone');
      }
      await this.pause(BEAT_MS, this.stopped.signal);
    }
  }

  private async own(account: ChannelAccount, record: TakenLink): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([over.signal, this.stopped.signal]);
    this.record = record;
    const keeping = this.keep(account, over);
    try {
      if (record.isInherited) await this.inherit(account);
      await this.serve(account, signal);
    } finally {
      over.abort();
      await keeping;
      await this.records.release(account.id);
    }
  }

  /**
   * What the dead owner was sending holds the answers after it back, for as long as a send may take; but it cannot
   * go on, and those need not wait.
   */
  private async inherit(account: ChannelAccount): Promise<void> {
    this.logger.warn({ account: account.name }, 'linked phone taken over from a process that is gone');
    try {
      await this.localWork.inherit(account.id);
    } catch (error) {
      const { message } = error as Error;
      this.logger.warn({ account: account.name, error: message }, 'cut-off sends wait for the sweep');
    }
  }

  /** Renews the lease until `over`, and ends the ownership when it cannot be renewed. */
  private async keep(account: ChannelAccount, over: AbortController): Promise<void> {
    let renewedAt = performance.now();
    while (!over.signal.aborted) {
      await this.pause(BEAT_MS, over.signal);
      if (over.signal.aborted) return;
      try {
        const isReadUp = this.isReady && this.open?.inbox.isReadUp === true;
        const record = await this.records.renew(account.id, isReadUp);
        if (!record) return over.abort();
        renewedAt = performance.now();
        this.record = record;
        await this.heed(account, record);
      } catch (error) {
        this.logger.warn({ account: account.name, error: (error as Error).message }, 'lease not renewed');
        // Before another may take it: two browsers on one session would end it.
        if (performance.now() - renewedAt > (LEASE_SECONDS * 1000 * 2) / 3) return over.abort();
      }
    }
  }

  /** What a beat of the owner's is for, besides the lease. */
  private async heed(account: ChannelAccount, record: LinkRecord): Promise<void> {
    if (record.asked) {
      await this.records.heard(account.id);
      if (record.asked === 'begin') this.begun();
      else await this.unlink(account);
    }
    if (!this.isReady) return;
    if (this.open?.inbox.mustReadAgain) this.open.inbox.readAgain(this.readFrom(record));
    this.localWork.wake(account.id);
  }

  private begun(): void {
    this.codesSince = performance.now();
    this.onBegin?.();
  }

  private async unlink(account: ChannelAccount): Promise<void> {
    if (this.open) return this.open.session.unlink();
    await forgetSession(this.settings);
    await this.records.show(account.id, { state: 'unlinked', reason: 'unlinked_here' });
  }

  /** Keeps a session open, again and again, as long as this process owns it. */
  private async serve(account: ChannelAccount, signal: AbortSignal): Promise<void> {
    let backoff = FIRST_BACKOFF_MS;
    const { state } = this.record!;
    if (state === 'logged_out' || state === 'unlinked') await this.wish(signal);
    else this.codesSince = performance.now();
    await this.records.show(account.id, { state: 'starting' });
    while (!signal.aborted) {
      if (!this.settings.browser) {
        this.logger.error({ account: account.name }, `linked phone: ${this.settings.browserHint}`);
        await this.records.show(account.id, { state: 'unable', reason: 'no_browser' });
        await this.wish(signal);
        continue;
      }
      const openedAt = performance.now();
      const ending = await this.openOnce(account, signal);
      if (!ending) return;
      if (ending.kind === 'lost') {
        if (performance.now() - openedAt > LONGEST_BACKOFF_MS) backoff = FIRST_BACKOFF_MS;
        await this.records.show(account.id, { state: 'disconnected', reason: ending.reason });
        this.logger.warn(
          { account: account.name, reason: ending.reason, retryInMs: backoff },
          'linked phone lost',
        );
        await this.pause(backoff, signal);
        backoff = Math.min(backoff * 2, LONGEST_BACKOFF_MS);
      } else {
        await this.afterLinkEnded(account, ending, signal);
      }
    }
  }

  private async afterLinkEnded(
    account: ChannelAccount,
    ending: Exclude<Ending, { kind: 'lost' }>,
    signal: AbortSignal,
  ): Promise<void> {
    if (ending.kind === 'code_stale') {
      if (performance.now() - this.codesSince < SHOW_CODES_MS) return;
      await this.records.show(account.id, { state: 'unlinked', reason: 'code_unscanned' });
    } else {
      await forgetSession(this.settings);
      const state = ending.reason === 'unlinked_here' ? 'unlinked' : 'logged_out';
      await this.records.show(account.id, { state, reason: ending.reason });
      this.logger.warn({ account: account.name, reason: ending.reason }, 'linked phone: the link has ended');
    }
    await this.wish(signal);
    await this.records.show(account.id, { state: 'starting' });
  }

  /** One session from its opening to its end; null when this process is to give it up. */
  private async openOnce(account: ChannelAccount, signal: AbortSignal): Promise<Ending | null> {
    const client = await openClient(this.settings, (error) => session.broken(error));
    const acks = new LinkedAcks();
    const inbox = new LinkedInbox(account, client, this.gateway, acks);
    // In the order they happened, whatever the database does.
    let shown: Promise<unknown> = Promise.resolve();
    const session = new LinkedSession(
      client,
      (change) => {
        shown = shown
          .then(() => this.records.show(account.id, change))
          .then((record) => {
            this.record = record ?? this.record;
          })
          .catch((error: Error) => this.logger.warn({ error: error.message }, 'state not written down'));
      },
      () => {
        void shown.then(() => {
          inbox.catchUp(this.readFrom(this.record));
          this.localWork.wake(account.id);
        });
      },
    );
    inbox.listen();
    this.open = { client, session, inbox, acks };
    try {
      return await session.run(signal);
    } finally {
      this.open = null;
      await shown;
      await inbox.settled();
    }
  }

  /** From where messages are read: after what is known, with an overlap, but nothing older than the link. */
  private readFrom(record: LinkRecord | null): Date {
    const known = (record?.readUntil?.getTime() ?? Date.now()) - OVERLAP_MS;
    const linked = (record?.linkedAt?.getTime() ?? Date.now()) - CLOCKS_MS;
    return new Date(Math.max(known, linked));
  }

  /** Waits until an administrator wants to link a phone. */
  private async wish(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.onBegin = resolve;
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    this.onBegin = null;
  }

  private async pause(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }
}
