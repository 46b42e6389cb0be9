import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import { waitFor } from '../harness/index.js';
import { formBody, signTwilio, type TwilioFields } from '../harness/twilio-stand-in.mjs';
import {
  EMAIL_TOKEN,
  expectProblem,
  type List,
  OpenDoors,
  PUBLIC_URL,
  SMS_DOOR,
  website,
} from './bad-input.doors.js';

const MEGABYTE = 1024 * 1024;
const NOBODY = '0199a1b2-0000-7000-8000-000000000001';
const STATUS_DOOR = '/channels/sms/default/status';
/** Shown as it was written: zero-width, bidi control, combining and beyond the first plane. */
const STRANGE = 'a\u200b\u200d\u202eevil\u2066\u200fم\u0651حمد 👨‍👩‍👧 <b>&amp;</b> \u2028 end';

let doors: OpenDoors;

beforeAll(async () => {
  doors = await OpenDoors.start();
});

afterAll(() => doors?.stop());

const JSON_DOORS: [string, string][] = [
  ['POST', '/api/v1/auth/login'],
  ['POST', `/api/v1/conversations/${NOBODY}/replies`],
  ['PUT', '/api/v1/settings'],
  ['PATCH', '/api/v1/auth/me'],
  ['POST', '/api/v1/staff'],
  ['POST', website('visitors')],
  ['POST', website('messages')],
  ['PUT', website('contact')],
  ['PUT', website('read')],
];

async function credentials(path: string): Promise<Record<string, string>> {
  return path.startsWith('/api') ? { cookie: doors.admin.cookie } : (await doors.newVisitor()).headers;
}

describe('a body that cannot be read', () => {
  test.each(JSON_DOORS)('is refused at %s %s', async (method, path) => {
    const headers = { ...(await credentials(path)), 'content-type': 'application/json' };
    const bodies = [
      '',
      '{',
      '[]',
      'null',
      '"text"',
      '{"text": "\\ud83d',
      '{"__proto__": {"role": "administrator"}}',
      '{"constructor": {"prototype": {"role": "administrator"}}}',
      '['.repeat(100_000),
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    ];
    for (const body of bodies) expectProblem(await doors.call(method, path, body, headers));
    expectProblem(await doors.call(method, path, Buffer.alloc(20 * MEGABYTE, ' '), headers), 413);
  });

  test.each([
    'text/plain',
    'application/xml',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'message/rfc822',
    ';;;',
  ])('is refused when it calls itself %s', async (type) => {
    for (const [method, path] of JSON_DOORS) {
      const headers = { ...(await credentials(path)), 'content-type': type };
      expectProblem(await doors.call(method, path, '{"text":"x"}', headers));
    }
  });

  test('is refused at the upload', async () => {
    for (const [type, body] of [
      ['application/json', '{}'],
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=x', '--x\r\n\r\n'],
      [
        'multipart/form-data; boundary=x',
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncut off',
      ],
      ['multipart/form-data; boundary=x', '--x--\r\n'],
    ] as const) {
      expectProblem(
        await doors.call('POST', '/api/v1/uploads', body, {
          cookie: doors.admin.cookie,
          'content-type': type,
        }),
      );
      expectProblem(
        await doors.call('POST', website('attachments'), body, {
          ...(await doors.newVisitor()).headers,
          'content-type': type,
        }),
      );
    }
    const large = new FormData();
    large.append('file', new Blob([Buffer.alloc(21 * MEGABYTE)]), 'large.bin');
    expectProblem(await doors.call('POST', '/api/v1/uploads', large, { cookie: doors.admin.cookie }), 413);
  });

  test('changes no prototype', async () => {
    await doors.call('POST', website('visitors'), '{"language":"ar","__proto__":{"polluted":1}}', {
      'content-type': 'application/json',
    });
    await doors.sms(
      doors.fields('+966500000002', 'x', { __proto__x: '1', ['__proto__']: 'y', constructor: 'z' }),
    );
    expect((await doors.messagesOf('+966500000002'))[0]).toMatchObject({ text: 'x' });
    expect((await doors.call('GET', '/health/live')).body['polluted']).toBeUndefined();
  });
});

