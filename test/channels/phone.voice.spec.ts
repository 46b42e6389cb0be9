import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const MP3 = Buffer.from(`ID3\u0003${'\0'.repeat(200)}`, 'latin1');
const VOICE = `${PUBLIC_URL}/channels/phone/default/voice`;
const STATUS = `${PUBLIC_URL}/channels/phone/default/status`;

let hub: RunningHub;
let api: ApiClient;
let twilio: TwilioStandIn;

beforeAll(async () => {
  const { env, twilio: standIn } = await startTwilio();
  twilio = standIn;
  hub = await startHub({ env });
  api = await hub.signIn();
});

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
});

let callers = 0;
const newCaller = () => `+96656000${String(1000 + ++callers)}`;
const newSid = () => `CA${crypto.randomUUID().replaceAll('-', '')}`;
const post = (url: string, form: Record<string, string>, options = {}) =>
  twilio.post(url, form, { deliverTo: hub.url, ...options });

function conversationsOf(number: string): Promise<ConversationView[]> {
  return api
    .get<{ data: ConversationView[] }>(
      `/conversations?view=all&status=all&channel=phone&q=${encodeURIComponent(number)}`,
    )
    .then(({ data }) => data);
}
const conversationOf = (number: string) =>
  waitFor(async () => (await conversationsOf(number))[0], { message: `the conversation of ${number}` });
async function calls(id: string): Promise<MessageView[]> {
  const { data } = await api.get<{ data: MessageView[] }>(`/conversations/${id}/messages`);
  return data.filter(({ direction }) => direction === 'inbound').reverse();
}

test('a call is kept before the caller is greeted, once, however often Twilio tells of it', async () => {
  const from = newCaller();
  const callSid = newSid();
  const form = twilio.callForm({ from, callSid });
  const answer = await post(VOICE, form);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/xml/);
  const twiml = await answer.text();
  expect(twiml).toContain('السلام عليكم');
  expect(twiml).toContain(`action="${VOICE}/recording"`);
  await post(VOICE, form);
  await post(STATUS, twilio.callForm({ from, callSid, status: 'completed', CallDuration: '9' }));

  const conversation = await conversationOf(from);
  expect(conversation).toMatchObject({ status: 'open', preview: 'مكالمة فائتة' });
  const [journal] = await hub.sql<{ count: number }>(
    'SELECT count(*)::int FROM inbound_event WHERE external_id = $1',
    [callSid],
  );
  expect(journal!.count).toBe(1);
  expect(await calls(conversation.id)).toHaveLength(1);
});

test('a call that never got as far as the greeting is known by its end', async () => {
  const from = newCaller();
  await post(STATUS, twilio.callForm({ from, status: 'in-progress' }));
  await post(STATUS, twilio.callForm({ from, status: 'no-answer' }));
  expect(await calls((await conversationOf(from)).id)).toHaveLength(1);
  // What we ring ourselves is no call to us.
  const answer = await post(
    STATUS,
    twilio.callForm({ from: newCaller(), status: 'completed', Direction: 'outbound-api' }),
  );
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringMatching(/<Response\/>$/)]);
});

