import { Files, type PendingFile } from './files.js';
import { Hub, HubError, type Message, type Session, type Upload, type VisitorFacts } from './hub.js';
import { newId } from './ids.js';
import { Line } from './line.js';
import { Memory } from './memory.js';
import type { Settings } from './settings.js';

/** A message on its way. Its id stays with it for good, so the hub takes it once however often it is sent. */
export interface Draft {
  id: string;
  text: string;
  attachments: Upload[];
  at: string;
  /** The hub will never take it as it is. */
  failed?: boolean;
}

export interface ChatState {
  link: 'connecting' | 'up' | 'down';
  open: boolean;
  /** Whether an officer is here now; null until the hub has said. */
  online: boolean | null;
  organisation: string | null;
  /** Oldest first. */
  messages: Message[];
  hasOlder: boolean;
  unsent: Draft[];
  files: PendingFile[];
  unread: number;
  contact: VisitorFacts | null;
  asksForContact: boolean;
  /** The contact was left just now, on this page. */
  thanks: boolean;
}

export const MAX_TEXT = 10_000;
const POLL_MS = 15_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** The conversation of this browser with the hub. Knows nothing of how it looks. */
export class Chat {
  onChange: () => void = () => undefined;

  private readonly hub: Hub;
  private readonly line: Line;
  private readonly memory: Memory;
  private readonly files: Files;
  private state: Omit<ChatState, 'unsent' | 'files' | 'asksForContact'> = {
    link: 'connecting',
    open: false,
    online: null,
    organisation: null,
    messages: [],
    hasOlder: false,
    unread: 0,
    contact: null,
    thanks: false,
  };
  private changing = false;
  private arriving: Promise<string> | null = null;
  private connecting: Promise<void> | null = null;
  private flushing: Promise<void> | null = null;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private wait = FIRST_WAIT_MS;
  private readonly blobs = new Map<string, Promise<Blob>>();

  constructor(private readonly settings: Settings) {
    this.hub = new Hub(settings);
    this.memory = new Memory(`insat:${settings.hub}:${settings.account}`);
    this.files = new Files(
      async (file, onProgress) => this.hub.upload(await this.token(), file, onProgress),
      () => this.changed(),
    );
    this.line = new Line(settings, {
      message: (message) => this.receive(message),
      connected: () => this.resume(),
      disconnected: () => this.changed(),
      refused: () => this.forgetVisitor(),
    });
  }

  get now(): ChatState {
    const { unsent, declined } = this.memory.read();
    const { online, contact, messages } = this.state;
    const reachable = Boolean(contact?.phone || contact?.email);
    const hasWritten = messages.some((message) => message.direction === 'inbound');
    return {
      ...this.state,
      unsent: unsent.filter((draft) => !messages.some((message) => message.id === draft.id)),
      files: this.files.all,
      asksForContact: online === false && contact !== null && !reachable && !declined && hasWritten,
    };
  }

  /** Somebody who was here before is met again at once; nobody else costs the hub anything. */
  start(): void {
    const { token, unsent } = this.memory.read();
    if (token || unsent.length > 0) this.resume();
    addEventListener('online', () => this.awake());
    document.addEventListener('visibilitychange', () => this.awake());
    setInterval(() => {
      if (this.state.open && !this.line.up && !document.hidden) this.resume();
    }, POLL_MS);
  }

  open(): void {
    this.set({ open: true });
    this.resume();
    this.markRead();
  }

  close(): void {
    this.set({ open: false });
  }

  /** @returns whether there was anything to send */
  send(text: string): boolean {
    if (this.files.busy || text.length > MAX_TEXT) return false;
    if (text.trim() === '' && this.files.uploaded.length === 0) return false;
    const draft: Draft = {
      id: newId(),
      text: text.trim(),
      attachments: this.files.uploaded,
      at: new Date().toISOString(),
    };
    this.files.clearUploaded();
    this.set({ thanks: false });
    this.memory.change(({ unsent }) => ({ unsent: [...unsent, draft] }));
    this.changed();
    this.flush();
    return true;
  }

  sendAgain(id: string): void {
    this.memory.change(({ unsent }) => ({
      unsent: unsent.map((draft) => (draft.id === id ? { ...draft, failed: false } : draft)),
    }));
    this.changed();
    this.flush();
  }

  discard(id: string): void {
    this.forget(id);
    this.changed();
  }

  attach(files: Iterable<File>): void {
    this.files.add(files);
  }

  detach(key: number): void {
    this.files.remove(key);
  }

  attachAgain(key: number): void {
    this.files.retry(key);
  }

  async loadOlder(): Promise<void> {
    const [oldest] = this.state.messages;
    if (!oldest) return;
    const page = await this.hub.older(await this.token(), oldest.id);
    this.merge([...page.data].reverse());
    this.set({ hasOlder: page.nextCursor !== null });
  }

  /** @throws HubError 400 when the hub cannot read the number or address */
  async leaveContact(name: string, reach: string): Promise<void> {
    const way = reach.includes('@') ? { email: reach } : { phone: reach };
    const contact = await this.hub.contact(await this.token(), { name, ...way });
    this.set({ contact, thanks: true });
  }

  declineContact(): void {
    this.memory.change(() => ({ declined: true }));
    this.changed();
  }

  /** The bytes of an attachment, fetched once a page. */
  file(key: string): Promise<Blob> {
    let blob = this.blobs.get(key);
    if (!blob) {
      blob = this.token().then((token) => this.hub.file(token, key));
      blob.catch(() => this.blobs.delete(key));
      this.blobs.set(key, blob);
    }
    return blob;
  }

  private awake(): void {
    if (document.hidden) return;
    const { token, unsent } = this.memory.read();
    if (token || unsent.length > 0 || this.state.open) this.resume();
    this.markRead();
  }