describe('an address that leads nowhere', () => {
  test.each([
    '/api/v1/conversations/%ff',
    '/api/v1/conversations/%00',
    '/api/v1/%',
    `/api/v1/conversations/${'a'.repeat(400)}`,
    '/api/v1/conversations/__proto__',
    "/api/v1/conversations/1' OR '1'='1",
    '/api/v1/attachments/..%2f..%2f..%2fetc%2fpasswd',
    '/channels/website/__proto__/session',
    '/channels/nowhere',
    '/..%2f..%2fpackage.json',
    '/assets/..%2f..%2fmain.js',
    '/%00',
  ])('%s', async (path) => {
    expectProblem(await doors.call('GET', path, undefined, { cookie: doors.admin.cookie }));
  });

  test('is the account that nobody has', async () => {
    for (const path of ['sms/other/inbound', 'sms/__proto__/status', 'website/other/visitors']) {
      const type = path.startsWith('sms') ? 'application/x-www-form-urlencoded' : 'application/json';
      const body = path.startsWith('sms') ? 'a=b' : '{"language":"ar"}';
      expectProblem(await doors.call('POST', `/channels/${path}`, body, { 'content-type': type }), 404);
    }
    expectProblem(await doors.mail('From: a@b.c\r\n\r\nx', {}, 'other'), 404);
  });
});

describe('a list asked for oddly', () => {
  const cursor = (keys: unknown) => `cursor=${Buffer.from(JSON.stringify(keys)).toString('base64url')}`;

  test.each([
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=Infinity',
    'limit=1&limit=2',
    `cursor=${'a'.repeat(900)}`,
    `cursor=${'a'.repeat(5000)}`,
    'cursor=%00',
    cursor(['0000-01-01T00:00:00Z', NOBODY]),
    cursor(["2026-01-01T00:00:00Z'; DROP TABLE staff", NOBODY]),
    cursor({ a: 1 }),
    cursor([[[[]]]]),
    'status=x',
    'view=__proto__',
    'team=1',
    `q=${'a'.repeat(201)}`,
    'q=%00',
  ])('is refused: %s', async (query) => {
    expectProblem(
      await doors.call('GET', `/api/v1/conversations?${query}`, undefined, { cookie: doors.admin.cookie }),
      400,
    );
  });

  test("takes what stands in q for a person's name and for nothing else", async () => {
    await doors.aConversation();
    for (const q of ["' OR 1=1--", '%', '_', '\\', "'; DROP TABLE staff;--", '%_'.repeat(100), '\u202e$1"']) {
      const answer = await doors.admin.get<List<unknown>>(
        `/conversations?status=all&q=${encodeURIComponent(q)}`,
      );
      expect(answer.data).toEqual([]);
    }
    expect((await doors.admin.get<List<unknown>>('/conversations')).data.length).toBeGreaterThan(0);
  });
});

