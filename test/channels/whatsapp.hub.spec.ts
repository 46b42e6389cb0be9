import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sharedCases } from '../harness/cases.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { type TakenMessage, WhatsappStandIn } from '../harness/whatsapp-stand-in.js';

interface Conversation {
  id: string;
  contactPoint: { address: string; displayName: string | null };
}
interface Message {
  id: string;
  direction: string;
  kind: string;
  text: string;
  status: string;
  error: { code: string } | null;
  attachments: { state: string; contentType: string }[];
}
interface Template {
  name: string;
  status: string;
  variables: number;
  quality: string | null;
}

const DECISION = {
  name: 'request_decision',
  language: 'ar',
  status: 'APPROVED',
  category: 'UTILITY',
  quality_score: { score: 'GREEN' },
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'إنصات' },
    { type: 'BODY', text: 'عزيزنا {{1}}، صدر القرار في طلبكم {{2}}.' },
  ],
};
const OTHERS = [
  { ...DECISION, name: 'not_yet', status: 'PENDING' },
  {
    ...DECISION,
    name: 'with_a_picture',
    components: [{ type: 'HEADER', format: 'IMAGE' }, DECISION.components[1]],
  },
];

let whatsapp: WhatsappStandIn;
let hub: RunningHub;
let api: ApiClient;
let keys = 0;

beforeAll(async () => {
  whatsapp = await WhatsappStandIn.start();
  whatsapp.templates = [DECISION, ...OTHERS];
  hub = await startHub({ env: whatsapp.env });
  api = await hub.signIn();
});

afterAll(async () => {
  await hub?.stop();
  await whatsapp?.close();
});

async function write(...messages: Record<string, unknown>[]): Promise<void> {
  expect((await whatsapp.inbound(hub.url, messages)).status).toBe(200);
}

function conversationOf(number: string): Promise<Conversation> {
  return waitFor(
    async () => {
      const { data } = await api.get<{ data: Conversation[] }>('/conversations?view=all&limit=100');
      return data.find((conversation) => conversation.contactPoint.address === `+${number}`);
    },
    { message: 'the conversation' },
  );
}

async function messagesOf({ id }: Conversation): Promise<Message[]> {
  return (await api.get<{ data: Message[] }>(`/conversations/${id}/messages`)).data;
}

function messageOf(conversation: Conversation, text: string, status?: string): Promise<Message> {
  return waitFor(
    async () =>
      (await messagesOf(conversation)).find(
        (message) => message.text === text && (!status || message.status === status),
      ),
    { message: `«${text}» to be ${status ?? 'there'}` },
  );
}

function taken(fits: (message: TakenMessage) => boolean): Promise<TakenMessage> {
  return waitFor(() => whatsapp.messages.find(fits), { message: 'a message at WhatsApp' });
}

function reply(conversation: Conversation, body: object) {
  keys += 1;
  const headers = { 'idempotency-key': `key ${keys}` };
  return api.request<{ code?: string }>('POST', `/conversations/${conversation.id}/replies`, body, headers);
}

/** Writes a first message and waits until its receipt has left. */
async function acquainted(number: string): Promise<Conversation> {
  await write(whatsapp.text(number, 'السلام عليكم'));
  const conversation = await conversationOf(number);
  await waitFor(async () => (await messagesOf(conversation)).some(({ status }) => status === 'sent'));
  return conversation;
}

describe("WhatsApp's door", () => {
  const verify = (query: Record<string, string>) =>
    fetch(`${hub.url}/channels/whatsapp/default/webhook?${new URLSearchParams(query)}`);

  test('answers the subscription check with its challenge', async () => {
    const response = await verify({
      'hub.mode': 'subscribe',
      'hub.verify_token': whatsapp.account.verifyToken,
      'hub.challenge': '1158201444',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await response.text()).toBe('1158201444');
  });

  test.each([
    { 'hub.mode': 'subscribe', 'hub.verify_token': 'wrong', 'hub.challenge': '1' },
    { 'hub.mode': 'subscribe', 'hub.challenge': '1' },
    { 'hub.verify_token': 'a token of our choice', 'hub.challenge': '1' },
    {},
  ])('refuses another check: %j', async (query) => {
    const response = await verify(query as Record<string, string>);
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  test.each([
    ['a wrong signature', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }],
    ['no signature', { 'x-hub-signature-256': '' }],
  ])('refuses %s', async (_what, headers) => {
    const response = await whatsapp.post(hub.url, whatsapp.payload({ messages: [] }), headers);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'channel.signature_invalid' });
  });

  test('tells what is no JSON from JSON that holds nothing', async () => {
    expect((await whatsapp.post(hub.url, '{"entry":')).status).toBe(400);
    for (const payload of ['null', '[]', '"x"', '{}', '{"entry":[null]}']) {
      expect((await whatsapp.post(hub.url, payload)).status).toBe(200);
    }
  });

  test('takes payloads of the size that Meta sends', async () => {
    const payload = whatsapp.payload({ messages: [], padding: 'x'.repeat(3 * 1024 * 1024) });
    expect((await whatsapp.post(hub.url, payload)).status).toBe(200);
  });

  test('knows no other account', async () => {
    const response = await fetch(`${hub.url}/channels/whatsapp/other/webhook`, { method: 'POST' });
    expect(response.status).toBe(404);
  });

  test('takes every payload that others collected, and reads each', async () => {
    const { cases } = sharedCases<{ cases: { file: string; key: string }[] }>('whatsapp/manifest.json', {
      cases: [],
    });
    for (const { file, key } of cases) {
      const payload = sharedCases<Record<string, unknown>>(`whatsapp/${file}`, {})[key];
      expect({ key, status: (await whatsapp.post(hub.url, payload)).status }).toEqual({ key, status: 200 });
    }
    await waitFor(async () => {
      const [row] = await hub.sql<{ open: number }>(
        `SELECT count(*)::int AS open FROM inbound_event WHERE state = 'pending'`,
      );
      return row?.open === 0;
    });
    const { data } = await api.get<{ data: unknown[] }>('/inbound-events?state=set_aside');
    expect(data).toEqual([]);
  });
});

