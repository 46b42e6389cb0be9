import { Logger } from '@nestjs/common';
import { ImapFlow, type ImapFlowOptions } from 'imapflow';
import type { ChannelAccount } from '../core/channel-adapter.js';
import type { InboundEvent, InboundGateway } from '../core/inbound-gateway.js';
import type { Bookmark, EmailBookmarks } from './email.bookmark.js';
import { journalEntry } from './email.id.js';

/** Mail of these days before the very first connection is taken, read or unread; older mail is left alone. */
const FIRST_LOOK_BACK_DAYS = 7;
/** A mail longer than this is taken up to here: its text is read, the whole stays in the mailbox. */
const MAX_FETCH_BYTES = 50 * 1024 * 1024;
/** One hand-over to the journal. */
const BATCH_MAILS = 25;
const BATCH_BYTES = 8 * 1024 * 1024;
/** A server that forgets to announce new mail is asked at least this often. */
const POLL_MS = 5 * 60_000;
/** Tries before a mail that cannot be fetched is set aside for people to see. */
const FETCH_ATTEMPTS = 3;

const DAY_MS = 24 * 3_600_000;

/** One connection to one mailbox, from opening it to its end. */
export class MailboxSession {
  private readonly logger = new Logger(MailboxSession.name);
  private readonly client: ImapFlow;
  private readonly mailbox: string;
  private wake: () => void = () => undefined;
  private hasNews = false;

  constructor(
    private readonly account: ChannelAccount,
    url: string,
    private readonly gateway: InboundGateway,
    private readonly bookmarks: EmailBookmarks,
    /** Tries per mail; outlives the connection, because some mails break it. */
    private readonly failures: Map<string, number>,
  ) {
    const { options, mailbox } = connectionOf(url);
    this.client = new ImapFlow(options);
    this.mailbox = mailbox;
  }

  /**
   * Reads everything new, then waits for more (IDLE), until `signal` aborts or the connection ends.
   * @throws Error when the connection fails
   */
  async run(signal: AbortSignal): Promise<void> {
    let failure: Error | undefined;
    const end = new Promise<void>((resolve) => {
      this.client.on('error', (error: Error) => {
        failure ??= error;
        this.client.close();
      });
      this.client.on('close', resolve);
    });
    this.client.on('exists', () => this.announce());
    const stop = () => {
      this.announce();
      this.client.close();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      await this.client.connect();
      await this.client.mailboxOpen(this.mailbox, { readOnly: true });
      let bookmark = await this.openBookmark();
      while (this.client.usable && !signal.aborted) {
        this.hasNews = false;
        bookmark = await this.readOn(bookmark, signal);
        if (!this.hasNews) await this.idle(end);
      }
      if (!signal.aborted) throw failure ?? new Error('the mail server closed the connection');
    } catch (error) {
      if (!signal.aborted) throw failure ?? error;
    } finally {
      signal.removeEventListener('abort', stop);
      this.client.close();
    }
  }

  private announce(): void {
    this.hasNews = true;
    this.wake();
  }

