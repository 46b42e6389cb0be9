import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BROWSER_ARGS, findBrowser } from '../browser.js';
import { testFolder } from '../processes.js';

type Json = Record<string, unknown>;

/** A message as the page holds it; `from` is a chat (`9665…@c.us`, `…@lid`, `…@g.us`). */
export interface WrittenMessage extends Json {
  id: string;
  from: string;
  /** Seconds. */
  t: number;
  type: string;
}

/** What the hub sent: `key` is WhatsApp's id for it. */
export interface SentMessage {
  key: string;
  id: string;
  to: string;
  type: string;
  body?: string;
  caption?: string;
  filename?: string;
  mimetype?: string;
  size?: number;
}

/** A version that nobody can mistake for one of WhatsApp's. */
const VERSION = '2.9999.1-stand-in';

/**
 * Stands in for WhatsApp behind web.whatsapp.com: its servers, the phone that links the hub, and the people who
 * write to it. The genuine whatsapp-web.js opens `page.js` in the genuine Chromium, which asks here.
 */
export class WhatsappWebStandIn {
  readonly number = `9665${randomInt(10_000_000, 99_999_999)}@c.us`;
  readonly sent: SentMessage[] = [];
  /** Chats that were shown "typing…", in order. */
  readonly typing: string[] = [];
  /** Numbers that have no WhatsApp. */
  readonly unregistered = new Set<string>();
  /** Numbers behind addresses that hide them. */
  readonly lids = new Map<string, string>();
  /** Whether the phone scans every code it is shown. */
  scans = false;
  /** Chats whose next message WhatsApp fails. */
  readonly failing = new Set<string>();
  /** Chats that the page does not find, though their numbers have WhatsApp. */
  readonly unfound = new Set<string>();
  /** Chats whose next messages the page files under another id, so that it does not find them again. */
  readonly refiling = new Set<string>();
  /** What the page says when it is asked for earlier messages of a chat. */
  readonly loading = new Map<string, 'failure' | 'silence'>();
  /** Whether messages wait with WhatsApp instead of being taken. */
  holdsAcks = false;
  private readonly cache = mkdtempSync(join(testFolder(), 'whatsapp-web-'));
  private readonly history = new Map<string, WrittenMessage[]>();
  private readonly media = new Map<string, Buffer>();
  private readonly linked = new Set<string>();
  private readonly pages = new Map<string, ServerResponse>();
  private ref: { device: string; ref: string } | null = null;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WhatsappWebStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const standIn = new WhatsappWebStandIn(server);
    server.on('request', (request, response) => void standIn.serve(request, response));
    const [media, page] = ['page-media.js', 'page.js'].map((name) =>
      readFileSync(join(import.meta.dirname, name), 'utf8'),
    );
    const constants = `const SERVER = '${standIn.url}'; const VERSION = '${VERSION}';`;
    const html = `<!doctype html><title>WhatsApp</title><script>${constants}\n${media}\n${page}</script>`;
    writeFileSync(join(standIn.cache, `${VERSION}.html`), html);
    return standIn;
  }

  /** The environment of a hub that uses it. Its Chromium reaches this server and nothing else. */
  get env(): Record<string, string> {
    const args = [
      ...BROWSER_ARGS,
      '"--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"',
      // web.whatsapp.com is a public site, and this server is not.
      '--disable-features=LocalNetworkAccessChecks',
    ];
    return {
      WHATSAPP_LINKED: 'true',
      WHATSAPP_LINKED_PER_MINUTE: '600',
      WHATSAPP_WEB_VERSION: VERSION,
      WHATSAPP_WEB_CACHE: this.cache,
      CHROME_PATH: findBrowser(),
      CHROME_ARGS: args.join(' '),
    };
  }

  get isConnected(): boolean {
    return [...this.pages.keys()].some((device) => this.linked.has(device));
  }

  /** How many devices the phone has ever been linked to and not unlinked from. */
  get linkedDevices(): number {
    return this.linked.size;
  }

  /**
   * The phone scans a code.
   * @param qr what was read off the screen
   * @throws Error when it is not the code that is shown now
   */
  scan(qr: string): void {
    if (!this.ref || !qr.startsWith(`${this.ref.ref},`)) throw new Error('That code is not valid any more.');
    const { device } = this.ref;
    this.ref = null;
    this.linked.add(device);
    this.tell(device, 'paired', this.hello());
  }

  /** Shows another code, as WhatsApp does every 20 seconds. */
  renewCode(): void {
    const device = this.ref?.device ?? [...this.pages.keys()].find((one) => !this.linked.has(one));
    if (device) this.showCode(device);
  }

  /** Somebody writes; the hub gets it now, or reads it when its page is open again. */
  write(from: string, fields: Json = {}): WrittenMessage {
    const id = `3A${randomBytes(9).toString('hex').toUpperCase()}`;
    const t = Math.floor(Date.now() / 1000);
    const message: WrittenMessage = { id, from, t, type: 'chat', notifyName: 'أحمد', ...fields };
    this.history.set(from, [...(this.history.get(from) ?? []), message]);
    this.tellPages('message', message);
    return message;
  }

  text(from: string, body: string, fields: Json = {}): WrittenMessage {
    return this.write(from, { body, ...fields });
  }

  /** A message with a file. */
  file(from: string, type: string, mimetype: string, content: Buffer, fields: Json = {}): WrittenMessage {
    const directPath = `/v/${randomUUID()}`;
    this.media.set(directPath, content);
    return this.write(from, { type, mimetype, directPath, size: content.length, ...fields });
  }

  /** Somebody deletes their account. The page forgets their chat, too. */
  leave(chat: string): void {
    this.unregistered.add(chat);
    this.tellPages('forget', { chat });
  }

  /** The page loses a chat and does not find it again, as long as it is among the `unfound`. */
  lose(chat: string): void {
    this.unfound.add(chat);
    this.tellPages('forget', { chat });
  }

  edit({ from, id }: WrittenMessage, body: string): void {
    this.tellPages('edit', { key: `false_${from}_${id}`, body });
  }

  revoke({ from, id }: WrittenMessage): void {
    this.tellPages('revoke', { key: `false_${from}_${id}` });
  }

  /** −1 failed, 1 with WhatsApp, 2 on the phone, 3 read, 4 played. */
  ack({ key }: SentMessage, ack: number): void {
    this.tellPages('ack', { key, ack });
  }

  /** The page's word for its connection: `CONFLICT`, `TIMEOUT`… */
  state(state: string): void {
    this.tellPages('state', { state });
  }

  /** The hub is removed from the phone's linked devices. */
  logOut(): void {
    const devices = [...this.linked];
    this.linked.clear();
    for (const device of devices) this.tell(device, 'logout', {});
  }

  /** The connection to WhatsApp breaks; the page looks for it again by itself. */
  cut(): void {
    for (const response of this.pages.values()) response.destroy();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.cut();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const device = searchParams.get('device') ?? '';
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
    if (pathname === '/stream') return this.openStream(device, response);
    if (pathname.startsWith('/media/')) {
      const content = this.media.get(pathname.slice('/media'.length));
      response.writeHead(content ? 200 : 404).end(content);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}') as Json;
    response
      .setHeader('Content-Type', 'application/json')
      .end(JSON.stringify(this.answer(pathname, device, body)));
  }

  private answer(pathname: string, device: string, body: Json): Json {
    switch (pathname) {
      case '/exists':
        return { exists: !this.unregistered.has(String(body['id'])) };
      case '/find': {
        const chat = String(body['id']);
        return { isFound: !this.unregistered.has(chat) && !this.unfound.has(chat) };
      }
      case '/load':
        return { answer: this.loading.get(String(body['chat'])) ?? 'messages' };
      case '/lid':
        return { number: this.lids.get(String(body['id'])) ?? null };
      case '/typing':
        this.typing.push(String(body['chat']));
        return {};
      case '/unlink':
        this.linked.delete(device);
        return {};
      case '/send':
        return this.take(device, body as unknown as SentMessage);
      default:
        return {};
    }
  }

  private take(device: string, message: SentMessage): Json {
    if (this.failing.has(message.to)) {
      setImmediate(() => this.tell(device, 'ack', { key: message.key, ack: -1 }));
      return {};
    }
    this.sent.push(message);
    if (this.refiling.has(message.to)) return { isRefiled: true };
    if (!this.holdsAcks) setImmediate(() => this.tell(device, 'ack', { key: message.key, ack: 1 }));
    return {};
  }

  private openStream(device: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 200\n\n');
    this.pages.set(device, response);
    response.on('close', () => {
      if (this.pages.get(device) === response) this.pages.delete(device);
    });
    if (this.linked.has(device)) this.tell(device, 'connected', this.hello());
    else this.showCode(device);
  }

  private showCode(device: string): void {
    this.ref = { device, ref: `2@${randomBytes(48).toString('base64')}` };
    this.tell(device, 'ref', { ref: this.ref.ref });
    if (this.scans) this.scan(`${this.ref.ref},`);
  }

  private hello(): Json {
    return { number: this.number, history: Object.fromEntries(this.history) };
  }

  private tellPages(event: string, data: Json): void {
    for (const device of this.pages.keys()) if (this.linked.has(device)) this.tell(device, event, data);
  }

  private tell(device: string, event: string, data: Json): void {
    this.pages.get(device)?.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
