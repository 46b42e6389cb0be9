import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import {
  type MailServer,
  type SmtpStandIn,
  startMailServer,
  startSmtpServer,
} from '../harness/mail-server.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import { signTwilio, type TwilioStandIn } from '../harness/twilio-stand-in.mjs';

interface Account {
  id: string;
  channel: string;
  name: string;
  label: string | null;
  mode: string;
  problem: string | null;
  capabilities: { inbound: boolean };
}
interface Details extends Account {
  webhooks: { purpose: string; url: string }[];
  settings: { name: string; value: unknown; set: boolean; end: string | null }[];
}
interface Conversation {
  id: string;
  account: string;
  contactPoint: { address: string };
}
interface Message {
  id: string;
  direction: string;
  text: string;
  status: string;
}

/** Every secret that is entered below: none of them may be seen anywhere again. */
const SECRETS = ['wrong-token-of-twilio-0001', 'a-password', 'token-of-the-raw-door-0002'];
let twilio: TwilioStandIn;
let web: RunningHub;
let worker: RunningHub;
let api: ApiClient;
const answered: string[] = [];

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await api.request<T>(method, path, body);
  answered.push(JSON.stringify(answer.body));
  return answer;
}

async function add(body: object): Promise<Details> {
  const answer = await ask<Details>('POST', '/channels', body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

const account = async (id: string) =>
  (await ask<{ data: Account[] }>('GET', '/channels')).body.data.find((one) => one.id === id)!;

/** An SMS to the account of this name, as Twilio would hand it in. */
async function write(name: string, from: string, body: string, token = twilio.authToken): Promise<number> {
  const url = `${PUBLIC_URL}/channels/sms/${name}/inbound`;
  const form = twilio.inboundForm({ from, body });
  const signature = signTwilio(token, url, form);
  return (await twilio.post(url, form, { deliverTo: web.url, signature })).status;
}

const conversationOf = (address: string) =>
  waitFor(
    async () => {
      const { data } = await api.get<{ data: Conversation[] }>('/conversations?view=all&limit=100');
      return data.find(({ contactPoint }) => contactPoint.address === address);
    },
    { message: `a conversation with ${address}` },
  );

async function reply({ id }: Conversation, text: string): Promise<Message> {
  return api.post(`/conversations/${id}/replies`, { text }, { 'idempotency-key': encodeURIComponent(text) });
}

const statusOf = async ({ id }: Conversation, text: string) =>
  (await api.get<{ data: Message[] }>(`/conversations/${id}/messages`)).data.find((one) => one.text === text)
    ?.status;

const carried = (text: string) =>
  waitFor(() => twilio.messages.find(({ body }) => body === text), { message: `an SMS "${text}"` });

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  web = await startHub({ role: 'web', env: sms.env });
  const env = { ...sms.env, DATA_DIR: web.env['DATA_DIR']! };
  worker = await startHub({ role: 'worker', env, database: web.databaseUrl });
  api = await web.signIn();
}, 120_000);

afterAll(async () => {
  await worker?.stop();
  await web?.stop();
  await twilio?.close();
});