describe('texts that are hard to keep', () => {
  test('come in by SMS as they are', async () => {
    const from = '+966500000010';
    for (const text of [STRANGE, 'x'.repeat(10_000), '%F0%9F%98%80 %zz', '@'.repeat(10_000)]) {
      expect((await doors.sms(doors.fields(from, text))).status).toBe(200);
    }
    const texts = (await doors.messagesOf(from, 4)).map(({ text }) => text);
    expect(texts).toEqual(['@'.repeat(10_000), '%F0%9F%98%80 %zz', 'x'.repeat(10_000), STRANGE]);
  });

  test('come in by SMS without the NUL and with a mark for bytes that are no text', async () => {
    const from = '+966500000011';
    expect((await doors.sms(doors.fields(from, 'a\0b'))).status).toBe(200);
    const form = doors.fields(from, 'INVALID');
    const signature = doors.signatureOf({ ...form, Body: 'bad \ufffd byte' });
    const answer = await doors.call('POST', SMS_DOOR, formBody(form).replace('INVALID', 'bad+%FF+byte'), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signature,
    });
    expect(answer.status).toBe(200);
    expect((await doors.messagesOf(from, 2)).map(({ text }) => text)).toEqual(['bad \ufffd byte', 'ab']);
  });

  test('come in by the website as they are', async () => {
    const visitor = await doors.newVisitor();
    expect((await doors.say(visitor, STRANGE)).status).toBe(201);
    expect((await doors.say(visitor, 'x'.repeat(10_000))).status).toBe(201);
    expect((await doors.say(visitor, '@'.repeat(10_000))).status).toBe(201);
    const escaped = await doors.call(
      'POST',
      website('messages'),
      `{"id":"${uuidv7()}","text":"half \\ud83d, NUL \\u0000, whole \\ud83d\\ude00, slash \\\\ud800"}`,
      visitor.headers,
    );
    expect(escaped.status).toBe(201);
    expectProblem(await doors.say(visitor, 'x'.repeat(10_001)), 400);
    expectProblem(await doors.say(visitor, '\u0000'), 400);
    const texts = (await doors.messagesOf(visitor.id, 4)).map(({ text }) => text);
    expect(texts).toEqual([
      'half \ufffd, NUL , whole 😀, slash \\ud800',
      '@'.repeat(10_000),
      'x'.repeat(10_000),
      STRANGE,
    ]);
  });

  test('come in by e-mail as they are', async () => {
    const words = `${STRANGE.replace('\u2028', '')}\n${'x'.repeat(10_000)}`;
    const head = 'From: Strange <strange@example.com>\r\nMessage-ID: <strange@example.com>\r\n';
    const subject = `Subject: =?utf-8?B?${Buffer.from('ab\u202ecd\u200be').toString('base64')}?=\r\n`;
    const body = `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(words).toString('base64')}\r\n`;
    expect((await doors.mail(head + subject + body)).status).toBe(202);
    const [message] = await doors.messagesOf('strange@example.com');
    expect(message).toMatchObject({ text: words, subject: 'ab\u202ecd\u200be' });
  });

  test("are kept in officers' own words, or refused", async () => {
    const { id, contactPoint } = await doors.aConversation();
    const me = (await doors.admin.get<{ staff: { id: string } }>('/auth/me')).staff.id;
    const note = await doors.admin.post<MessageView>(`/conversations/${id}/notes`, { text: STRANGE });
    expect(note.text).toBe(STRANGE);
    const settings = await doors.admin.get<object>('/settings');
    for (const [text, isKept] of [
      ['half \ud800', true],
      ['NUL \0', false],
    ] as const) {
      const answers = [
        await doors.admin.request('POST', `/conversations/${id}/notes`, { text }),
        await doors.admin.request('POST', `/conversations/${id}/replies`, { text }),
        await doors.admin.request('PUT', `/conversations/${id}/assignment`, { assigneeId: me, reason: text }),
        await doors.admin.request('PUT', `/conversations/${id}/assignment`, {
          assigneeId: null,
          reason: text,
        }),
        await doors.admin.request('PATCH', `/contact-points/${contactPoint.id}`, { displayName: text }),
        await doors.admin.request('PATCH', '/auth/me', { name: text }),
        await doors.admin.request('PUT', '/settings', {
          ...settings,
          holidays: [{ day: '2026-09-23', name: text }],
        }),
      ];
      for (const { status } of answers) {
        if (isKept) expect(Math.floor(status / 100)).toBe(2);
        else expect([200, 201, 400]).toContain(status);
      }
    }
    const late = await doors.admin.request('POST', '/auth/tokens', {
      name: 'late',
      expiresAt: '2030-01-01T00:00:00+23:59',
    });
    expect(late.status).toBe(400);
  });
});