describe('WhatsApp through the running hub', () => {
  test('keeps a message once that comes twice, and twice inside one payload', async () => {
    const number = '966501000001';
    const message = whatsapp.text(number, 'أحتاج مساعدة في الإيجار');
    await Promise.all([write(message, message), write(message)]);
    await write(message);
    // A later message settles behind the repeats in the same lane.
    await write(whatsapp.text(number, 'شكرا'));
    const conversation = await conversationOf(number);
    await messageOf(conversation, 'شكرا');
    const inbound = (await messagesOf(conversation)).filter(({ direction }) => direction === 'inbound');
    expect(inbound.map(({ text }) => text)).toEqual(['شكرا', 'أحتاج مساعدة في الإيجار']);
    expect(conversation.contactPoint.displayName).toBe('أحمد');
  });

  test('makes one conversation of an album, and keeps its pictures though the first fetch fails', async () => {
    const number = '966501000002';
    const png = Buffer.from('\x89PNG\r\n\x1a\n and the rest', 'latin1');
    const ids = [whatsapp.addMedia('image/png', png, [503]), whatsapp.addMedia('image/png', png)];
    const [one, two] = ids.map((id) =>
      whatsapp.message(number, { type: 'image', image: { id, mime_type: 'image/png' } }),
    );
    await Promise.all([write(one!), write(two!)]);
    const conversation = await conversationOf(number);
    const pictures = await waitFor(
      async () => {
        // The second try is due in half a minute; a test need not wait for it.
        await hub.sql(
          `UPDATE attachment SET next_attempt_at = now() WHERE state = 'pending' AND attempts > 0`,
        );
        const found = (await messagesOf(conversation)).filter(({ kind }) => kind === 'image');
        return (
          found.length === 2 && found.every(({ attachments }) => attachments[0]?.state === 'stored') && found
        );
      },
      { timeout: 60_000, message: 'both pictures' },
    );
    expect(pictures.map(({ attachments }) => attachments.length)).toEqual([1, 1]);
    const { data } = await api.get<{ data: Conversation[] }>('/conversations?view=all&limit=100');
    expect(data.filter(({ contactPoint }) => contactPoint.address === `+${number}`)).toHaveLength(1);
  });

  test('sends a reply, and never goes back from read to delivered', async () => {
    const conversation = await acquainted('966501000003');
    expect((await reply(conversation, { text: 'وصلنا طلبكم' })).status).toBe(201);
    const sent = await taken(({ body }) => body.text?.body === 'وصلنا طلبكم');
    const message = await messageOf(conversation, 'وصلنا طلبكم');
    expect(sent.body).toEqual({
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '966501000003',
      biz_opaque_callback_data: message.id,
      type: 'text',
      text: { preview_url: false, body: 'وصلنا طلبكم' },
    });
    await whatsapp.report(sent, 'read', hub.url);
    await messageOf(conversation, 'وصلنا طلبكم', 'read');
    await whatsapp.report(sent, 'delivered', hub.url);
    await waitFor(async () => {
      const events = await hub.sql(
        `SELECT 1 FROM delivery_event WHERE message_id = $1 AND status = 'delivered'`,
        [message.id],
      );
      return events.length === 1;
    });
    await messageOf(conversation, 'وصلنا طلبكم', 'read');
  });

  test('sends a file with its caption and name', async () => {
    const conversation = await acquainted('966501000004');
    const form = new FormData();
    form.set('file', new Blob(['%PDF-1.4 test'], { type: 'application/pdf' }), 'قرار.pdf');
    const { id } = await api.post<{ id: string }>('/uploads', form);
    expect((await reply(conversation, { text: 'القرار مرفق', attachments: [id] })).status).toBe(201);
    await messageOf(conversation, 'القرار مرفق', 'sent');
    const sent = await taken(({ body }) => body.type === 'document');
    const upload = whatsapp.uploads[0]!;
    expect(sent.body['document']).toEqual({ id: upload.id, caption: 'القرار مرفق', filename: 'قرار.pdf' });
    expect(await (upload.form.get('file') as File).text()).toBe('%PDF-1.4 test');
  });

  test('takes only a template once the window has closed, and sends it with its variables', async () => {
    const conversation = await acquainted('966501000005');
    await hub.sql(`UPDATE conversation SET last_inbound_at = now() - interval '25 hours' WHERE id = $1`, [
      conversation.id,
    ]);
    const refused = await reply(conversation, { text: 'متأخر' });
    expect(refused.status).toBe(409);
    expect(refused.body.code).toBe('message.window_closed');

    const template = { name: 'request_decision', language: 'ar', variables: ['أحمد', 'R-1'] };
    expect((await reply(conversation, { template })).status).toBe(201);
    const sent = await taken(({ body }) => body.type === 'template');
    expect(sent.body['template']).toEqual({
      name: 'request_decision',
      language: { code: 'ar' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'أحمد' },
            { type: 'text', text: 'R-1' },
          ],
        },
      ],
    });
    await messageOf(conversation, 'عزيزنا أحمد، صدر القرار في طلبكم R-1.', 'sent');
    expect(whatsapp.messages.some(({ body }) => body.text?.body === 'متأخر')).toBe(false);
  });

  test('sends no receipt for a message that waited too long to be answered freely, and says so', async () => {
    const number = '966501000077';
    const late = {
      ...whatsapp.text(number, 'كتبت لكم أمس'),
      timestamp: String(Math.floor(Date.now() / 1000) - 90_000),
    };
    await write(late);
    const conversation = await conversationOf(number);
    const remark = await waitFor(
      async () => (await messagesOf(conversation)).find(({ direction }) => direction === 'note'),
      { message: 'the remark' },
    );
    expect(remark.text).toContain('مضت المدة');
    expect(whatsapp.messages.filter(({ body }) => body.to === number)).toEqual([]);
  });

  test('shows as failed what WhatsApp refuses, at once or later', async () => {
    const conversation = await acquainted('966501000006');
    whatsapp.refuse(400, 131047, 'More than 24 hours have passed');
    await reply(conversation, { text: 'مرفوض' });
    expect((await messageOf(conversation, 'مرفوض', 'failed')).error?.code).toBe('131047');

    await reply(conversation, { text: 'لم يصل' });
    const sent = await taken(({ body }) => body.text?.body === 'لم يصل');
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    await whatsapp.report(sent, 'failed', hub.url, { errors });
    expect((await messageOf(conversation, 'لم يصل', 'failed')).error?.code).toBe('131026');
  });

  test('tries again when WhatsApp asks for patience, and sends once', async () => {
    const conversation = await acquainted('966501000007');
    whatsapp.refuse(400, 131056);
    await reply(conversation, { text: 'لحظة' });
    await waitFor(
      async () =>
        (await messagesOf(conversation)).some(({ text, status }) => text === 'لحظة' && status === 'sent'),
      {
        timeout: 30_000,
      },
    );
    expect(whatsapp.messages.filter(({ body }) => body.text?.body === 'لحظة')).toHaveLength(1);
  });

  test('offers the templates that its composer can fill, and follows their changes', async () => {
    const { data: channels } = await api.get<{ data: { id: string; channel: string }[] }>('/channels');
    const id = channels.find(({ channel }) => channel === 'whatsapp')?.id;
    const offered = async () => (await api.get<{ data: Template[] }>(`/channels/${id}/templates`)).data;
    await waitFor(async () => (await offered()).length > 0);
    expect(await offered()).toEqual([
      expect.objectContaining({
        name: 'request_decision',
        status: 'approved',
        variables: 2,
        quality: 'green',
      }),
      expect.objectContaining({ name: 'not_yet', status: 'pending' }),
    ]);
    whatsapp.templates = [{ ...DECISION, status: 'PAUSED' }];
    const event = { event: 'PAUSED', message_template_name: 'request_decision' };
    const payload = whatsapp.payload(event, 'message_template_status_update');
    expect((await whatsapp.post(hub.url, payload)).status).toBe(200);
    await waitFor(async () => {
      const [template, ...more] = await offered();
      return more.length === 0 && template?.status === 'paused';
    });
  });

  test('asks the API for nothing that it does not have', () => {
    expect(whatsapp.violations).toEqual([]);
  });
});