  /** Waits for news. The next command ends the IDLE. */
  private async idle(end: Promise<void>): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const news = new Promise<void>((resolve) => {
      this.wake = resolve;
      timer = setTimeout(resolve, POLL_MS);
    });
    const idle = this.client.idle().catch(() => undefined);
    await Promise.race([news, end]);
    clearTimeout(timer);
    this.wake = () => undefined;
    void idle;
  }

  /** Where to go on. Under a new UIDVALIDITY all UIDs are new: everything is read again, the journal knows it. */
  private async openBookmark(): Promise<Bookmark> {
    const { mailbox } = this.client;
    if (!mailbox) throw new Error('the mailbox is not open');
    const known = await this.bookmarks.find(this.account.id, this.mailbox);
    if (known?.uidValidity === mailbox.uidValidity) return known;
    const takenSince = known?.takenSince ?? new Date(Date.now() - FIRST_LOOK_BACK_DAYS * DAY_MS);
    // SINCE counts whole days, in the server's zone: a day more is asked for than is meant.
    const found = await this.client.search({ since: new Date(takenSince.getTime() - DAY_MS) }, { uid: true });
    const first = (found || []).reduce((lowest, uid) => Math.min(lowest, uid), mailbox.uidNext);
    const bookmark = { uidValidity: mailbox.uidValidity, lastUid: first - 1, takenSince };
    await this.bookmarks.move(this.account.id, this.mailbox, bookmark);
    this.logger.log({
      account: this.account.name,
      msg: known ? 'mailbox has new numbers: read again' : 'mailbox opened for the first time',
    });
    return bookmark;
  }

  /** Journals every mail after the bookmark, seen or unseen, and moves the bookmark behind what is durable. */
  private async readOn(bookmark: Bookmark, signal: AbortSignal): Promise<Bookmark> {
    let at = bookmark;
    for (;;) {
      const sizes = await this.sizesAfter(at.lastUid);
      if (sizes.length === 0 || signal.aborted) return at;
      for (let next = 0; next < sizes.length && !signal.aborted; ) {
        const batch = await this.fetchBatch(sizes.slice(next, next + BATCH_MAILS), at);
        next += batch.taken;
        if (batch.events.length > 0) await this.gateway.receive(this.account, batch.events);
        at = { ...at, lastUid: batch.lastUid };
        await this.bookmarks.move(this.account.id, this.mailbox, at);
        if (batch.failure) throw batch.failure;
      }
    }
  }

  /** As many of the mails as fit into one hand-over; when the connection breaks, those that came before. */
  private async fetchBatch(sizes: { uid: number; size: number }[], at: Bookmark) {
    const events: InboundEvent[] = [];
    let bytes = 0;
    let { lastUid } = at;
    let taken = 0;
    for (const { uid, size } of sizes) {
      if (bytes >= BATCH_BYTES) break;
      try {
        const event = await this.fetch(uid, at.uidValidity);
        if (event) events.push(event);
      } catch (failure) {
        return { events, lastUid, taken, failure: failure as Error };
      }
      bytes += size;
      lastUid = uid;
      taken += 1;
    }
    return { events, lastUid, taken, failure: null };
  }

  private async sizesAfter(lastUid: number): Promise<{ uid: number; size: number }[]> {
    const sizes: { uid: number; size: number }[] = [];
    // `n:*` names the last mail also when n is beyond it.
    for await (const { uid, size } of this.client.fetch(
      `${lastUid + 1}:*`,
      { uid: true, size: true },
      { uid: true },
    )) {
      if (uid > lastUid) sizes.push({ uid, size: size ?? 0 });
    }
    return sizes.sort((a, b) => a.uid - b.uid);
  }

  /**
   * One mail; null when somebody has deleted it meanwhile. What the server cannot give becomes a row that no parser can read: set aside, where staff see
   * it, with the reason; the mails behind it go on.
   * @throws Error when the connection is gone
   */
  private async fetch(uid: number, uidValidity: bigint): Promise<InboundEvent | null> {
    const key = `${uidValidity}:${uid}`;
    let reason = 'the connection broke each time';
    while ((this.failures.get(key) ?? 0) < FETCH_ATTEMPTS) {
      try {
        const query = { source: { maxLength: MAX_FETCH_BYTES } };
        const mail = await this.client.fetchOne(String(uid), query, { uid: true });
        if (!mail) return null;
        if (mail.source && mail.source.length > 0) return journalEntry(mail.source);
        reason = 'it is empty';
      } catch (error) {
        reason = (error as Error).message;
        if (!this.client.usable) {
          this.failures.set(key, (this.failures.get(key) ?? 0) + 1);
          throw error;
        }
      }
      this.failures.set(key, (this.failures.get(key) ?? 0) + 1);
    }
    this.failures.delete(key);
    this.logger.warn({ account: this.account.name, uid, reason, msg: 'mail cannot be fetched' });
    return {
      kind: 'message',
      externalId: `imap:${uidValidity}:${uid}`,
      sender: 'unknown@invalid',
      raw: Buffer.from(
        `(no mail) The mail server did not hand over UID ${uid} of ${this.mailbox}: ${reason}`,
      ),
    };
  }
}

/** `imaps://user:password@host:port/Mailbox`; `?tls.rejectUnauthorized=false` and `?ignoreTLS=true` as for SMTP. */
function connectionOf(url: string): { options: ImapFlowOptions; mailbox: string } {
  const { protocol, hostname, port, username, password, pathname, searchParams } = new URL(url);
  const secure = protocol === 'imaps:';
  const mailbox = decodeURIComponent(pathname.replace(/^\/+/, ''));
  return {
    mailbox: mailbox === '' ? 'INBOX' : mailbox,
    options: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 993 : 143) : Number(port),
      secure,
      ...(searchParams.get('requireTLS') === 'true' && { doSTARTTLS: true }),
      ...(searchParams.get('ignoreTLS') === 'true' && { doSTARTTLS: false }),
      ...(searchParams.get('tls.rejectUnauthorized') === 'false' && { tls: { rejectUnauthorized: false } }),
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      // Its own log would hold people's words.
      logger: false,
      disableAutoIdle: true,
      // Servers may hang up after half an hour of IDLE (RFC 2177), some routers after ten minutes.
      maxIdleTime: 4 * 60_000,
      connectionTimeout: 30_000,
      greetingTimeout: 20_000,
      socketTimeout: 10 * 60_000,
    },
  };
}