describe('a second account of a channel', () => {
  let second: Details;

  test('is refused with its fields named while something is missing or wrong', async () => {
    const settings = { accountSid: 'AC1', from: 'A name that is far too long', colour: 'red' };
    const refused = await ask('POST', '/channels', {
      channel: 'sms',
      provider: 'twilio',
      label: 'x',
      settings,
    });
    expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    const { errors } = refused.body as { errors: { path: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['settings.accountSid', 'settings.authToken', 'settings.from']),
    );
    const none = { channel: 'sms', provider: 'none', label: 'x', settings: {} };
    expect(await ask('POST', '/channels', none)).toMatchObject({
      status: 422,
      body: { code: 'channel.provider_unknown' },
    });
  });

  test('takes and answers beside the first, each with its own sender', async () => {
    second = await add({
      channel: 'sms',
      provider: 'twilio',
      label: 'خط المتطوعين',
      settings: { accountSid: twilio.accountSid, authToken: ` ${twilio.authToken}\n`, from: '+15005550007' },
    });
    expect(second).toMatchObject({ name: 'twilio', mode: 'live', label: 'خط المتطوعين' });
    expect(second.webhooks).toEqual([
      { purpose: 'inbound', url: `${PUBLIC_URL}/channels/sms/twilio/inbound` },
      { purpose: 'status', url: `${PUBLIC_URL}/channels/sms/twilio/status` },
    ]);
    const people = { default: '+966501110001', twilio: '+966501110002' };
    for (const [name, address] of Object.entries(people)) {
      expect(await write(name, address, 'السلام عليكم')).toBe(200);
      const conversation = await conversationOf(address);
      expect(conversation.account).toBe(name);
      await reply(conversation, `أهلًا ${name}`);
    }
    expect(await carried('أهلًا default')).toMatchObject({ to: people.default, from: '+15005550006' });
    expect(await carried('أهلًا twilio')).toMatchObject({ to: people.twilio, from: '+15005550007' });
  });

  test('changes without a restart, in the process that sends as well', async () => {
    const changed = await ask<Details>('PATCH', `/channels/${second.id}`, { settings: { from: 'INSAT' } });
    expect(changed).toMatchObject({ status: 200, body: { capabilities: { inbound: false } } });
    await reply(await conversationOf('+966501110002'), 'باسم الجمعية');
    expect(await carried('باسم الجمعية')).toMatchObject({ from: 'INSAT' });
  });

  test('with a wrong token keeps the message and sends it when the token is right again', async () => {
    await ask('PATCH', `/channels/${second.id}`, { settings: { authToken: SECRETS[0]! } });
    const conversation = await conversationOf('+966501110002');
    const { id } = await reply(conversation, 'لا تضيع');
    const failed = await waitFor(
      async () => {
        const rows = await web.sql<{ error_code: string | null }>(
          'SELECT error_code FROM outbound WHERE message_id = $1 AND attempts > 0',
          [id],
        );
        return rows.find(({ error_code: code }) => code);
      },
      { message: 'the first try' },
    );
    expect(failed).toEqual({ error_code: '20003' });
    expect(await statusOf(conversation, 'لا تضيع')).toBe('queued');
    expect(await write('twilio', '+966501110002', 'زائف')).toBe(403);
    await ask('PATCH', `/channels/${second.id}`, { settings: { authToken: twilio.authToken } });
    await web.sql('UPDATE outbound SET next_attempt_at = now() WHERE message_id = $1', [id]);
    await carried('لا تضيع');
  });

  test('that is switched off takes and sends nothing, refuses replies, and goes on when it is on again', async () => {
    const conversation = await conversationOf('+966501110002');
    await ask('PATCH', `/channels/${second.id}`, { enabled: false });
    expect(await account(second.id)).toMatchObject({ mode: 'off' });
    expect(await write('twilio', '+966501110002', 'هل من أحد؟')).toBe(404);
    const refused = await ask('POST', `/conversations/${conversation.id}/replies`, { text: 'لا' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'channel.account_off' } });
    // Something that was queued before.
    const [row] = await web.sql<{ message_id: string }>(
      `UPDATE outbound SET state = 'queued', next_attempt_at = now(), attempts = 0
        WHERE message_id = (SELECT id FROM message WHERE text = 'باسم الجمعية') RETURNING message_id`,
    );
    expect(await write('default', '+966501110009', 'غيره')).toBe(200);
    await waitFor(() => twilio.messages.some(({ to }) => to === '+966501110009'), {
      message: 'another receipt',
    });
    expect(await web.sql('SELECT state FROM outbound WHERE message_id = $1', [row!.message_id])).toEqual([
      { state: 'queued' },
    ]);
    await ask('PATCH', `/channels/${second.id}`, { enabled: true });
    await waitFor(() => twilio.messages.filter(({ body }) => body === 'باسم الجمعية').length === 2, {
      message: 'what waited',
    });
  });
});