test('a message left on the line is heard in the same conversation, once Twilio has it ready', async () => {
  const from = newCaller();
  const callSid = newSid();
  const recording = twilio.addRecording(MP3);
  await post(VOICE, twilio.callForm({ from, callSid }));
  const form = twilio.callForm({
    from,
    callSid,
    status: 'completed',
    RecordingUrl: recording.url,
    RecordingDuration: '23',
    Digits: 'hangup',
  });
  const thanks = await post(`${VOICE}/recording`, form);
  expect(await thanks.text()).toContain('<Hangup/>');
  await post(`${VOICE}/recording`, form);

  const conversation = await conversationOf(from);
  const [missed, left] = await waitFor(
    async () => {
      const all = await calls(conversation.id);
      return all.length === 2 && all;
    },
    { message: 'the message' },
  );
  expect(missed).toMatchObject({ text: 'مكالمة فائتة' });
  expect(left).toMatchObject({
    kind: 'audio',
    facts: { 'call.direction': 'voicemail', 'call.duration': '0:23', 'call.source': 'twilio' },
    attachments: [{ contentType: 'audio/mpeg' }],
  });
  // Twilio names a recording before it has it: asked too early, it is asked again and not given up.
  await waitFor(() => recording.asked() > 0, { message: 'the first look' });
  expect(await state(left!)).toBe('pending');
  recording.ready();
  await waitFor(
    async () => {
      await hub.sql(`UPDATE attachment SET next_attempt_at = now() WHERE state = 'pending'`);
      return (await state(left!)) === 'stored';
    },
    { message: 'the recording', timeout: 30_000 },
  );
  const file = await fetch(`${hub.url}/api/v1/attachments/${left!.attachments[0]!.id}`, {
    headers: { cookie: api.cookie },
  });
  expect(Buffer.from(await file.arrayBuffer())).toEqual(MP3);
  expect(await conversationsOf(from)).toHaveLength(1);
}, 60_000);

async function state({ id }: MessageView): Promise<string | undefined> {
  const [row] = await hub.sql<{ state: string }>('SELECT state FROM attachment WHERE message_id = $1', [id]);
  return row?.state;
}

test('a hidden number is nobody to call back, but what it says is heard', async () => {
  const callSid = newSid();
  await post(VOICE, twilio.callForm({ from: '+266696687', callSid }));
  const { url } = twilio.addRecording(MP3);
  const words = { from: '+266696687', callSid, RecordingUrl: url, RecordingDuration: '5' };
  await post(`${VOICE}/recording`, twilio.callForm(words));
  const conversation = await conversationOf(callSid);
  expect(conversation.contactPoint).toMatchObject({ displayName: 'رقم محجوب' });
  expect(await calls(conversation.id)).toHaveLength(1);
});

describe('nothing is believed', () => {
  test.each([
    ['without a signature', VOICE, { signature: null }, {}, 403],
    ["with somebody else's signature", VOICE, { signature: 'A'.repeat(28) }, {}, 403],
    ['of another account', VOICE, {}, { AccountSid: `AC${'0'.repeat(32)}` }, 403],
    ['for a line that there is not', VOICE.replace('default', 'other'), {}, {}, 404],
    ['without the id of a call', VOICE, {}, { CallSid: '' }, 400],
    [
      'with a recording that is elsewhere',
      `${VOICE}/recording`,
      {},
      { RecordingUrl: 'https://evil.example/RE1' },
      400,
    ],
    ['with a recording that is none', `${VOICE}/recording`, {}, {}, 400],
  ])('%s', async (_, url, options, more, status) => {
    const from = newCaller();
    expect((await post(url, { ...twilio.callForm({ from }), ...more }, options)).status).toBe(status);
    expect(await conversationsOf(from)).toEqual([]);
  });

  test("not even a recording's address that another host answers for", async () => {
    const path = `/2010-04-01/Accounts/${twilio.accountSid}/Recordings/RE${'1'.repeat(32)}`;
    const call = twilio.callForm({
      from: newCaller(),
      RecordingUrl: `http://127.0.0.1:9${path}`,
      RecordingDuration: '5',
    });
    expect((await post(`${VOICE}/recording`, call)).status).toBe(200);
    const conversation = await conversationOf(call['From']!);
    await waitFor(async () => (await state((await calls(conversation.id))[0]!)) === 'failed', {
      message: 'the recording to be refused',
    });
  });
});

test('a hub without credentials greets nobody it does not know', async () => {
  const sandbox = await startHub({ env: { PUBLIC_URL } });
  const answer = await twilio.post(VOICE, twilio.callForm({ from: newCaller() }), { deliverTo: sandbox.url });
  await sandbox.stop();
  expect(answer.status).toBe(403);
}, 60_000);
