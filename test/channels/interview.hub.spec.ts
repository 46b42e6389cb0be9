import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FoundContactPoint } from '../../src/modules/beneficiaries/beneficiaries.schemas.js';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';

interface VisitAnswer {
  id: string;
  conversationId: string;
  name: string | null;
  phone: string | null;
  mayContact: boolean | null;
  text: string;
  statement: string;
  attempts: number;
}

/** ID numbers of nobody, with their check digits. */
const ID = '1000000008';
const OTHER_ID = '1000000016';
const THIRD_ID = '1000000024';
const FOURTH_ID = '1000000032';
/** One black pixel. */
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let hub: RunningHub;
let api: ApiClient;
let me: { id: string; name: string };

beforeAll(async () => {
  hub = await startHub();
  api = await hub.signIn();
  me = (await api.get<{ staff: typeof me }>('/auth/me')).staff;
});

afterAll(() => hub?.stop());

let visits = 0;
const visit = (over: Record<string, unknown> = {}) => ({
  id: crypto.randomUUID(),
  visitor: { name: 'أم خالد', phone: `05400000${String(++visits).padStart(2, '0')}` },
  at: new Date().toISOString(),
  words: { text: 'تسأل عن مساعدة الإيجار' },
  consent: { record: true, contact: true },
  ...over,
});

const log = (body: object) => api.post<{ address: string }>('/visits', body);

function uploaded(name: string): Promise<{ id: string }> {
  const form = new FormData();
  form.append('file', new Blob([Buffer.from(PNG, 'base64')], { type: 'image/png' }), name);
  return api.post('/uploads', form);
}

function conversationOf(address: string): Promise<ConversationView> {
  return waitFor(
    async () => {
      const { data } = await api.get<{ data: ConversationView[] }>(
        `/conversations?view=all&status=all&channel=interview&q=${encodeURIComponent(address)}`,
      );
      return data[0];
    },
    { message: 'the conversation of the visit' },
  );
}

async function thread(id: string): Promise<MessageView[]> {
  return (await api.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data.reverse();
}

const threadOf = (id: string, length: number) =>
  waitFor(
    async () => {
      const all = (await thread(id)).filter(({ direction }) => direction !== 'note');
      return all.length >= length && all;
    },
    { message: `${length} messages` },
  );

function statusOf(conversationId: string, messageId: string, wanted: string): Promise<MessageView> {
  return waitFor(
    async () =>
      (await thread(conversationId)).find(({ id, status }) => id === messageId && status === wanted),
    { message: `the answer to be ${wanted}` },
  );
}

async function auditOf(conversationId: string) {
  const { data } = await api.get<{
    data: { action: string; actor: { id: string }; data: Record<string, unknown> }[];
  }>(`/conversations/${conversationId}/audit`);
  return data;
}

/** A visit, and an answer on its way to the person. */
async function answered(text = 'تُصرف المساعدة يوم الأحد بإذن الله') {
  const { address } = await log(visit());
  const conversation = await conversationOf(address);
  const answer = await api.post<MessageView>(`/conversations/${conversation.id}/replies`, { text });
  await statusOf(conversation.id, answer.id, 'sent');
  return { conversation, answer };
}

const tasks = async (due = true) =>
  (await api.get<{ data: VisitAnswer[] }>(`/visit-answers?due=${due}&limit=200`)).data;
const end = (id: string, body: object) =>
  api.request<{ open?: boolean; code?: string }>('PUT', `/visit-answers/${id}/outcome`, body);

describe('a logged visit', () => {
  test('opens a conversation with everything known of it, and sends no receipt', async () => {
    const scan = await uploaded('هوية.png');
    const body = visit({
      forWhom: { relation: 'neighbour', name: 'أبو سعد' },
      place: 'home',
      minutes: 20,
      documents: [{ type: 'national_id', validUntil: '2020-01-01' }],
      attachments: [scan.id],
    });
    const { address } = await log(body);
    expect(address).toMatch(/^\+966540000\d+$/);
    const conversation = await conversationOf(address);
    expect(conversation).toMatchObject({
      channel: 'interview',
      status: 'open',
      preview: 'تسأل عن مساعدة الإيجار',
      contactPoint: { displayName: 'أم خالد' },
    });
    const [message] = await threadOf(conversation.id, 1);
    expect(message).toMatchObject({
      text: 'تسأل عن مساعدة الإيجار',
      facts: {
        'visit.relation': 'neighbour',
        'visit.forName': 'أبو سعد',
        'visit.receivedBy': me.name,
        'visit.place': 'home',
        'visit.minutes': 20,
        'visit.documents.national_id': '2020-01-01',
        'visit.expired': 1,
      },
      attachments: [{ fileName: 'هوية.png', contentType: 'image/png', state: 'stored' }],
    });
    expect(await auditOf(conversation.id)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          action: 'message.taken_down',
          actor: expect.objectContaining({ id: me.id }),
        }),
      ]),
    );
    // The same form sent again, its files with it, is the same visit.
    await log(body);
    const after = await log(visit({ visitor: { address, name: 'أم خالد' }, words: { text: 'عادت' } }));
    expect(after.address).toBe(address);
    const texts = (await threadOf(conversation.id, 2)).map(({ text }) => text);
    expect(texts).toEqual(['تسأل عن مساعدة الإيجار', 'عادت']);
    expect((await thread(conversation.id)).filter(({ direction }) => direction === 'outbound')).toEqual([]);
  });

  test('of somebody without a telephone is found by name, and goes on with the next visit', async () => {
    const { address } = await log(visit({ visitor: { name: 'مسعود الغريب' } }));
    expect(address).toMatch(/^visitor:/);
    const conversation = await conversationOf(address);
    const { data } = await api.get<{ data: FoundContactPoint[] }>('/contact-points?q=مسعود');
    expect(data).toMatchObject([
      { channel: 'interview', address, name: 'مسعود الغريب', lastConversation: { id: conversation.id } },
    ]);
    await log(visit({ visitor: { address, phone: '0567778899' } }));
    await threadOf(conversation.id, 2);
    expect(await api.get(`/contact-points/${conversation.contactPoint.id}`)).toMatchObject({
      phone: '+966567778899',
    });
  });
});