describe('a webhook that Twilio did not sign', () => {
  const from = '+966599887766';
  const body = 'كلام سري جدا';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };

  test('is refused, and logged with the reason and nothing about the person', async () => {
    const form = doors.fields(from, body);
    const signed = doors.signatureOf(form);
    const attempts: [Record<string, string>, TwilioFields, string][] = [
      [{}, form, 'X-Twilio-Signature is missing'],
      [{ 'x-twilio-signature': '' }, form, 'X-Twilio-Signature does not fit'],
      [{ 'x-twilio-signature': 'x'.repeat(signed.length) }, form, 'X-Twilio-Signature does not fit'],
      [{ 'x-twilio-signature': signed }, { ...form, Body: 'another' }, 'X-Twilio-Signature does not fit'],
      [
        { 'x-twilio-signature': signTwilio('another token', PUBLIC_URL + SMS_DOOR, form) },
        form,
        'X-Twilio-Signature does not fit',
      ],
      [
        { 'x-twilio-signature': signTwilio(doors.twilio.authToken, doors.hub.url + SMS_DOOR, form) },
        form,
        'X-Twilio-Signature does not fit',
      ],
    ];
    for (const [signature, sent, reason] of attempts) {
      const before = doors.hub.logs.length;
      expectProblem(await doors.call('POST', SMS_DOOR, formBody(sent), { ...headers, ...signature }), 403);
      await waitFor(() => doors.hub.logs.slice(before).includes(reason), {
        message: `"${reason}" in the log`,
      });
    }
    for (const secret of [from.slice(1), body]) expect(doors.hub.logs).not.toContain(secret);
    const known = await doors.admin.get<List<unknown>>(
      `/conversations?status=all&q=${encodeURIComponent(from)}`,
    );
    expect(known.data).toEqual([]);
  });

  test('is refused at the raw door', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${EMAIL_TOKEN}`]) {
      expectProblem(await doors.mail('From: a@b.c\r\n\r\nx', { authorization }), 403);
    }
    expect(doors.hub.logs).toContain('the token is not EMAIL_INBOUND_TOKEN');
  });

  test('is refused when signed but for another account, or with fields missing or odd', async () => {
    expectProblem(await doors.sms(doors.fields(from, body, { AccountSid: `AC${'0'.repeat(32)}` })), 403);
    const odds: TwilioFields[] = [
      { MessageSid: '' },
      { MessageSid: "SM1'; DROP TABLE message" },
      { MessageSid: 'SM1:delivered' },
      { MessageSid: 'x'.repeat(65) },
      { From: '' },
      { From: 'a\0b' },
      { From: 'x'.repeat(201) },
      { To: '' },
    ];
    for (const odd of odds) {
      expectProblem(await doors.sms(doors.fields(from, body, odd)), 400);
    }
    expectProblem(await doors.sms({ MessageSid: 'SM1' }, STATUS_DOOR), 400);
    expectProblem(await doors.sms({ MessageSid: 'SM1', MessageStatus: 'a b' }, STATUS_DOOR), 400);
    expect((await doors.sms({ MessageSid: 'SM1', MessageStatus: 'unheard-of' }, STATUS_DOOR)).status).toBe(
      200,
    );
    expect(
      (await doors.sms({ MessageSid: 'SMunknown', MessageStatus: 'delivered' }, STATUS_DOOR)).status,
    ).toBe(200);
    expectProblem(await doors.call('POST', SMS_DOOR, '{}', { 'content-type': 'application/json' }));
    expectProblem(await doors.call('POST', SMS_DOOR, Buffer.alloc(20 * MEGABYTE, 'a'), headers), 413);
  });

  test('changes nothing when it comes again with other words', async () => {
    const again = '+966500000020';
    const first = doors.fields(again, 'the first');
    expect((await doors.sms(first)).status).toBe(200);
    expect((await doors.sms({ ...first, Body: 'the second' })).status).toBe(200);
    expect((await doors.sms(doors.fields(again, 'the last'))).status).toBe(200);
    expect((await doors.messagesOf(again, 2)).map(({ text }) => text)).toEqual(['the last', 'the first']);
  });
});

test('after all of this the hub is ready, lost nothing, and a message flows', () => doors.expectUnharmed());
