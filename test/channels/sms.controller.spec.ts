import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { AccountSettings } from '../../src/channels/core/account-settings.js';
import { ChannelAccounts } from '../../src/channels/core/channel-accounts.js';
import type { ChannelAccount, ChannelType } from '../../src/channels/core/channel-adapter.js';
import { AccountNotFoundError, GatewayUnavailableError } from '../../src/channels/core/channels.errors.js';
import { type InboundEvent, InboundGateway } from '../../src/channels/core/inbound-gateway.js';
import { SmsModule } from '../../src/channels/sms/sms.module.js';
import { parseSms } from '../../src/channels/sms/sms.parser.js';
import { createHttpAdapter } from '../../src/http-adapter.js';
import { Config, type Environment, environmentSchema } from '../../src/platform/config/config.js';
import { ProblemFilter } from '../../src/platform/http/problem.filter.js';
import { signTwilio, TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
const AUTH_TOKEN = 'f'.repeat(32);
const PUBLIC_URL = 'https://hub.example.org/insat';
const SANDBOX_TOKEN = Buffer.alloc(32, 7).toString('hex');
const OUR_ID = '0192f0c1-2d3e-7abc-8def-0123456789ab';

class TestConfig extends Config {
  readonly env: Environment;
  readonly publicUrl = PUBLIC_URL;
  readonly dataDir = '/nonexistent';
  protected readonly secret = Buffer.alloc(32);

  constructor(environment: Record<string, string>) {
    super();
    this.env = environmentSchema.parse(environment);
  }

  derivedKey(purpose: string): Buffer {
    return purpose === 'sandbox:sms' ? Buffer.alloc(32, 7) : Buffer.alloc(32, 1);
  }
}

/** Keeps what reached the journal; `error` is thrown instead when set. */
class KeptEvents extends InboundGateway {
  readonly events: InboundEvent[] = [];
  error: Error | null = null;

  async receive(_account: ChannelAccount, events: InboundEvent[]): Promise<void> {
    if (this.error) throw this.error;
    this.events.push(...events);
  }
}

const account: ChannelAccount = { id: OUR_ID, channel: 'sms', name: 'default', mode: 'live' };
const accounts: Pick<ChannelAccounts, 'named'> = {
  named(channel: ChannelType, name: string) {
    if (channel === 'sms' && name === 'default') return account;
    throw new AccountNotFoundError(`${channel}/${name}`);
  },
};

/** The SMS door on a real port, with the hub's own HTTP server in front and a journal of memory behind. */
async function openDoor(environment: Record<string, string>) {
  const journal = new KeptEvents();
  @Global()
  @Module({
    providers: [
      { provide: Config, useValue: new TestConfig(environment) },
      { provide: InboundGateway, useValue: journal },
      { provide: ChannelAccounts, useValue: accounts },
      AccountSettings,
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
    exports: [Config, InboundGateway, ChannelAccounts, AccountSettings],
  })
  class Surroundings {}
  const module = await Test.createTestingModule({ imports: [Surroundings, SmsModule] }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(createHttpAdapter(), {
    bodyParser: false,
    logger: false,
  });
  await app.listen(0, '127.0.0.1');
  return { app, journal, deliverTo: await app.getUrl() };
}

const inboundUrl = `${PUBLIC_URL}/channels/sms/default/inbound`;
let twilio: TwilioStandIn;
let door: Awaited<ReturnType<typeof openDoor>>;
let sandbox: Awaited<ReturnType<typeof openDoor>>;

beforeAll(async () => {
  twilio = await TwilioStandIn.start({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  door = await openDoor({
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM: '+15005550006',
  });
  sandbox = await openDoor({});
});

afterAll(async () => {
  await Promise.all([door.app.close(), sandbox.app.close(), twilio.close()]);
});

afterEach(() => {
  door.journal.events.length = 0;
  door.journal.error = null;
  sandbox.journal.events.length = 0;
});

/** Delivered to the local port although signed for PUBLIC_URL, as behind a proxy that drops its path. */
function post(url: string, form: Record<string, string>, options: object = {}, at = door): Promise<Response> {
  const { origin, pathname, search } = new URL(url);
  const signature = signTwilio(AUTH_TOKEN, url, form);
  const local = `${origin}${pathname.replace('/insat/', '/')}${search}`;
  return twilio.post(local, form, { signature, deliverTo: at.deliverTo, ...options });
}

const formOf = (more: Record<string, string> = {}) =>
  twilio.inboundForm({ from: '+966501234567', body: 'السلام عليكم', ...more });

describe('a signed inbound message', () => {
  test('is journalled as its very bytes and acknowledged with empty TwiML', async () => {
    const form = formOf({ messageSid: `SM${'1'.repeat(32)}`, Unheard: 'of' });
    const response = await post(inboundUrl, form);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/xml/);
    expect(await response.text()).toMatch(/^<\?xml[^>]*\?><Response\/>$/);
    expect(door.journal.events).toEqual([
      {
        kind: 'message',
        externalId: `SM${'1'.repeat(32)}`,
        sender: '+966501234567',
        raw: Buffer.from(new URLSearchParams(form).toString()),
      },
    ]);
  });

  test('keeps the same id and lane when it is sent again in another spelling of the number', async () => {
    const form = formOf({ messageSid: 'SM1' });
    await post(inboundUrl, form);
    await post(inboundUrl, { ...form, From: '00966501234567' });
    const [first, second] = door.journal.events;
    expect([second?.externalId, second?.sender]).toEqual([first?.externalId, first?.sender]);
  });

  test('of 10,000 characters is taken whole', async () => {
    const body = 'ا'.repeat(10_000);
    expect((await post(inboundUrl, formOf({ body }))).status).toBe(200);
    const raw = door.journal.events[0]?.raw as Buffer;
    const parsed = parseSms({ id: 'e', externalId: 'SM1', raw, receivedAt: new Date(), account });
    expect(parsed.message?.text).toBe(body);
  });

  test('is not acknowledged when it cannot be made durable', async () => {
    door.journal.error = new GatewayUnavailableError();
    expect((await post(inboundUrl, formOf())).status).toBe(503);
  });
});

describe('a status callback', () => {
  const url = `${PUBLIC_URL}/channels/sms/default/status?message=${OUR_ID}`;
  const form = {
    SmsSid: 'SM9',
    SmsStatus: 'delivered',
    MessageStatus: 'delivered',
    To: '+966501234567',
    MessageSid: 'SM9',
    AccountSid: ACCOUNT_SID,
    From: '+15005550006',
    ApiVersion: '2010-04-01',
  };

  test('is an event of its own for each step, in the lane of its message', async () => {
    expect((await post(url, form)).status).toBe(200);
    expect((await post(url, { ...form, MessageStatus: 'sent' })).status).toBe(200);
    expect(door.journal.events.map(({ kind, externalId, sender }) => [kind, externalId, sender])).toEqual([
      ['status', 'SM9:delivered', 'SM9'],
      ['status', 'SM9:sent', 'SM9'],
    ]);
  });

  test('names our own message by the address we gave with it', async () => {
    await post(url, form);
    const { externalId = '', raw = Buffer.alloc(0) } = door.journal.events[0] ?? {};
    const { statuses } = parseSms({ id: 'e', externalId, raw, receivedAt: new Date(), account });
    expect(statuses).toMatchObject([{ messageId: OUR_ID, externalId: 'SM9', status: 'delivered' }]);
  });

  test("with another message's id in the address is refused", async () => {
    const signature = signTwilio(AUTH_TOKEN, url, form);
    const response = await post(url.replace(OUR_ID, OUR_ID.replace('0', '1')), form, { signature });
    expect(response.status).toBe(403);
  });

  test('without a status is refused by name', async () => {
    const { MessageStatus: _, ...rest } = form;
    const response = await post(url, rest);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('MessageStatus');
    expect(door.journal.events).toEqual([]);
  });
});

describe('the door', () => {
  test.each<[string, number, () => Promise<Response>]>([
    ['nobody signed', 403, () => post(inboundUrl, formOf(), { signature: null })],
    ['somebody else signed', 403, () => post(inboundUrl, formOf(), { signature: `${'A'.repeat(27)}=` })],
    [
      'was signed for the address that a proxy header names',
      403,
      () =>
        post(inboundUrl, formOf({ messageSid: 'SM5' }), {
          signature: signTwilio(AUTH_TOKEN, 'https://evil.example/channels/sms/default/inbound', formOf()),
          headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
        }),
    ],
    [
      'comes from another account',
      403,
      () => post(inboundUrl, { ...formOf(), AccountSid: `AC${'9'.repeat(32)}` }),
    ],
    ['names an account we do not have', 404, () => post(inboundUrl.replace('default', 'other'), formOf())],
    ['lacks MessageSid', 400, () => post(inboundUrl, { ...formOf(), MessageSid: '' })],
    ['lacks From', 400, () => post(inboundUrl, { ...formOf(), From: ' ' })],
    ['has a NUL in its id', 400, () => post(inboundUrl, formOf({ messageSid: 'SM\0' }))],
    ['is 2 MB long', 413, () => post(inboundUrl, formOf({ body: 'a'.repeat(2 * 1024 * 1024) }))],
    ['is JSON', 400, () => post(inboundUrl, {}, { headers: { 'content-type': 'application/json' } })],
    ['is text', 415, () => post(inboundUrl, {}, { headers: { 'content-type': 'text/plain' } })],
  ])('refuses what %s with %i', async (_what, status, send) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(door.journal.events).toEqual([]);
  });

  test('refuses a body that is not UTF-8 rather than failing', async () => {
    const response = await fetch(`${door.deliverTo}/channels/sms/default/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'x' },
      body: Buffer.from([0x42, 0x3d, 0xff, 0xfe, 0x25, 0x5a, 0x5a, 0x26, 0x3d, 0x3d]),
    });
    expect(response.status).toBe(403);
  });

  test('counts each value of a repeated field in the signature', async () => {
    const form = { ...formOf(), Extra: ['b', 'a', 'b'] } as unknown as Record<string, string>;
    expect((await post(inboundUrl, form)).status).toBe(200);
  });
});

describe('the door without an auth token', () => {
  test('refuses what is unsigned, or signed with an empty token, and says why', async () => {
    const refused = [
      await post(inboundUrl, formOf(), { signature: null }, sandbox),
      await post(inboundUrl, formOf(), { signature: signTwilio('', inboundUrl, formOf()) }, sandbox),
    ];
    expect(refused.map((response) => response.status)).toEqual([403, 403]);
    expect(await refused[1]?.text()).toContain('TWILIO_AUTH_TOKEN');
    expect(sandbox.journal.events).toEqual([]);
  });

  test("takes what the hub's own demo signs with the key derived for it", async () => {
    const form = formOf({ messageSid: 'SM7' });
    const signature = signTwilio(SANDBOX_TOKEN, inboundUrl, form);
    expect((await post(inboundUrl, form, { signature }, sandbox)).status).toBe(200);
    expect(sandbox.journal.events.map((event) => event.externalId)).toEqual(['SM7']);
  });
});
