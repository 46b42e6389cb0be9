import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

type Json = Record<string, unknown>;

export interface CloudAccount {
  phoneNumberId: string;
  businessAccountId: string;
  accessToken: string;
  appSecret: string;
  verifyToken: string;
}

/** A message that was taken: its id, and the body that was posted. */
export interface TakenMessage {
  id: string;
  body: Json & { to?: string; type?: string; text?: { body: string }; biz_opaque_callback_data?: string };
}

interface Medium {
  contentType: string;
  content: Buffer;
  /** Answers with these statuses first. */
  failures: number[];
  /** Where it says the bytes are, when that is not here. */
  elsewhere: string | undefined;
}

const wamid = () => `wamid.${randomBytes(18).toString('base64')}`;

/**
 * Stands for Meta's Graph API on a local port, as far as WhatsApp needs it, and plays Meta's other part: signed
 * webhooks to the hub. What the real API would refuse is refused and listed in `violations`.
 */
export class WhatsappStandIn {
  /** WHATSAPP_CLOUD_API_BASE_URL. */
  url = '';
  readonly messages: TakenMessage[] = [];
  readonly uploads: { id: string; form: FormData }[] = [];
  readonly violations: string[] = [];
  /** What the business account has, as Meta shows templates. */
  templates: Json[] = [];
  private readonly answers: ({ status: number; body: Json } | 'drop')[] = [];
  private readonly media = new Map<string, Medium>();
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  static async start(account: Partial<CloudAccount> = {}): Promise<WhatsappStandIn> {
    const standIn = new WhatsappStandIn({
      phoneNumberId: '1122334455667',
      businessAccountId: '998877665544',
      accessToken: 'EAAtest',
      appSecret: 'e'.repeat(32),
      verifyToken: 'a token of our choice',
      ...account,
    });
    await new Promise<void>((resolve) => standIn.server.listen(0, '127.0.0.1', resolve));
    standIn.url = `http://127.0.0.1:${(standIn.server.address() as AddressInfo).port}`;
    return standIn;
  }

  private constructor(readonly account: CloudAccount) {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: Error) => {
        this.violations.push(`the stand-in failed: ${error.message}`);
        response.destroy();
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** The environment of a hub that uses it. */
  get env(): Record<string, string> {
    return {
      WHATSAPP_CLOUD_PHONE_NUMBER_ID: this.account.phoneNumberId,
      WHATSAPP_CLOUD_BUSINESS_ACCOUNT_ID: this.account.businessAccountId,
      WHATSAPP_CLOUD_ACCESS_TOKEN: this.account.accessToken,
      WHATSAPP_CLOUD_APP_SECRET: this.account.appSecret,
      WHATSAPP_CLOUD_VERIFY_TOKEN: this.account.verifyToken,
      WHATSAPP_CLOUD_API_BASE_URL: this.url,
    };
  }

  /** The next message is answered with this refusal, as Meta words refusals. */
  refuse(status: number, code: number, details = 'Refused by the stand-in'): void {
    const body = {
      error: {
        message: `(#${code}) ${details}`,
        type: 'OAuthException',
        code,
        error_data: { messaging_product: 'whatsapp', details },
        fbtrace_id: 'A',
      },
    };
    this.answers.push({ status, body });
  }

  /** The next message is taken, and the connection broken before the answer. */
  drop(): void {
    this.answers.push('drop');
  }

  /** Holds bytes, and returns their media id. */
  addMedia(contentType: string, content: Buffer, failures: number[] = [], elsewhere?: string): string {
    const id = String(10 ** 15 + this.media.size);
    this.media.set(id, { contentType, content, failures, elsewhere });
    return id;
  }

  /** A payload around one change of the field `messages`. */
  payload(value: Json, field = 'messages'): Json {
    return {
      object: 'whatsapp_business_account',
      entry: [{ id: this.account.businessAccountId, changes: [{ field, value: this.valueOf(value) }] }],
    };
  }

  /** A message as it stands in a payload. */
  message(from: string, content: Json, id = wamid()): Json {
    return { from, id, timestamp: String(Math.floor(Date.now() / 1000)), ...content };
  }

  text(from: string, body: string, id?: string): Json {
    return this.message(from, { type: 'text', text: { body } }, id);
  }

  /** Posts messages of one person to the hub, in one payload. */
  inbound(hubUrl: string, messages: Json[], name = 'أحمد'): Promise<Response> {
    const contacts = [{ profile: { name }, wa_id: messages[0]?.['from'] }];
    return this.post(hubUrl, this.payload({ contacts, messages }));
  }

  /** Reports how far a taken message has come. */
  report({ id, body }: TakenMessage, status: string, hubUrl: string, more: Json = {}): Promise<Response> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const biz_opaque_callback_data = body.biz_opaque_callback_data;
    const statuses = [{ id, status, timestamp, recipient_id: body.to, biz_opaque_callback_data, ...more }];
    return this.post(hubUrl, this.payload({ statuses }));
  }

