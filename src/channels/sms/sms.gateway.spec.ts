import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { AddressRefusedError, callOutside, requireOutside } from '../../platform/http/outside.js';
import { SendError } from '../core/channel-adapter.js';
import { acceptedId } from './sms.gateway-answer.js';
import { journalled, parseGateway } from './sms.gateway-parser.js';
import { GATEWAY_PRESETS } from './sms.gateway-presets.js';
import { requestOf } from './sms.gateway-sender.js';
import { type GatewaySettings, gatewaySettings } from './sms.gateway-settings.js';
import { addressOf, formattedNumber, valueAt } from './sms.gateway-template.js';

const ID = '0199a1b2-0000-7000-8000-000000000001';
const SECRET = 'a secret & more="';
const entered = {
  sender: 'INSAT',
  user: 'charity',
  secret: SECRET,
  url: 'https://api.example.com/send?v=2',
  body: 'to={to}\ntext={text}\nfrom={sender}\nref={messageId}\nkey={secret}',
};
const settings = (more: object = {}): GatewaySettings =>
  gatewaySettings(false).parse({ ...entered, ...more });
const wrongs = (more: object) =>
  (gatewaySettings(false).safeParse({ ...entered, ...more }).error?.issues ?? []).map(({ path }) => path[0]);
const message = (text: string, to = '+966501234567') => ({
  id: ID,
  text,
  to: { address: to, displayName: null },
});
const receivedAt = new Date('2026-01-01T00:00:00Z');