describe('a test message', () => {
  test('goes through the account itself, to a number as people write it', async () => {
    const { data } = (await ask<{ data: Account[] }>('GET', '/channels')).body;
    const twilios = data.filter(({ channel }) => channel === 'sms');
    for (const { id } of twilios) {
      expect(await ask('POST', `/channels/${id}/test`, { to: '٠٥٠ ١١١ ٩٩٩٩' })).toMatchObject({
        status: 200,
        body: { status: 'sent' },
      });
    }
    const tests = twilio.messages.filter(({ to }) => to === '+966501119999');
    expect(tests.map(({ from }) => from).sort()).toEqual(['+15005550006', 'INSAT']);
    expect(await web.sql(`SELECT count(*)::int AS n FROM message WHERE text = $1`, [tests[0]!.body])).toEqual(
      [{ n: 0 }],
    );
  });

  test('tells what the provider said, and what is wrong with the number', async () => {
    const { data } = (await ask<{ data: Account[] }>('GET', '/channels')).body;
    const { id } = data.find(({ channel, name }) => channel === 'sms' && name === 'default')!;
    twilio.refuse(400, 21614, { message: 'To number is not a mobile number' });
    expect(await ask('POST', `/channels/${id}/test`, { to: '0501119999' })).toMatchObject({
      status: 422,
      body: {
        code: 'channel.test_not_sent',
        params: { code: '21614', detail: 'To number is not a mobile number', uncertain: false },
      },
    });
    expect(await ask('POST', `/channels/${id}/test`, { to: 'somebody' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'to' }] },
    });
    const sandbox = data.find(({ mode, channel }) => channel === 'email' && mode === 'sandbox')!;
    expect(await ask('POST', `/channels/${sandbox.id}/test`, { to: 'a@example.com' })).toMatchObject({
      status: 409,
      body: { code: 'channel.account_not_live' },
    });
    const phone = data.find(({ channel }) => channel === 'phone')!;
    expect(await ask('POST', `/channels/${phone.id}/test`, { to: '0501119999' })).toMatchObject({
      status: 409,
      body: { code: 'channel.nothing_to_test' },
    });
  });
});

describe('a mailbox that is entered in Settings', () => {
  let mailbox: MailServer;
  let smtp: SmtpStandIn;
  let made: Details;
  const mail = (id: string, text: string) =>
    `From: ${id}@example.com\r\nTo: help@example.org\r\nSubject: ${id}\r\nMessage-ID: <${id}@example.com>\r\n\r\n${text}\r\n`;

  beforeAll(async () => {
    [mailbox, smtp] = await Promise.all([startMailServer('help'), startSmtpServer()]);
  });
  afterAll(async () => {
    await smtp?.close();
    await mailbox?.close();
  });

  test('is read and answered at once, and its passwords are not told', async () => {
    made = await add({
      channel: 'email',
      provider: 'mailbox',
      label: 'بريد المساعدات',
      name: 'help',
      settings: {
        from: 'المساعدات <help@example.org>',
        smtpHost: '127.0.0.1',
        smtpPort: String(smtp.port),
        smtpSecurity: 'none',
        imapHost: '127.0.0.1',
        imapPort: String(mailbox.port),
        imapUser: 'help',
        imapPassword: 'a-password',
        imapSecurity: 'none',
        inboundToken: SECRETS[2]!,
      },
    });
    expect(made.settings).toEqual(
      expect.arrayContaining([
        { name: 'imapPassword', value: null, set: true, end: null },
        { name: 'inboundToken', value: null, set: true, end: '0002' },
        { name: 'smtpPassword', value: null, set: false, end: null },
        { name: 'imapUser', value: 'help', set: true, end: null },
      ]),
    );
    await mailbox.deliver(mail('one', 'السلام عليكم'));
    const conversation = await conversationOf('one@example.com');
    expect(conversation.account).toBe('help');
    await reply(conversation, 'وعليكم السلام');
    await waitFor(() => smtp.mails.some(({ raw }) => raw.includes('help@example.org')), {
      message: 'a mail',
    });
  });

  test('is left alone while it is off, and read on from where it was', async () => {
    await ask('PATCH', `/channels/${made.id}`, { enabled: false });
    await mailbox.deliver(mail('two', 'وأنا مطفأ'));
    await ask('PATCH', `/channels/${made.id}`, { enabled: true });
    await conversationOf('two@example.com');
    const { data } = await api.get<{ data: Conversation[] }>('/conversations?view=all&limit=100');
    expect(data.filter(({ account: name }) => name === 'help')).toHaveLength(2);
  });

  test.each([{ imapHost: 'localhost' }, { smtpSecurity: 'tls' }, { imapPort: null }])(
    'sends a saved password nowhere else than it was entered for: %j',
    async (settings) => {
      const moved = await ask('PATCH', `/channels/${made.id}`, { settings });
      expect(moved).toMatchObject({ status: 400 });
      const { errors } = moved.body as { errors: { path: string }[] };
      expect(errors.map(({ path }) => path)).toContain('settings.imapPassword');
    },
  );
});

