import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { GatewayStandIn, type Said } from '../harness/gateway-stand-in.js';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';

interface Account {
  id: string;
  name: string;
  capabilities: { inbound: boolean };
  webhooks: { purpose: string; url: string }[];
}
interface Form {
  provider: string;
  presets: { name: string; values: Record<string, string | boolean> }[];
}
interface Conversation {
  id: string;
  account: string;
  contactPoint: { address: string; optedOut: boolean };
}
interface Message {
  id: string;
  direction: string;
  text: string;
  status: string;
  error: { code: string; detail: string | null } | null;
}

const TOKEN = 'webhook-token-0123456789';
const TEXT = 'تم "قبول" طلبك & {secret} 👍';

let hub: RunningHub;
let api: ApiClient;
let gateway: GatewayStandIn;
let presets: Map<string, Record<string, string | boolean>>;

beforeAll(async () => {
  gateway = await GatewayStandIn.start(() => ({ body: {} }));
  hub = await startHub({ env: { ALLOW_PRIVATE_GATEWAYS: 'true', PUBLIC_URL: 'https://hub.example.org' } });
  api = await hub.signIn();
  const { data } = await api.get<{ data: Form[] }>('/channels/forms');
  const form = data.find(({ provider }) => provider === 'gateway')!;
  presets = new Map(form.presets.map(({ name, values }) => [name, values]));
}, 120_000);

afterAll(async () => {
  await hub?.stop();
  await gateway?.close();
});

function add(name: string, settings: Record<string, unknown>): Promise<Account> {
  return api.post<Account>('/channels', { channel: 'sms', provider: 'gateway', label: name, name, settings });
}

const sendTest = (id: string) =>
  api.request<{ code?: string; params?: object; externalId?: string }>('POST', `/channels/${id}/test`, {
    to: '0501234567',
  });

/** A preset at the stand-in: nothing of it is changed but where it is. */
async function preset(name: string): Promise<Account> {
  const values = presets.get(name)!;
  const { pathname } = new URL(String(values['url']));
  return add(`${name}-at-stand-in`, {
    ...values,
    url: gateway.url + pathname,
    sender: 'INSAT',
    user: 'charity',
    secret: 'the-key-of-the-gateway',
  });
}

describe.each<{
  name: string;
  wire: object;
  fields: (body: string) => unknown;
  yes: Said;
  id: RegExp;
  no: Said;
  code: string;
}>([
  {
    name: 'unifonic',
    wire: { path: '/rest/SMS/messages', method: 'POST' },
    fields: (body) => Object.fromEntries(new URLSearchParams(body)),
    // As documented: https://docs.unifonic.com/reference/sms-api
    yes: {
      body: {
        success: true,
        message: '',
        errorCode: 'ER-00',
        data: { MessageID: 42000348806924, Status: 'Sent' },
      },
    },
    id: /^42000348806924$/,
    no: { body: { success: false, message: 'Dest num is too short', errorCode: 'ER-04', data: {} } },
    code: 'ER-04',
  },
  {
    name: 'taqnyat',
    wire: { path: '/v1/messages', method: 'POST' },
    fields: (body) => JSON.parse(body) as unknown,
    yes: {
      status: 201,
      body: { statusCode: 201, messageId: 8765, cost: '0.0650', accepted: '[966501234567,]' },
    },
    id: /^8765$/,
    no: { status: 400, body: { statusCode: 400, message: 'Sender name is not accepted' } },
    code: '400',
  },
  {
    name: 'msegat',
    wire: { path: '/gw/sendsms.php', method: 'POST' },
    fields: (body) => Object.fromEntries(new URLSearchParams(body)),
    yes: { body: { code: '1', message: 'Success' } },
    // It gives no id: ours.
    id: /^[0-9a-f-]{36}$/,
    no: { body: { code: '1120', message: 'Mobile numbers is not correct' } },
    code: '1120',
  },
])('$name', ({ name, wire, fields, yes, id, no, code }) => {
  const wanted: Record<string, object> = {
    unifonic: {
      AppSid: 'the-key-of-the-gateway',
      SenderID: 'INSAT',
      Recipient: '966501234567',
      Body: expect.stringMatching(/تجريبية|test/),
    },
    taqnyat: { recipients: ['966501234567'], body: expect.stringMatching(/تجريبية|test/), sender: 'INSAT' },
    msegat: {
      userName: 'charity',
      apiKey: 'the-key-of-the-gateway',
      numbers: '966501234567',
      userSender: 'INSAT',
      msg: expect.stringMatching(/تجريبية|test/),
      msgEncoding: 'UTF8',
    },
  };
  let account: Account;

  test('gets what it documents, and its yes is a yes', async () => {
    account = await preset(name);
    gateway.next.push(yes);
    const sent = await sendTest(account.id);
    expect(sent).toMatchObject({ status: 200, body: { externalId: expect.stringMatching(id) } });
    expect(gateway.last).toMatchObject(wire);
    expect(fields(gateway.last.body)).toMatchObject(wanted[name]!);
    if (name === 'taqnyat') expect(gateway.last.headers.authorization).toBe('Bearer the-key-of-the-gateway');
  });

  test('is one-way, because nothing is known of answers through it', () => {
    expect(account).toMatchObject({ capabilities: { inbound: false }, webhooks: [] });
  });

  test('says no in words', async () => {
    gateway.next.push(no);
    expect(await sendTest(account.id)).toMatchObject({
      status: 422,
      body: { code: 'channel.test_not_sent', params: { code } },
    });
  });
});