describe('a request to a gateway', () => {
  const hostile = 'a&to=+1\n"x": {secret} \\ مرحبا 👍 %00';

  test('keeps a message one field of a form, whatever stands in it', () => {
    const { body, url, headers } = requestOf(settings(), message(hostile));
    expect(Object.fromEntries(new URLSearchParams(body!))).toEqual({
      to: '966501234567',
      text: hostile,
      from: 'INSAT',
      ref: ID,
      key: SECRET,
    });
    expect(url.href).toBe('https://api.example.com/send?v=2');
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('keeps a message one string of JSON, whatever stands in it', () => {
    const template = '{"to": ["{to}"], "n": 1, "deep": {"text": "«{text}»", "key": "{secret}"}}';
    const { body } = requestOf(settings({ encoding: 'json', body: template }), message(hostile));
    expect(JSON.parse(body!)).toEqual({
      to: ['966501234567'],
      n: 1,
      deep: { text: `«${hostile}»`, key: SECRET },
    });
  });

  test('stands in the address where the gateway wants it there', () => {
    const { body, url, method } = requestOf(settings({ method: 'GET', encoding: 'query' }), message(hostile));
    expect([body, method]).toEqual([null, 'GET']);
    expect(url.searchParams.get('text')).toBe(hostile);
    expect(url.searchParams.get('v')).toBe('2');
    expect(url.origin + url.pathname).toBe('https://api.example.com/send');
  });

  test.each([
    ['bearer', {}, { authorization: 'Bearer key' }],
    ['basic', {}, { authorization: `Basic ${Buffer.from('charity:key').toString('base64')}` }],
    ['header', { authHeader: 'X-Api-Key' }, { 'x-api-key': 'key' }],
    ['none', { headers: 'X-User: {user}\nX-Sender: {sender}' }, { 'x-user': 'charity', 'x-sender': 'INSAT' }],
  ])('signs in by %s', (auth, more, headers) => {
    expect(requestOf(settings({ auth, secret: 'key', ...more }), message('x')).headers).toMatchObject(
      headers,
    );
  });

  test.each([
    ['+966501234567', 'plus', '+966501234567'],
    ['+966501234567', 'international', '966501234567'],
    ['+966501234567', 'local', '0501234567'],
    ['+971501234567', 'local', '971501234567'],
  ] as const)('writes %s %s as %s', (number, format, written) => {
    expect(formattedNumber(number, format)).toBe(written);
  });

  test.each([
    ['966501234567', '+966501234567'],
    ['00966501234567', '+966501234567'],
    ['0501234567', '+966501234567'],
    ['501234567', '+966501234567'],
    ['٠٥٠١٢٣٤٥٦٧', '+966501234567'],
    ['STC', 'STC'],
    ['700102', '700102'],
  ])('reads %s as %s', (written, address) => {
    expect(addressOf(written)).toBe(address);
  });
});

describe('the description of a gateway', () => {
  test.each<[string, object, string]>([
    ['http', { url: 'http://api.example.com' }, 'url'],
    ['a loopback address', { url: 'https://127.0.0.1/x' }, 'url'],
    ['a loopback address of IPv6', { url: 'https://[::1]/x' }, 'url'],
    ['IPv4 in the clothes of IPv6', { url: 'https://[::ffff:10.0.0.1]/x' }, 'url'],
    ['a private address, written as a number', { url: 'https://167772161/x' }, 'url'],
    ['the address of a cloud machine’s secrets', { url: 'https://169.254.169.254/latest' }, 'url'],
    ['localhost', { url: 'https://localhost/x' }, 'url'],
    ['a password in the address', { url: 'https://a:b@api.example.com/' }, 'url'],
    ['a placeholder that there is not', { body: 'to={to}&{constructor}={text}' }, 'body'],
    ['a template without the text', { body: 'to={to}' }, 'body'],
    ['JSON that is none', { encoding: 'json', body: '{to} {text}' }, 'body'],
    ['the message in a header', { headers: 'X-Text: {text}' }, 'headers'],
    ['a header that is none', { headers: 'X Y: z' }, 'headers'],
    ['a meaning that there is not', { errorMap: '1 = perhaps' }, 'errorMap'],
    ['a status that there is not', { statusMap: 'OK = arrived' }, 'statusMap'],
    ['a path that is none', { idPath: 'data["id"]' }, 'idPath'],
    [
      'webhooks that anybody could call',
      { inboundFromPath: 'from', inboundTextPath: 'text' },
      'webhookToken',
    ],
    ['a key for no header', { auth: 'header' }, 'authHeader'],
  ])('is refused with %s', (_what, more, field) => {
    expect(wrongs(more)).toContain(field);
  });

  test.each(GATEWAY_PRESETS.map(({ name, values }) => [name, values] as const))(
    'of %s needs no more than a key, a sender and perhaps a user',
    (_name, values) => {
      const { sender, user, secret } = entered;
      expect(
        gatewaySettings(false).safeParse({ ...values, sender, user, secret }).error?.issues,
      ).toBeUndefined();
    },
  );

  test('finds nothing on the way up of an object', () => {
    expect(valueAt({ a: [{ b: 1 }] }, 'a[0].b')).toBe(1);
    expect(valueAt({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1);
    expect(valueAt({}, 'constructor.name')).toBeUndefined();
    expect(valueAt({ a: 'text' }, 'a.length')).toBeUndefined();
  });
});

describe('the answer of a gateway', () => {
  const gateway = settings({
    successPath: 'ok',
    successValues: 'true, 1',
    idPath: 'data.id',
    errorPath: 'code',
    errorTextPath: 'why',
    errorMap: '10 = retry\n20 = opted_out\n30 = no_credit\n40 = credentials\n50 = final',
  });
  const refusal = (status: number, body: unknown, headers = {}) => {
    try {
      acceptedId(
        gateway,
        { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) },
        ID,
      );
    } catch (error) {
      if (error instanceof SendError) return error;
      throw error;
    }
    throw new Error('It was accepted');
  };

  test('gives the id, or ours where it gives none', () => {
    const said = (body: unknown) =>
      acceptedId(gateway, { status: 200, headers: {}, text: JSON.stringify(body) }, ID);
    expect(said({ ok: true, data: { id: 42 } })).toBe('42');
    expect(said({ ok: 'TRUE' })).toBe(ID);
    const text = '{"ok":true,"data":{"id":9007199254740993}}';
    expect(acceptedId(gateway, { status: 200, headers: {}, text }, ID)).toBe('9007199254740993');
    const plain = settings({ successPath: 'text', successValues: '1' });
    expect(acceptedId(plain, { status: 200, headers: {}, text: ' 1\n' }, ID)).toBe(ID);
  });

  test.each([
    ['10', { retryable: true, retryAfterMs: null }],
    ['20', { retryable: false, optedOut: true }],
    ['30', { retryable: true, retryAfterMs: 900_000 }],
    ['40', { retryable: true, retryAfterMs: 60_000 }],
    ['50', { retryable: false, optedOut: false }],
    ['99', { retryable: false, uncertain: false }],
  ])('with code %s means what the map says', (code, meant) => {
    expect(refusal(200, { ok: false, code, why: 'because' })).toMatchObject({
      code,
      message: 'because',
      ...meant,
    });
  });

  test.each([
    [401, { retryable: true, retryAfterMs: 60_000 }],
    [402, { retryable: true, retryAfterMs: 900_000 }],
    [429, { retryable: true, retryAfterMs: 7_000 }],
    [503, { retryable: true, retryAfterMs: 7_000 }],
    [500, { retryable: false, uncertain: true }],
    [504, { retryable: false, uncertain: true }],
    [400, { retryable: false, uncertain: false }],
  ])('with HTTP %s and no code means what HTTP says', (status, meant) => {
    const headers = [429, 503].includes(status) ? { 'retry-after': '7' } : {};
    expect(refusal(status, '<html>', headers)).toMatchObject({ code: `HTTP ${status}`, ...meant });
  });

  test('never repeats the key, though the gateway does', () => {
    expect(refusal(200, { ok: false, code: '50', why: `wrong: key=${SECRET}` }).message).toBe(
      'wrong: key=•••',
    );
  });
});

describe('what a gateway sends', () => {
  const gateway = settings({
    webhookToken: '0123456789abcdef',
    reportIdPath: 'id',
    reportMessagePath: 'ref',
    reportStatusPath: 'state',
    reportErrorPath: 'err',
    statusMap: 'DELIVRD = delivered\nUNDELIV = failed\nACCEPTD = ignored',
    errorMap: '20 = opted_out',
    inboundFromPath: 'msg.from',
    inboundTextPath: 'msg.text',
  });
  const parsed = (event: 'message' | 'report', body: string) =>
    parseGateway(gateway, { raw: journalled(event, Buffer.from(body)), receivedAt });

  test('is a message, as JSON', () => {
    const { message: read } = parsed('message', '{"msg":{"from":"966501234567","text":"إيقاف"}}');
    expect(read).toMatchObject({
      sender: { address: '+966501234567' },
      text: 'إيقاف',
      consent: 'out',
      language: 'ar',
    });
  });

  test('names the message by all the digits of its number', () => {
    const body = '{"id":76543210987654321,"state":"DELIVRD"}';
    expect(parsed('report', body).statuses).toMatchObject([{ externalId: '76543210987654321' }]);
  });

  test.each([
    ['id=7&state=DELIVRD&ref=x', { externalId: '7', messageId: null, status: 'delivered', code: null }],
    [
      `state=undeliv&ref=${ID}&err=20`,
      { externalId: null, messageId: ID, status: 'failed', code: '20', optedOut: true },
    ],
    ['id=7&state=UNDELIV', { status: 'failed', code: 'UNDELIV' }],
  ])('is a report, as a form: %s', (body, status) => {
    expect(parsed('report', body).statuses).toMatchObject([status]);
  });

  test.each(['id=7&state=ACCEPTD', 'id=7&state=SOMETHING'])('proves nothing: %s', (body) => {
    expect(parsed('report', body)).toEqual({ message: null, statuses: [] });
  });

  test.each([
    ['message', '{"text":"x"}', 'no sender at msg.from'],
    ['report', 'id=7', 'no status at state'],
  ] as const)('is set aside with the field that is missing: %s %s', (event, body, words) => {
    expect(() => parsed(event, body)).toThrow(words);
  });
});

describe('a call to the outside', () => {
  const call = (url: string) => callOutside(new URL(url), { method: 'GET', headers: {}, timeoutMs: 5_000 });

  test('is not made to a name that leads into our own network', async () => {
    // This machine's own name passes the look at it, and is found out where it would be connected to.
    await expect(call(`https://${hostname()}/`)).rejects.toMatchObject({ code: 'address_refused' });
    expect(() => requireOutside(new URL('https://printer.local/'))).toThrow(AddressRefusedError);
    await expect(call('https://192.168.1.1/')).rejects.toThrow(AddressRefusedError);
  });
});
