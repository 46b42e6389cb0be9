import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { isReference } from '../../src/modules/conversations/reference.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const PEOPLE = 23;

interface List<T> {
  data: T[];
  nextCursor: string | null;
}

let hub: RunningHub;
let twilio: TwilioStandIn;
let api: ApiClient;
let myId: string;

const number = (n: number) => `+9665000${50_000 + n}`;
const write = async (n: number, body: string) => {
  expect((await twilio.inbound(PUBLIC_URL, { from: number(n), body }, { deliverTo: hub.url })).status).toBe(
    200,
  );
};
const find = async (n: number) => {
  const { data } = await api.get<List<ConversationView>>(
    `/conversations?status=all&q=${encodeURIComponent(number(n))}`,
  );
  return data[0]!;
};

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({
    env: sms.env,
  });
  api = await hub.signIn();
  myId = (await api.get<{ staff: { id: string } }>('/auth/me')).staff.id;
  for (let n = 0; n < PEOPLE; n += 1) await write(n, `رسالة من ${n}`);
  await twilio.taken(PEOPLE, 30_000);
  await waitFor(
    async () => (await hub.sql(`SELECT 1 FROM outbound WHERE state = 'sent'`)).length === PEOPLE,
    {
      message: 'the receipts to be sent',
    },
  );
});

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
});