describe('what is secret', () => {
  test('stands in no answer, no log and no audit line, and not in the clear in the database', async () => {
    const lines = await web.sql<{ action: string; data: Record<string, unknown> }>(
      `SELECT action, data FROM audit_line WHERE subject_kind = 'channel_account' ORDER BY id`,
    );
    expect(lines.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'channel_account.created',
        'channel_account.changed',
        'channel_account.switched_off',
        'channel_account.switched_on',
        'channel_account.tested',
      ]),
    );
    expect(lines.find(({ data }) => JSON.stringify(data['settings']) === '["authToken"]')).toBeDefined();
    const rows = await web.sql<{ settings: Buffer }>(
      'SELECT settings FROM channel_account WHERE settings IS NOT NULL',
    );
    expect(rows).toHaveLength(2);
    const everywhere = [
      ...answered,
      web.logs,
      worker.logs,
      JSON.stringify(lines),
      ...rows.map(({ settings }) => settings.toString('latin1')),
    ];
    for (const secret of [...SECRETS, twilio.authToken]) {
      expect(everywhere.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  test.each([
    ['GET', '/channels/forms'],
    ['POST', '/channels'],
  ])('is no business of officers: %s %s', async (method, path) => {
    await api.post('/staff', {
      email: `${method.toLowerCase()}@insat.test`,
      name: 'Officer',
      role: 'officer',
      password: 'an officer is here',
    });
    const officer = await web.signIn({
      email: `${method.toLowerCase()}@insat.test`,
      password: 'an officer is here',
    });
    const { status } = await officer.request(method, path, method === 'POST' ? {} : undefined);
    expect(status).toBe(403);
  });
});

describe('another secret key', () => {
  test('leaves the hub running, says which credentials it cannot read, and takes them anew', async () => {
    const env = {
      DATA_DIR: web.env['DATA_DIR']!,
      PUBLIC_URL,
      INSAT_SECRET_KEY: 'quite another key than the one it was saved with',
    };
    const other = await startHub({ env, database: web.databaseUrl });
    try {
      const admin = await other.signIn();
      const { data } = await admin.get<{ data: Account[] }>('/channels');
      const stored = data.filter(({ problem }) => problem !== null);
      expect(stored.map(({ name, mode, problem }) => ({ name, mode, problem }))).toEqual([
        { name: 'help', mode: 'off', problem: 'unreadable' },
        { name: 'twilio', mode: 'off', problem: 'unreadable' },
      ]);
      expect(other.logs).toMatch(/sms\/twilio.*credentials cannot be read/);
      const { id } = stored.find(({ name }) => name === 'twilio')!;
      const settings = { accountSid: twilio.accountSid, authToken: twilio.authToken, from: 'INSAT' };
      expect(await admin.patch(`/channels/${id}`, { settings: { from: 'INSAT' } }).catch(String)).toContain(
        '400',
      );
      expect(await admin.patch(`/channels/${id}`, { settings })).toMatchObject({
        mode: 'live',
        problem: null,
      });
    } finally {
      await other.stop();
    }
  });
});
