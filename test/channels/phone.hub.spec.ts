import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';

interface CallBack {
  id: string;
  conversationId: string;
  number: string;
  name: string | null;
  script: string;
  attempts: number;
  caller: { id: string; name: string } | null;
}

let hub: RunningHub;
let api: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  api = await hub.signIn();
});

afterAll(() => hub?.stop());

let calls = 0;
const call = (over: Record<string, unknown> = {}) => ({
  id: crypto.randomUUID(),
  number: `05500000${String(++calls).padStart(2, '0')}`,
  name: 'أم سعد',
  at: new Date().toISOString(),
  durationSeconds: 95,
  summary: 'تسأل عن موعد لجنة البحث، وتريد أن نتصل بها بعد الظهر',
  ...over,
});

function conversationOf(number: string): Promise<ConversationView> {
  return waitFor(
    async () => {
      const { data } = await api.get<{ data: ConversationView[] }>(
        `/conversations?view=all&channel=phone&q=${encodeURIComponent(number)}`,
      );
      return data[0];
    },
    { message: 'the conversation of the call' },
  );
}

async function thread(id: string): Promise<MessageView[]> {
  return (await api.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data.reverse();
}

function statusOf(conversationId: string, messageId: string, wanted: string): Promise<MessageView> {
  return waitFor(
    async () =>
      (await thread(conversationId)).find(({ id, status }) => id === messageId && status === wanted),
    { message: `the answer to be ${wanted}` },
  );
}

function callBackOf(messageId: string): Promise<CallBack> {
  return waitFor(
    async () => (await api.get<{ data: CallBack[] }>('/call-backs')).data.find(({ id }) => id === messageId),
    { message: 'the call back' },
  );
}

/** A call, and an answer to it that waits for somebody to ring. */
async function answered(): Promise<{ conversation: ConversationView; answer: MessageView }> {
  const logged = call();
  await api.post('/calls', logged);
  const conversation = await conversationOf(`+966${logged.number.slice(1)}`);
  const answer = await api.post<MessageView>(`/conversations/${conversation.id}/replies`, {
    text: 'موعد اللجنة يوم الأحد، والأوراق مكتملة',
  });
  await callBackOf(answer.id);
  return { conversation, answer };
}

test('a call that is logged twice is one message in one conversation, and gets no receipt', async () => {
  const logged = call({ number: '٠٥٥١٢٣٤٥٦٧' });
  await api.post('/calls', logged);
  await api.post('/calls', logged);
  const conversation = await conversationOf('+966551234567');
  expect(conversation).toMatchObject({ channel: 'phone', contactPoint: { displayName: 'أم سعد' } });
  const messages = await waitFor(
    async () => {
      const all = await thread(conversation.id);
      return all.some(({ direction }) => direction === 'note') && all;
    },
    { message: 'the remark about the receipt' },
  );
  expect(messages.filter(({ direction }) => direction === 'inbound').map(({ text }) => text)).toEqual([
    logged.summary,
  ]);
  expect(messages.find(({ direction }) => direction === 'inbound')?.facts).toEqual({
    'call.direction': 'answered',
    'call.duration': '1:35',
    'call.source': 'logged',
    'call.logged_by': 'مدير النظام',
  });
  expect(messages.filter(({ direction }) => direction === 'outbound')).toEqual([]);
});

test('a missed call says so, in Arabic when nothing tells the language', async () => {
  await api.post('/calls', call({ number: '0561112233', direction: 'missed', summary: '', name: undefined }));
  const conversation = await conversationOf('+966561112233');
  expect(conversation.preview).toBe('مكالمة فائتة');
});

test('an answer is a call back with the words to say, and reaching the person delivers it', async () => {
  const { conversation, answer } = await answered();
  expect(await callBackOf(answer.id)).toMatchObject({
    conversationId: conversation.id,
    number: conversation.contactPoint.address,
    script: answer.text,
    attempts: 0,
  });
  await statusOf(conversation.id, answer.id, 'sent');
  expect(await api.put(`/call-backs/${answer.id}/outcome`, { outcome: 'reached' })).toEqual({ open: false });
  await statusOf(conversation.id, answer.id, 'delivered');
  const again = await api.request<{ code: string }>('PUT', `/call-backs/${answer.id}/outcome`, {
    outcome: 'no_answer',
  });
  expect(again).toMatchObject({ status: 409, body: { code: 'hand_task.not_open' } });
});

test('nobody answers: tried again later, and after the third time it has failed', async () => {
  const { conversation, answer } = await answered();
  for (const open of [true, true, false]) {
    expect(await api.put(`/call-backs/${answer.id}/outcome`, { outcome: 'no_answer' })).toEqual({ open });
    const due = await api.get<{ data: CallBack[] }>('/call-backs');
    expect(due.data.map(({ id }) => id)).not.toContain(answer.id);
    const later = await api.get<{ data: CallBack[] }>('/call-backs?due=false');
    expect(later.data.some(({ id }) => id === answer.id)).toBe(open);
  }
  const failed = await statusOf(conversation.id, answer.id, 'failed');
  expect(failed.error).toMatchObject({ code: 'no_answer' });
  expect(await api.get(`/conversations/${conversation.id}`)).toMatchObject({ undelivered: 1 });

  // Sent again by hand, it is a call to make once more.
  await api.put(`/messages/${answer.id}/delivery`, { resolution: 'resend' });
  expect((await callBackOf(answer.id)).attempts).toBe(0);
});

test('whoever calls is shown to the others, who cannot start the same call until it is over', async () => {
  const { answer } = await answered();
  const colleague = { email: 'colleague@insat.test', password: 'words of a colleague' };
  await api.post('/staff', { ...colleague, name: 'هند', role: 'officer' });
  const hind = await hub.signIn(colleague);
  expect((await callBackOf(answer.id)).caller).toBeNull();
  await hind.put(`/call-backs/${answer.id}/call`);
  expect((await callBackOf(answer.id)).caller).toMatchObject({ name: 'هند' });
  const refused = () => api.request<{ code: string; params: object }>('PUT', `/call-backs/${answer.id}/call`);
  expect(await refused()).toMatchObject({
    status: 409,
    body: { code: 'hand_task.claimed', params: { colleague: 'هند' } },
  });
  // Another's call is not stopped from here, one's own is, and an old one runs out.
  await api.delete(`/call-backs/${answer.id}/call`);
  expect((await refused()).status).toBe(409);
  await hub.sql(`UPDATE hand_task SET claimed_until = now() WHERE message_id = $1`, [answer.id]);
  expect((await callBackOf(answer.id)).caller).toBeNull();
  await api.put(`/call-backs/${answer.id}/call`);
  await api.delete(`/call-backs/${answer.id}/call`);
  await hind.put(`/call-backs/${answer.id}/call`);
  // Its outcome ends the call, whoever writes it down.
  await api.put(`/call-backs/${answer.id}/outcome`, { outcome: 'no_answer' });
  const { data } = await api.get<{ data: CallBack[] }>('/call-backs?due=false');
  expect(data.find(({ id }) => id === answer.id)).toMatchObject({ attempts: 1, caller: null });
});

test('a wrong number fails at once, and every try is in the history', async () => {
  const { conversation, answer } = await answered();
  await api.put(`/call-backs/${answer.id}/outcome`, { outcome: 'wrong_number' });
  await statusOf(conversation.id, answer.id, 'failed');
  const { data } = await api.get<{ data: { action: string; data: Record<string, unknown> }[] }>(
    `/conversations/${conversation.id}/audit`,
  );
  expect(data.find(({ action }) => action === 'message.called_back')?.data).toMatchObject({
    messageId: answer.id,
    outcome: 'wrong_number',
  });
});

test.each([
  ['a number that is none', { number: 'لا أعرف' }, 400],
  ['an answered call without a word about it', { summary: '' }, 400],
  ['an id that the page did not make', { id: '7' }, 400],
])('%s is refused, with what to do', async (_, over, status) => {
  const answer = await api.request<{ code: string }>('POST', '/calls', call(over));
  expect(answer.status).toBe(status);
});

test('only staff log calls', async () => {
  expect(
    (
      await fetch(`${hub.url}/api/v1/calls`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(call()),
      })
    ).status,
  ).toBe(401);
});