describe('a gateway with webhooks', () => {
  const settings = {
    sender: '+966500000001',
    secret: 'the-key-of-the-gateway',
    encoding: 'json',
    body: '{"to":"{to}","text":"{text}","from":"{sender}","ref":"{messageId}"}',
    auth: 'bearer',
    numberFormat: 'local',
    idPath: 'id',
    errorPath: 'error',
    errorMap: '21 = opted_out\n77 = no_credit',
    webhookToken: TOKEN,
    reportIdPath: 'id',
    reportMessagePath: 'ref',
    reportStatusPath: 'state',
    reportErrorPath: 'error',
    statusMap: 'DELIVRD = delivered\nUNDELIV = failed',
    inboundIdPath: 'id',
    inboundFromPath: 'from',
    inboundTextPath: 'text',
  };
  let account: Account;
  let count = 0;
  const hook = (path: string, init: RequestInit & { token?: string } = {}) =>
    fetch(
      `${hub.url}/channels/sms/two-way/gateway/${path}${init.token === undefined ? `?token=${TOKEN}` : init.token}`,
      {
        method: 'POST',
        ...init,
      },
    );
  const json = (path: string, body: object, token?: string) =>
    hook(path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(token !== undefined && { token }),
    });
  const conversationOf = (address: string) =>
    waitFor(
      async () => {
        const { data } = await api.get<{ data: Conversation[] }>('/conversations?view=all&limit=100');
        return data.find(({ contactPoint }) => contactPoint.address === address);
      },
      { message: `a conversation with ${address}` },
    );
  const messageWith = (conversation: Conversation, text: string, status: string) =>
    waitFor(
      async () => {
        const { data } = await api.get<{ data: Message[] }>(`/conversations/${conversation.id}/messages`);
        return data.find((one) => one.text === text && one.status === status);
      },
      { message: `"${text}" to be ${status}` },
    );
  const reply = (conversation: Conversation, text: string) =>
    api.post<Message>(`/conversations/${conversation.id}/replies`, { text });

  beforeAll(async () => {
    gateway.usual = () => {
      count += 1;
      return { body: { id: `g-${count}` } };
    };
    account = await add('two-way', { ...settings, url: `${gateway.url}/send` });
  });

  test('can be written to, and says where', () => {
    expect(account.capabilities.inbound).toBe(true);
    expect(account.webhooks).toEqual([
      { purpose: 'inbound', url: 'https://hub.example.org/channels/sms/two-way/gateway/message' },
      { purpose: 'status', url: 'https://hub.example.org/channels/sms/two-way/gateway/report' },
    ]);
  });

  test('takes a message once, answers it, and hears how far the answer came', async () => {
    const inbound = { id: 'in-1', from: '0501110001', text: 'السلام عليكم' };
    for (const _ of [1, 2]) expect((await json('message', inbound)).status).toBe(200);
    const conversation = await conversationOf('+966501110001');
    expect(conversation.account).toBe('two-way');
    const { id } = await reply(conversation, TEXT);
    await messageWith(conversation, TEXT, 'sent');
    const sent = gateway.requests
      .filter(({ path }) => path === '/send')
      .map(({ body }) => JSON.parse(body) as Record<string, string>);
    const ours = sent.filter(({ ref }) => ref === id);
    expect(ours).toEqual([{ to: '0501110001', text: TEXT, from: '+966500000001', ref: id }]);
    // By GET, as some do, and naming our own id.
    const report = await fetch(
      `${hub.url}/channels/sms/two-way/gateway/report?token=${TOKEN}&ref=${id}&state=DELIVRD`,
    );
    expect(report.status).toBe(200);
    await messageWith(conversation, TEXT, 'delivered');
    const journal = await hub.sql<{ raw: Buffer }>(`SELECT raw FROM inbound_event`);
    expect(journal.length).toBeGreaterThan(1);
    expect(journal.filter(({ raw }) => raw.includes(TOKEN))).toEqual([]);
  });

  test('knows an opt-out, and waits for credit', async () => {
    await json('message', { id: 'in-2', from: '966501110002', text: 'مرحبا' });
    const conversation = await conversationOf('+966501110002');
    await waitFor(() => gateway.requests.some(({ body }) => body.includes('0501110002')), {
      message: 'the receipt',
    });
    gateway.next.push({ status: 400, body: { error: 77 } });
    const { id } = await reply(conversation, 'بلا رصيد');
    const [waiting] = await waitFor(
      async () => {
        const rows = await hub.sql<{ state: string; error_code: string; wait: number }>(
          `SELECT state, error_code, extract(epoch FROM next_attempt_at - now())::int AS wait
             FROM outbound WHERE message_id = $1 AND error_code IS NOT NULL`,
          [id],
        );
        return rows.length > 0 && rows;
      },
      { message: 'the first try' },
    );
    expect(waiting).toMatchObject({ state: 'queued', error_code: '77' });
    expect(waiting!.wait).toBeGreaterThan(600);
    gateway.next.push({ status: 400, body: { error: 21 } });
    await hub.sql('UPDATE outbound SET next_attempt_at = now() WHERE message_id = $1', [id]);
    await messageWith(conversation, 'بلا رصيد', 'failed');
    expect((await conversationOf('+966501110002')).contactPoint.optedOut).toBe(true);
  });

  test('leaves open what became of a message whose answer was cut off', async () => {
    await json('message', { id: 'in-3', from: '966501110003', text: 'مرحبا' });
    const conversation = await conversationOf('+966501110003');
    await waitFor(() => gateway.requests.some(({ body }) => body.includes('0501110003')), {
      message: 'the receipt',
    });
    gateway.next.push('hang up');
    await reply(conversation, 'انقطع');
    await messageWith(conversation, 'انقطع', 'uncertain');
    expect(gateway.requests.filter(({ body }) => body.includes('انقطع'))).toHaveLength(1);
  });

  test.each([
    ['no token', ''],
    ['another token', '?token=another-token-00000'],
  ])('takes nothing with %s', async (_what, token) => {
    const answer = await json('message', { id: 'no', from: '0501119999', text: 'x' }, token);
    expect(answer.status).toBe(403);
    expect(await hub.sql(`SELECT 1 FROM inbound_event WHERE external_id = 'no'`)).toEqual([]);
  });

  test('sets aside what its paths do not find, and reads it again once they are mended', async () => {
    expect((await json('message', { id: 'odd', sender: '0501110004', text: 'أين أنا' })).status).toBe(200);
    const aside = await waitFor(
      async () => {
        const rows = await hub.sql<{ id: string; error: string }>(
          `SELECT id, error FROM inbound_event WHERE external_id = 'odd' AND state = 'set_aside'`,
        );
        return rows[0];
      },
      { message: 'the row that is set aside' },
    );
    expect(aside.error).toContain('no sender at from');
    await api.patch(`/channels/${account.id}`, { settings: { inboundFromPath: 'sender' } });
    await api.post(`/inbound-events/${aside.id}/retry`);
    await conversationOf('+966501110004');
  });

  test('checks the signature where the gateway makes one', async () => {
    await api.patch(`/channels/${account.id}`, {
      settings: { signatureHeader: 'X-Signature', inboundFromPath: 'from' },
    });
    const body = JSON.stringify({ id: 'signed', from: '0501110005', text: 'موقّعة' });
    const sign = (key: string) => createHmac('sha256', key).update(body).digest('hex');
    const send = (signature: string) =>
      hook('message', { headers: { 'content-type': 'application/json', 'x-signature': signature }, body });
    expect((await send(sign('another key'))).status).toBe(403);
    expect((await send(`sha256=${sign(TOKEN)}`)).status).toBe(200);
    await conversationOf('+966501110005');
  });
});

test('without the development setting no address of this network is taken', async () => {
  const strict = await startHub();
  try {
    const admin = await strict.signIn();
    const settings = { sender: 'X', secret: 'x', url: gateway.url, body: 'to={to}\ntext={text}' };
    expect(
      await admin.request('POST', '/channels', { channel: 'sms', provider: 'gateway', label: 'x', settings }),
    ).toMatchObject({ status: 400, body: { errors: [{ path: 'settings.url' }] } });
  } finally {
    await strict.stop();
  }
});