  /** Posts any payload, signed as Meta signs. */
  post(hubUrl: string, payload: unknown, headers: Record<string, string> = {}): Promise<Response> {
    // Meta escapes what is not ASCII, and signs the escaped bytes.
    const body = (typeof payload === 'string' ? payload : JSON.stringify(payload)).replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const hmac = createHmac('sha256', this.account.appSecret).update(body).digest('hex');
    return fetch(`${hubUrl}/channels/whatsapp/default/webhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${hmac}`, ...headers },
      body,
    });
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private valueOf(value: Json): Json {
    const { phoneNumberId } = this.account;
    const metadata = { display_phone_number: '966112345678', phone_number_id: phoneNumberId };
    return { messaging_product: 'whatsapp', metadata, ...value };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<ServerResponse> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in');
    if (request.headers.authorization !== `Bearer ${this.account.accessToken}`) {
      this.violations.push(`${request.method} ${pathname} without the token`);
      return answer(response, 401, { error: { message: 'Invalid OAuth access token', code: 190 } });
    }
    const { phoneNumberId, businessAccountId } = this.account;
    const route = `${request.method} ${pathname}`;
    if (route === `POST /v23.0/${phoneNumberId}/messages`) return this.take(request, response, body);
    if (route === `POST /v23.0/${phoneNumberId}/media`) return this.upload(request, response, body);
    if (route === `GET /v23.0/${businessAccountId}/message_templates`)
      return this.listTemplates(response, searchParams);
    const [, api, id = ''] = /^GET \/(v23\.0|storage)\/(\d+)$/.exec(route) ?? [];
    const medium = this.media.get(id);
    if (medium) return this.serveMedia(response, medium, id, api === 'storage');
    if (!api) this.violations.push(`${route} is not in the API`);
    return answer(response, api ? 400 : 404, { error: { message: 'Unsupported get request', code: 100 } });
  }

  private take(request: IncomingMessage, response: ServerResponse, bytes: Buffer): ServerResponse {
    const body = JSON.parse(bytes.toString('utf8')) as TakenMessage['body'];
    const wrong = [
      ...(request.headers['content-type'] === 'application/json' ? [] : ['the body is not JSON']),
      ...wrongIn(body, (id) => this.uploads.some((upload) => upload.id === id)),
    ];
    if (wrong.length > 0) {
      this.violations.push(...wrong);
      return answer(response, 400, { error: { message: wrong.join('; '), code: 100 } });
    }
    const next = this.answers.shift();
    if (next && next !== 'drop') return answer(response, next.status, next.body);
    const id = wamid();
    this.messages.push({ id, body });
    if (next === 'drop') return response.destroy();
    return answer(response, 200, {
      messaging_product: 'whatsapp',
      contacts: [{ input: body.to, wa_id: body.to }],
      messages: [{ id, message_status: 'accepted' }],
    });
  }

  private async upload(
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): Promise<ServerResponse> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    const file = form.get('file');
    if (form.get('messaging_product') !== 'whatsapp' || typeof file !== 'object' || file === null) {
      this.violations.push('an upload lacks messaging_product or file');
      return answer(response, 400, { error: { message: 'Invalid parameter', code: 100 } });
    }
    const id = String(2 * 10 ** 15 + this.uploads.length);
    this.uploads.push({ id, form });
    return answer(response, 200, { id });
  }

  /** One template to a page, so that paging is always needed. */
  private listTemplates(response: ServerResponse, query: URLSearchParams): ServerResponse {
    const at = Number(query.get('after') ?? 0);
    const hasMore = at + 1 < this.templates.length;
    return answer(response, 200, {
      data: this.templates.slice(at, at + 1),
      paging: {
        cursors: { before: String(at), after: String(at + 1) },
        ...(hasMore && { next: 'https://graph.facebook.com/not-to-be-followed' }),
      },
    });
  }

  private serveMedia(
    response: ServerResponse,
    medium: Medium,
    id: string,
    isStorage: boolean,
  ): ServerResponse {
    const failure = medium.failures.shift();
    if (failure !== undefined)
      return answer(response, failure, { error: { message: 'Not now', code: failure < 429 ? 100 : 2 } });
    if (!isStorage) {
      return answer(response, 200, {
        messaging_product: 'whatsapp',
        url: medium.elsewhere ?? `${this.url}/storage/${id}`,
        mime_type: medium.contentType,
        file_size: medium.content.length,
        id,
      });
    }
    return response.writeHead(200, { 'content-type': medium.contentType }).end(medium.content);
  }
}

/** What a message gets wrong, by Meta's reference of the messages endpoint. */
function wrongIn(body: Json, isUploaded: (id: unknown) => boolean): string[] {
  const wrong: string[] = [];
  const type = body['type'] as string;
  const content = body[type] as Json | undefined;
  if (body['messaging_product'] !== 'whatsapp') wrong.push('messaging_product must be whatsapp');
  if (body['recipient_type'] !== 'individual') wrong.push('recipient_type must be individual');
  const isNumber = typeof body['to'] === 'string' && /^\d{6,15}$/.test(body['to']);
  const isScoped = typeof body['recipient'] === 'string' && /^[A-Z]{2}\.\w+$/.test(body['recipient']);
  if (isNumber === isScoped) wrong.push('either to must be digits, or recipient a business-scoped id');
  if (!content) wrong.push(`${type} has no content`);
  const tracker = body['biz_opaque_callback_data'];
  if (typeof tracker === 'string' && tracker.length > 512) wrong.push('biz_opaque_callback_data is too long');
  if (type === 'text' && !(content?.['body'] as string)) wrong.push('text.body is required');
  if (type === 'text' && String(content?.['body']).length > 4096) wrong.push('text.body is too long');
  if (type === 'template' && !(content?.['language'] as Json | undefined)?.['code'])
    wrong.push('template.language.code is required');
  if (type === 'audio' && content?.['caption']) wrong.push('audio has no caption');
  if (['image', 'audio', 'video', 'document'].includes(type) && !isUploaded(content?.['id']))
    wrong.push(`${type}.id is no uploaded medium`);
  return wrong;
}

function answer(response: ServerResponse, status: number, body: Json): ServerResponse {
  return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
