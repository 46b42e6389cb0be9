import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AccountSettings } from '../../src/channels/core/account-settings.js';
import {
  type ChannelAccount,
  type OutboundMessage,
  SendError,
} from '../../src/channels/core/channel-adapter.js';
import { SmsAdapter } from '../../src/channels/sms/sms.adapter.js';
import { SmsCredentials } from '../../src/channels/sms/sms.credentials.js';
import { refusalOf } from '../../src/channels/sms/sms.errors.js';
import { GatewaySender } from '../../src/channels/sms/sms.gateway-sender.js';
import { SmsMedia } from '../../src/channels/sms/sms.media.js';
import { SmsSender } from '../../src/channels/sms/sms.sender.js';
import { Config, type Environment, environmentSchema } from '../../src/platform/config/config.js';
import { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const ACCOUNT_SID = `AC${'0123456789abcdef'.repeat(2)}`;
const AUTH_TOKEN = 'e'.repeat(32);
const MESSAGE_ID = '0192f0c1-2d3e-7abc-8def-0123456789ab';

class TestConfig extends Config {
  readonly env: Environment;
  readonly publicUrl = 'https://hub.example.org';
  readonly dataDir = '/nonexistent';
  protected readonly secret = Buffer.alloc(32);

  constructor(environment: Record<string, string>) {
    super();
    this.env = environmentSchema.parse(environment);
  }

  derivedKey(): Buffer {
    return Buffer.alloc(32);
  }
}

function adapterWith(environment: Record<string, string>): SmsAdapter {
  const config = new TestConfig(environment);
  const credentials = new SmsCredentials(config, new AccountSettings());
  const sender = new SmsSender(credentials);
  return new SmsAdapter(credentials, sender, new GatewaySender(config), new SmsMedia(credentials));
}

const account: ChannelAccount = { id: MESSAGE_ID, channel: 'sms', name: 'default', mode: 'live' };
const message: OutboundMessage = {
  id: MESSAGE_ID,
  conversationId: MESSAGE_ID,
  account,
  to: { address: '+966501234567', displayName: null },
  text: 'وصلتنا رسالتك، ورقمها 100-0017 👍',
  subject: null,
  language: 'ar',
  attachments: [],
  thread: [],
  template: null,
  automatic: true,
  reference: '100-0017',
};

let twilio: TwilioStandIn;
let environment: Record<string, string>;

beforeEach(async () => {
  twilio = await TwilioStandIn.start({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  environment = {
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM: '+15005550006',
    TWILIO_API_BASE_URL: twilio.url,
  };
});

afterEach(() => twilio.close());

/** What `send` threw. */
async function refusal(sending: Promise<unknown>): Promise<SendError> {
  const error = await sending.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SendError);
  return error as SendError;
}

describe('a message', () => {
  test('is taken by Twilio exactly as written, with the address of its own status callback', async () => {
    const receipt = await adapterWith(environment).send(message);
    const [taken] = twilio.requests;
    expect(receipt).toEqual({ externalId: taken?.message?.sid, status: 'sent' });
    expect(taken?.form).toEqual({
      To: '+966501234567',
      From: '+15005550006',
      Body: message.text,
      StatusCallback: `https://hub.example.org/channels/sms/default/status?message=${MESSAGE_ID}`,
    });
    expect(twilio.violations).toEqual([]);
  });

  test.each([
    [`MG${'a'.repeat(32)}`, 'MessagingServiceSid'],
    ['Insat', 'From'],
    ['89887', 'From'],
  ])('from %s names its sender as %s alone', async (from, field) => {
    await adapterWith({ ...environment, TWILIO_FROM: from }).send(message);
    const { From, MessagingServiceSid } = twilio.requests[0]?.form ?? {};
    expect({ From, MessagingServiceSid }).toEqual({
      From: undefined,
      MessagingServiceSid: undefined,
      [field]: from,
    });
    expect(twilio.violations).toEqual([]);
  });

  test('of the longest length is taken', async () => {
    await adapterWith(environment).send({ ...message, text: 'ا'.repeat(1600) });
    expect(twilio.messages).toHaveLength(1);
  });
});

describe('a refusal', () => {
  test.each([
    [429, 20429, { retryable: true, optedOut: false }],
    [400, 63018, { retryable: true, optedOut: false }],
    [400, 30001, { retryable: true, optedOut: false }],
    [400, 21611, { retryable: true, optedOut: false }],
    [500, 20500, { retryable: true, optedOut: false }],
    [503, 20503, { retryable: true, optedOut: false }],
    [400, 21610, { retryable: false, optedOut: true }],
    [400, 21211, { retryable: false, optedOut: false }],
    [400, 21614, { retryable: false, optedOut: false }],
    [400, 21617, { retryable: false, optedOut: false }],
    [400, 30003, { retryable: false, optedOut: false }],
    [400, 30004, { retryable: false, optedOut: false }],
    [400, 30005, { retryable: false, optedOut: false }],
    [400, 30006, { retryable: false, optedOut: false }],
    [400, 30007, { retryable: false, optedOut: false }],
    [400, 30008, { retryable: false, optedOut: false }],
  ])('of %i with code %i is %o', async (status, code, expected) => {
    twilio.refuse(status, code, { message: 'because' });
    const error = await refusal(adapterWith(environment).send(message));
    expect(error).toMatchObject({ code: String(code), message: 'because', uncertain: false, ...expected });
    expect(twilio.requests).toHaveLength(1);
  });

  test('says how long Twilio wants us to wait', async () => {
    twilio.refuse(429, 20429, { headers: { 'retry-after': '7' } });
    expect(await refusal(adapterWith(environment).send(message))).toMatchObject({ retryAfterMs: 7000 });
  });

  test('is followed by success when the same message is sent again', async () => {
    const adapter = adapterWith(environment);
    twilio.refuse(429, 20429);
    await refusal(adapter.send(message));
    await adapter.send(message);
    expect(twilio.messages).toHaveLength(1);
  });

  test('of the credentials keeps the message, for an administrator to mend them', async () => {
    const error = await refusal(adapterWith({ ...environment, TWILIO_AUTH_TOKEN: 'wrong' }).send(message));
    expect(error).toMatchObject({ code: '20003', retryable: true });
    expect(error.retryAfterMs).toBeGreaterThanOrEqual(60_000);
  });

  test('without JSON is known by its status', () => {
    expect(refusalOf({ statusCode: 502, body: '<html>' })).toMatchObject({
      code: 'HTTP 502',
      retryable: true,
    });
    expect(refusalOf({ statusCode: 302, body: '' })).toMatchObject({ code: 'HTTP 302', retryable: false });
    expect(refusalOf({ statusCode: 504, body: '' })).toMatchObject({ retryable: false, uncertain: true });
  });
});

describe('no answer', () => {
  test('from a host that refuses connections means that nothing was sent', async () => {
    await twilio.close();
    const error = await refusal(adapterWith(environment).send(message));
    expect(error).toMatchObject({ code: 'ECONNREFUSED', retryable: true, uncertain: false });
    twilio = await TwilioStandIn.start({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  });

  test('after the request was handed over leaves the outcome open', async () => {
    twilio.drop();
    const error = await refusal(adapterWith(environment).send(message));
    expect(error).toMatchObject({ uncertain: true, retryable: false });
    expect(twilio.messages).toHaveLength(1);
  });
});

describe('media', () => {
  test('is fetched with the credentials, which its storage never sees', async () => {
    const url = twilio.addMedia('image/jpeg', Buffer.from('a picture'));
    const { stream, contentType } = await adapterWith(environment).fetchMedia(account, url);
    expect(contentType).toBe('image/jpeg');
    expect((await buffer(stream)).toString()).toBe('a picture');
    expect(twilio.lastStorageAuthorization).toBeUndefined();
  });

  test('never sends the credentials to another host, nor reads plain HTTP', async () => {
    const seen: string[] = [];
    const stranger = createServer((request, response) => {
      seen.push(request.headers.authorization ?? 'none');
      response.end('x');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    const error = await refusal(adapterWith(environment).fetchMedia(account, `http://127.0.0.1:${port}/x`));
    expect(error).toMatchObject({ code: 'media.refused', retryable: false });
    expect(seen).toEqual([]);
    await new Promise((resolve) => stranger.close(resolve));
  });

  test.each([
    [404, true],
    [503, true],
    [429, true],
    [410, false],
  ])('answered with %i is tried again: %s', async (status, retryable) => {
    const url = twilio.addMedia('image/jpeg', 'x', { status });
    const error = await refusal(adapterWith(environment).fetchMedia(account, url));
    expect(error).toMatchObject({ code: `HTTP ${status}`, retryable });
  });

  test('of more than 25 MB is cut off, also when no length was stated', async () => {
    const url = twilio.addMedia('video/mp4', Buffer.alloc(26 * 1024 * 1024));
    const { stream } = await adapterWith(environment).fetchMedia(account, url);
    expect(await refusal(buffer(stream))).toMatchObject({ code: 'media.too_large', retryable: false });
  });

  test('of a stated length of more than 25 MB is not read at all', async () => {
    const url = twilio.addMedia('video/mp4', Buffer.alloc(26 * 1024 * 1024), { stateLength: true });
    const error = await refusal(adapterWith(environment).fetchMedia(account, url));
    expect(error).toMatchObject({ code: 'media.too_large', retryable: false });
  });

  test('on a host that is away is tried again', async () => {
    const url = twilio.addMedia('image/jpeg', 'x');
    const adapter = adapterWith(environment);
    await twilio.close();
    expect(await refusal(adapter.fetchMedia(account, url))).toMatchObject({ retryable: true });
    twilio = await TwilioStandIn.start({ accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN });
  });
});

describe('the account', () => {
  test.each([
    [['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'], 'live'],
    [['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'], 'sandbox'],
    [['TWILIO_AUTH_TOKEN', 'TWILIO_FROM'], 'sandbox'],
    [[], 'sandbox'],
  ])('with %j is %s', (names, mode) => {
    const some = Object.fromEntries(names.map((name) => [name, environment[name] ?? '']));
    expect(adapterWith(some).modeOf('default')).toBe(mode);
  });

  test('that nobody made is off', () => {
    expect(adapterWith(environment).modeOf('second')).toBe('off');
  });
});