describe('an ID number', () => {
  test('comes to the record of the person, encrypted, and lies readable nowhere', async () => {
    const { address } = await log(visit({ visitor: { name: 'سالم الجهني', nationalId: ID } }));
    expect(address).toMatch(/^visitor:/);
    const conversation = await conversationOf(address);
    const contact = () => api.get(`/contact-points/${conversation.contactPoint.id}`);
    expect(await contact()).toMatchObject({ beneficiary: { name: 'سالم الجهني', nationalId: ID } });
    // Without telephone and without look-up the same number is the same person.
    const again = await log(
      visit({ visitor: { name: 'سالم', nationalId: '١٠٠٠٠٠٠٠٠٨' }, words: { text: 'عاد' } }),
    );
    expect(again.address).toBe(address);
    await threadOf(conversation.id, 2);
    const { data } = await api.get<{ data: FoundContactPoint[] }>(`/contact-points?q=${ID}`);
    expect(data.map((found) => found.address)).toEqual([address]);

    const readable = await hub.sql(
      `SELECT 1 FROM inbound_event WHERE position($1::bytea IN raw) > 0
       UNION ALL SELECT 1 FROM message WHERE text || coalesce(facts::text, '') LIKE '%' || $2 || '%'
       UNION ALL SELECT 1 FROM contact_point WHERE address LIKE '%' || $2 || '%'
       UNION ALL SELECT 1 FROM audit_line WHERE data::text LIKE '%' || $2 || '%'
       UNION ALL SELECT 1 FROM beneficiary WHERE position($1::bytea IN national_id) > 0`,
      [Buffer.from(ID), ID],
    );
    expect(readable).toEqual([]);
    expect(hub.logs).not.toContain(ID);
  });

  test('on the telephone of a family makes the person who showed it, under their own name', async () => {
    const phone = '0541230000';
    await log(visit({ visitor: { name: 'أبو ماجد', phone } }));
    const conversation = await conversationOf('+966541230000');
    await log(visit({ visitor: { name: 'ماجد', phone, nationalId: THIRD_ID } }));
    await threadOf(conversation.id, 2);
    expect(await api.get(`/contact-points/${conversation.contactPoint.id}`)).toMatchObject({
      displayName: 'أبو ماجد',
      beneficiary: { name: 'ماجد', nationalId: THIRD_ID },
    });
  });

  test('that is missing in a record completes it when the name is theirs', async () => {
    const { address } = await log(visit({ visitor: { phone: '0541231111' } }));
    const { contactPoint } = await conversationOf(address);
    const detail = () => api.get(`/contact-points/${contactPoint.id}`);
    await api.put(`/contact-points/${contactPoint.id}/beneficiary`, { name: 'فاطمة الجهني' });
    const visitor = { name: 'فاطمه الجهني', phone: '0541231111', nationalId: FOURTH_ID };
    await log(visit({ visitor }));
    const completed = {
      displayName: 'فاطمه الجهني',
      beneficiary: { name: 'فاطمة الجهني', nationalId: FOURTH_ID },
    };
    await waitFor(async () => JSON.stringify(await detail()).includes(FOURTH_ID), { message: 'the number' });
    expect(await detail()).toMatchObject(completed);
  });

  test('of another person than the telephone belongs to changes nobody, and is told', async () => {
    const phone = '0541239999';
    await log(visit({ visitor: { name: 'أبو فهد', phone, nationalId: OTHER_ID } }));
    const conversation = await conversationOf('+966541239999');
    await log(visit({ visitor: { name: 'ابنته', phone, nationalId: ID } }));
    await threadOf(conversation.id, 2);
    expect(await api.get(`/contact-points/${conversation.contactPoint.id}`)).toMatchObject({
      beneficiary: { name: 'أبو فهد', nationalId: OTHER_ID },
    });
    const actions = (await auditOf(conversation.id)).map(({ action }) => action);
    expect(actions.filter((action) => action === 'conversation.identity_differs')).toHaveLength(1);
  });
});