  /** Reads what was missed and sends what was not. */
  private resume(): void {
    this.connecting ??= this.connect()
      .catch((error: unknown) => this.trouble(error))
      .finally(() => {
        this.connecting = null;
      });
    this.flush();
  }

  private async connect(): Promise<void> {
    const token = await this.token();
    this.take(await this.hub.session(token));
    this.line.open(token);
  }

  private trouble(error: unknown): void {
    this.set({ link: 'down' });
    if (error instanceof HubError && error.status === 401) this.forgetVisitor();
    else this.later(error);
  }

  /** The visitor's token; the first need of it makes the visitor. */
  private async token(): Promise<string> {
    const { token } = this.memory.read();
    if (token) return token;
    this.arriving ??= this.hub
      .arrive(this.settings.language, location.href)
      .then((fresh) => {
        this.memory.change(() => ({ token: fresh }));
        return fresh;
      })
      .finally(() => {
        this.arriving = null;
      });
    return this.arriving;
  }

  /** The hub knows us no longer: begin anew, and keep what is not yet sent. */
  private forgetVisitor(): void {
    this.line.close();
    this.memory.change(() => ({ token: null, declined: false }));
    this.set({ messages: [], hasOlder: false, contact: null, unread: 0 });
    this.later(null);
  }

  private take(session: Session): void {
    const known = new Set(this.state.messages.map((message) => message.id));
    const joins = session.messages.data.some((message) => known.has(message.id));
    // Away for longer than a page: what lies between is fetched like any older message.
    if (!joins) this.set({ messages: [], hasOlder: session.messages.nextCursor !== null });
    this.set({
      link: 'up',
      online: session.online,
      organisation: session.organisationName[this.settings.language],
      contact: session.visitor,
      unread: session.unread,
    });
    this.merge([...session.messages.data].reverse());
    this.acknowledge(
      'delivered',
      session.messages.data.filter((message) => message.status === 'sent'),
    );
    this.markRead();
  }

  private receive(message: Message): void {
    const isNew = !this.state.messages.some((known) => known.id === message.id);
    this.merge([message]);
    this.forget(message.id);
    if (!isNew || message.direction === 'inbound') return;
    this.set({ unread: this.state.unread + 1 });
    if (this.isSeen) this.markRead();
    else this.acknowledge('delivered', [message]);
  }

  private get isSeen(): boolean {
    return this.state.open && !document.hidden;
  }

  private markRead(): void {
    if (!this.isSeen) return;
    const unread = this.state.messages.filter(
      (message) => message.direction === 'outbound' && message.status !== 'read',
    );
    this.acknowledge('read', unread);
    this.set({
      unread: 0,
      messages: this.state.messages.map((message) =>
        unread.includes(message) ? { ...message, status: 'read' as const } : message,
      ),
    });
  }

  /** A receipt that gets lost is given again after the next look at the session. */
  private acknowledge(kind: 'delivered' | 'read', messages: Message[]): void {
    const ids = messages.filter((message) => message.direction === 'outbound').map((message) => message.id);
    if (ids.length === 0) return;
    this.line
      .acknowledge(kind, ids.slice(-100))
      .catch(async () => this.hub.acknowledge(await this.token(), kind, ids.slice(-100)))
      .catch(() => undefined);
  }

  private flush(): void {
    this.flushing ??= this.sendAll()
      .finally(() => {
        this.flushing = null;
      })
      // The first message decides whether somebody is there to answer it. What is written meanwhile does not wait.
      .then((sentAny) => (sentAny ? this.connect() : undefined))
      .catch((error: unknown) => this.later(error));
  }

  /**
   * One after the other, in the order written; stops at trouble that passes.
   * @returns whether any was sent
   */
  private async sendAll(): Promise<boolean> {
    let sentAny = false;
    for (;;) {
      const draft = this.memory.read().unsent.find(({ failed }) => !failed);
      if (!draft) break;
      await this.sendOne(draft);
      sentAny = true;
    }
    return sentAny;
  }

  private async sendOne(draft: Draft): Promise<void> {
    try {
      const message = await this.hub.post(await this.token(), {
        id: draft.id,
        text: draft.text,
        attachments: draft.attachments.map((upload) => upload.id),
      });
      this.wait = FIRST_WAIT_MS;
      this.merge([message]);
      this.forget(draft.id);
    } catch (error) {
      if (error instanceof HubError && error.status === 401) this.forgetVisitor();
      if (!(error instanceof HubError) || error.passing || error.status === 401) throw error;
      this.memory.change(({ unsent }) => ({
        unsent: unsent.map((other) => (other.id === draft.id ? { ...other, failed: true } : other)),
      }));
    }
    this.changed();
  }

  private later(error: unknown): void {
    if (error instanceof HubError && error.status === 0) this.set({ link: 'down' });
    const asked = error instanceof HubError ? error.retryAfterMs : null;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.awake(), asked ?? this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  private forget(id: string): void {
    this.memory.change(({ unsent }) => ({ unsent: unsent.filter((draft) => draft.id !== id) }));
  }

  /** @param messages oldest first */
  private merge(messages: Message[]): void {
    const byId = new Map(this.state.messages.map((message) => [message.id, message]));
    for (const message of messages) byId.set(message.id, message);
    // The hub's times, so that a wrong clock here changes nothing. Sorting is stable.
    const ordered = [...byId.values()].sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
    this.set({ messages: ordered });
  }

  private set(change: Partial<typeof this.state>): void {
    this.state = { ...this.state, ...change };
    this.changed();
  }

  /** However much changes at once, it is drawn once. */
  private changed(): void {
    if (this.changing) return;
    this.changing = true;
    queueMicrotask(() => {
      this.changing = false;
      this.onChange();
    });
  }
}