describe('the list', () => {
  test('pages by keyset without repeating or leaving out, newest first', async () => {
    const seen: ConversationView[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: List<ConversationView> = await api.get(
        `/conversations?limit=5${cursor && `&cursor=${cursor}`}`,
      );
      expect(page.data.length).toBeLessThanOrEqual(5);
      seen.push(...page.data);
      cursor = page.nextCursor;
    }
    expect(new Set(seen.map(({ id }) => id)).size).toBe(PEOPLE);
    const times = seen.map(({ lastMessageAt }) => lastMessageAt);
    expect(times).toEqual([...times].sort().reverse());
  });

  test('finds by number, by reference in any grouping and digits, and by name', async () => {
    const { reference, id, contactPoint } = await find(3);
    const arabicDigits = reference.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    for (const q of [reference, reference.replace('-', ''), arabicDigits]) {
      const { data } = await api.get<List<ConversationView>>(`/conversations?q=${encodeURIComponent(q)}`);
      expect(data.map((conversation) => conversation.id)).toEqual([id]);
    }
    await api.patch(`/contact-points/${contactPoint.id}`, { displayName: 'أُمّ أحمد' });
    const { data } = await api.get<List<ConversationView>>(
      `/conversations?q=${encodeURIComponent('ام احمد')}`,
    );
    expect(data.map((conversation) => conversation.id)).toEqual([id]);
  });

  test('finds a number whose digits could also be a reference', async () => {
    expect(isReference('501234567')).toBe(true);
    expect(
      (
        await twilio.inbound(
          PUBLIC_URL,
          { from: '+966501234567', body: 'هل وصل طلبي؟' },
          { deliverTo: hub.url },
        )
      ).status,
    ).toBe(200);
    const found = await waitFor(
      async () => {
        const { data } = await api.get<List<ConversationView>>('/conversations?q=501234567');
        return data.length > 0 && data;
      },
      { message: 'the conversation to be found by its number' },
    );
    expect(found.map(({ contactPoint }) => contactPoint.address)).toEqual(['+966501234567']);
  });

  test('uses its indexes, also when there are many', async () => {
    const plan = async (condition: string) => {
      const rows = await hub.sql<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM conversation c WHERE ${condition} ORDER BY c.last_message_at DESC, c.id DESC LIMIT 51`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    await hub.sql(
      `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, awaits_routing,
                                 opened_at, last_message_id, last_message_at, last_direction, assignee_id)
       SELECT gen_random_uuid(), 'x' || n, 'sms', c.account_id, c.contact_point_id, 'ar',
              CASE WHEN n % 10 = 0 THEN 'open' ELSE 'closed' END, false, now(), gen_random_uuid(),
              now() - make_interval(mins => n), 'inbound', CASE WHEN n % 3 = 0 THEN $1::uuid END
         FROM generate_series(1, 30000) n, (SELECT * FROM conversation LIMIT 1) c`,
      [myId],
    );
    await hub.sql('ANALYZE conversation');
    expect(await plan(`c.status = 'open'`)).toContain('conversation_list');
    expect(await plan(`c.status = 'open' AND c.assignee_id IS NULL`)).toContain('conversation_unassigned');
    expect(await plan(`c.status = 'open' AND c.assignee_id = '${myId}'`)).toContain('conversation_assignee');
    const counts = await api.get<{ queue: number; mine: number; all: number }>('/conversations/counts');
    expect(counts).toEqual({ queue: 1000, mine: 1000, all: 1000 });
    await hub.sql(`DELETE FROM conversation WHERE reference LIKE 'x%'`);
  });
});

describe('a conversation', () => {
  test('shows its thread newest first, with states, and pages back', async () => {
    const { id } = await find(0);
    await write(0, 'ثانية');
    await waitFor(
      async () => (await api.get<List<MessageView>>(`/conversations/${id}/messages`)).data.length === 3,
    );
    const first = await api.get<List<MessageView>>(`/conversations/${id}/messages?limit=2`);
    expect(first.data.map(({ text }) => text)[0]).toBe('ثانية');
    const rest = await api.get<List<MessageView>>(
      `/conversations/${id}/messages?limit=2&cursor=${first.nextCursor}`,
    );
    expect(rest).toMatchObject({
      nextCursor: null,
      data: [{ direction: 'inbound', status: 'received', author: { kind: 'contact' } }],
    });
    expect(first.data[1]).toMatchObject({
      notice: 'receipt',
      automatic: true,
      status: 'sent',
      author: { kind: 'hub' },
    });
  });

  test('is taken by who answers first; the waiting ends', async () => {
    const { id } = await find(1);
    const reply = await api.post<MessageView>(`/conversations/${id}/replies`, { text: 'أهلا' });
    expect(reply).toMatchObject({ direction: 'outbound', author: { kind: 'staff', id: myId } });
    const conversation = await api.get<ConversationView>(`/conversations/${id}`);
    expect(conversation).toMatchObject({
      assignee: { id: myId },
      waitingSince: null,
      answerDueAt: null,
      unread: 0,
      lastDirection: 'outbound',
    });
  });

  test('keeps a note inside the house', async () => {
    const { id } = await find(2);
    const before = twilio.messages.length;
    const note = await api.post<MessageView>(`/conversations/${id}/notes`, { text: 'تحدثت مع أخيها' });
    expect(note).toMatchObject({ direction: 'note', status: null });
    await api.post(`/conversations/${id}/replies`, { text: 'بعد الملاحظة' });
    await twilio.taken(before + 1);
    expect(twilio.messages.slice(before).map(({ body }) => body)).toEqual(['بعد الملاحظة']);
  });

  test('sends replies in the order they were written', async () => {
    const { id } = await find(4);
    const before = twilio.messages.length;
    const texts = Array.from({ length: 12 }, (_, n) => `جزء ${n}`);
    for (const text of texts) await api.post(`/conversations/${id}/replies`, { text });
    await twilio.taken(before + texts.length);
    expect(twilio.messages.slice(before).map(({ body }) => body)).toEqual(texts);
  });

  test('answers a repeated Idempotency-Key with the first outcome, and refuses it for another text', async () => {
    const { id } = await find(5);
    const send = (text: string) =>
      api.request<MessageView & { code?: string }>(
        'POST',
        `/conversations/${id}/replies`,
        { text },
        { 'idempotency-key': 'key-5' },
      );
    const [first, second] = await Promise.all([send('مرة واحدة'), send('مرة واحدة')]);
    expect(first.body.id).toBe(second.body.id);
    expect(await send('شيء آخر')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  });

  test('writes a note once when its Idempotency-Key is repeated', async () => {
    const { id } = await find(6);
    const note = (text: string) =>
      api.request<MessageView>(
        'POST',
        `/conversations/${id}/notes`,
        { text },
        { 'idempotency-key': 'key-6' },
      );
    const [first, second] = await Promise.all([note('مرة واحدة'), note('مرة واحدة')]);
    expect(first.body.id).toBe(second.body.id);
    expect(await note('شيء آخر')).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const { data } = await api.get<List<MessageView>>(`/conversations/${id}/messages`);
    expect(data.filter(({ direction }) => direction === 'note')).toHaveLength(1);
  });

  test('refuses what the channel cannot carry and whom one may not write to', async () => {
    const { id } = await find(6);
    const refused = async (body: unknown) => {
      const answer = await api.request<{ code: string }>('POST', `/conversations/${id}/replies`, body);
      return [answer.status, answer.body.code];
    };
    expect(await refused({ text: 'ط'.repeat(1601) })).toEqual([422, 'message.too_long']);
    expect(await refused({ text: '  ' })).toEqual([400, 'request.invalid']);
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x.pdf');
    const upload = await api.post<{ id: string }>('/uploads', form);
    expect(await refused({ text: 'مرفق', attachments: [upload.id] })).toEqual([
      422,
      'message.attachments_unsupported',
    ]);
    await write(6, 'STOP');
    await waitFor(
      async () => (await api.get<ConversationView>(`/conversations/${id}`)).contactPoint.optedOut,
      { message: 'the opt-out' },
    );
    expect(await refused({ text: 'مرحبا' })).toEqual([409, 'contact.opted_out']);
  });

  test('asks an officer about a send that was cut off, and sends again when told', async () => {
    const { id } = await find(7);
    twilio.drop();
    const reply = await api.post<MessageView>(`/conversations/${id}/replies`, { text: 'هل وصلت؟' });
    const state = async () =>
      (await api.get<List<MessageView>>(`/conversations/${id}/messages`)).data.find(
        (message) => message.id === reply.id,
      )?.status;
    await waitFor(async () => (await state()) === 'uncertain', { message: 'the doubt' });
    expect((await api.get<ConversationView>(`/conversations/${id}`)).undelivered).toBe(1);
    await api.put(`/messages/${reply.id}/delivery`, { resolution: 'resend' });
    await waitFor(async () => (await state()) === 'sent', { message: 'the second try' });
    expect((await api.get<ConversationView>(`/conversations/${id}`)).undelivered).toBe(0);
    const settled = await api.request('PUT', `/messages/${reply.id}/delivery`, { resolution: 'sent' });
    expect(settled.status).toBe(409);
  });

  test('says 404 for one that does not exist', async () => {
    for (const path of ['', '/messages']) {
      const answer = await api.request('GET', `/conversations/01a20000-0000-7000-8000-000000000000${path}`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'conversation.not_found' } });
    }
  });
});