test('answered on the spot: the thread has both, the answer has arrived and nobody waits', async () => {
  const { address } = await log(visit({ answer: 'أخبرناها أن الصرف يوم الأحد' }));
  const conversation = await conversationOf(address);
  const messages = await threadOf(conversation.id, 2);
  expect(messages).toMatchObject([
    { direction: 'inbound', text: 'تسأل عن مساعدة الإيجار' },
    {
      direction: 'outbound',
      text: 'أخبرناها أن الصرف يوم الأحد',
      status: 'delivered',
      author: { kind: 'staff', id: me.id },
      facts: { 'answer.given': 'on_the_spot' },
    },
  ]);
  expect(await api.get(`/conversations/${conversation.id}`)).toMatchObject({
    waitingSince: null,
    answerDueAt: null,
    unread: 0,
    lastDirection: 'outbound',
    assignee: { id: me.id },
  });
  expect((await tasks(false)).filter(({ conversationId }) => conversationId === conversation.id)).toEqual([]);
});

describe('an answer to a visitor', () => {
  test('told face to face is delivered, with who said it and when', async () => {
    const { conversation, answer } = await answered();
    expect((await tasks()).find(({ id }) => id === answer.id)).toMatchObject({
      conversationId: conversation.id,
      name: 'أم خالد',
      phone: conversation.contactPoint.address,
      mayContact: true,
      text: answer.text,
      attempts: 0,
    });
    const at = new Date(Date.now() - 60_000).toISOString();
    expect((await end(answer.id, { outcome: 'spoken', at })).body).toEqual({ open: false });
    const told = await statusOf(conversation.id, answer.id, 'delivered');
    expect(told.facts).toEqual({ 'answer.given': 'spoken', 'answer.saidBy': me.name, 'answer.at': at });
    expect((await end(answer.id, { outcome: 'spoken' })).body).toMatchObject({ code: 'hand_task.not_open' });
  });

  test('handed over is proved by the signature, over a hash of what was signed', async () => {
    const { conversation, answer } = await answered('خطاب القبول');
    const { statement } = (await tasks()).find(({ id }) => id === answer.id)!;
    expect(statement).toContain(conversation.reference);
    const letter = `/messages/${answer.id}/letter.pdf`;
    const printed = await api.bytes(letter);
    const proof = { kind: 'signature', signedBy: 'أم خالد', image: PNG };
    expect((await end(answer.id, { outcome: 'handed_over', proof })).status).toBe(200);
    // What proves the letter is no enclosure of it.
    expect((await api.bytes(letter)).equals(printed)).toBe(true);
    const message = await statusOf(conversation.id, answer.id, 'delivered');
    const sha256 = createHash('sha256')
      .update(JSON.stringify([answer.id, conversation.reference, 'خطاب القبول', [], statement]))
      .digest('hex');
    expect(message.facts).toMatchObject({
      'answer.given': 'handed_over',
      'answer.proof': 'signature',
      'answer.signedBy': 'أم خالد',
      'answer.handedBy': me.name,
      'answer.fingerprint': sha256.slice(0, 16),
    });
    expect(message.attachments).toMatchObject([{ contentType: 'image/png', state: 'stored' }]);
    expect((await api.bytes(message.attachments[0]!.url)).toString('base64')).toBe(PNG);
    const [task] = await hub.sql('SELECT outcome, state, details FROM hand_task WHERE message_id = $1', [
      answer.id,
    ]);
    const proofKey = createHash('sha256').update(Buffer.from(PNG, 'base64')).digest('hex');
    expect(task).toEqual({
      outcome: 'handed_over',
      state: 'closed',
      details: { proof: 'signature', signedBy: 'أم خالد', statement, sha256, proofKey },
    });
    expect(readFileSync(join(hub.env['DATA_DIR']!, 'files', proofKey.slice(0, 2), proofKey)).length).toBe(
      Buffer.from(PNG, 'base64').length,
    );
  });

  test('handed over to somebody who signs on paper, or before a witness', async () => {
    const onPaper = await answered();
    const scan = await uploaded('استلام.png');
    const paper = { kind: 'paper', signedBy: 'أم خالد', upload: scan.id };
    expect((await end(onPaper.answer.id, { outcome: 'handed_over', proof: paper })).status).toBe(200);
    const signed = await statusOf(onPaper.conversation.id, onPaper.answer.id, 'delivered');
    expect(signed.attachments).toMatchObject([{ fileName: 'استلام.png' }]);

    const witnessed = await answered();
    const witness = { kind: 'witness', receivedBy: 'أم خالد', witness: 'الأستاذة هند' };
    expect((await end(witnessed.answer.id, { outcome: 'handed_over', proof: witness })).status).toBe(200);
    const seen = await statusOf(witnessed.conversation.id, witnessed.answer.id, 'delivered');
    expect(seen.facts).toMatchObject({ 'answer.proof': 'witness', 'answer.witness': 'الأستاذة هند' });
    expect(seen.attachments).toEqual([]);
  });

  test('is kept for who did not come, and has failed after the third time', async () => {
    const { conversation, answer } = await answered();
    for (const open of [true, true, false]) {
      expect((await end(answer.id, { outcome: 'did_not_come' })).body).toEqual({ open });
      expect((await tasks()).map(({ id }) => id)).not.toContain(answer.id);
      expect((await tasks(false)).some(({ id }) => id === answer.id)).toBe(open);
    }
    expect((await statusOf(conversation.id, answer.id, 'failed')).error).toMatchObject({
      code: 'did_not_come',
    });
    expect(await api.get(`/conversations/${conversation.id}`)).toMatchObject({ undelivered: 1 });
    const outcomes = (await auditOf(conversation.id)).filter(
      ({ action }) => action === 'message.told_in_person',
    );
    expect(outcomes.map(({ data }) => data['outcome'])).toEqual(Array(3).fill('did_not_come'));
  });

  test.each([
    [
      'a picture that is none',
      { kind: 'signature', signedBy: 'أم خالد', image: 'aGVsbG8=' },
      422,
      'hand_task.signature_unreadable',
    ],
    [
      'a scan that nobody uploaded',
      { kind: 'paper', signedBy: 'أم خالد', upload: crypto.randomUUID() },
      422,
      'channel.upload_not_found',
    ],
    ['a signature of nobody', { kind: 'signature', signedBy: ' ', image: PNG }, 400, 'request.invalid'],
  ])('with %s stays open', async (_, proof, status, code) => {
    const { answer } = await answered();
    expect(await end(answer.id, { outcome: 'handed_over', proof })).toMatchObject({ status, body: { code } });
    expect((await tasks()).map(({ id }) => id)).toContain(answer.id);
  });
});

test.each([
  ['a telephone number that is none', { visitor: { name: 'أ', phone: 'لا أعرف' } }, 400],
  ['an ID number with a wrong check digit', { visitor: { name: 'أ', nationalId: '1000000001' } }, 400],
  ['a receiver who does not work here', { receivedBy: crypto.randomUUID() }, 422],
  ["a file that is nobody's", { attachments: [crypto.randomUUID()] }, 422],
])('%s is refused, and nothing is logged', async (_, over, status) => {
  const body = visit(over);
  expect((await api.request('POST', '/visits', body)).status).toBe(status);
  expect(await hub.sql('SELECT 1 FROM inbound_event WHERE external_id = $1', [body.id])).toEqual([]);
});

test('only staff log visits and see who waits for an answer', async () => {
  const headers = { 'content-type': 'application/json' };
  const post = { method: 'POST', headers, body: JSON.stringify(visit()) };
  expect((await fetch(`${hub.url}/api/v1/visits`, post)).status).toBe(401);
  expect((await fetch(`${hub.url}/api/v1/visit-answers`)).status).toBe(401);
});
