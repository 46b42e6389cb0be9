import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';
import { makeRequest } from '../harness/requests.js';
import { startTwilio } from '../harness/sms.js';
import { codesTo, newPhone, nextCode, TrackPage, trackedPage } from '../harness/track-page.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const NOBODY = '7999-9993';
const PAPER = Buffer.from('%PDF-1.4\n%%EOF\n');
let twilio: TwilioStandIn;
let hub: RunningHub;

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({ env: sms.env });
}, 120_000);

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
});

const tracked = (rows: Parameters<typeof trackedPage>[2]) => trackedPage(hub, twilio, rows);

describe('asking for a code', () => {
  test('answers the same whether or not the request exists and the contact is right, before it looks', async () => {
    const phone = newPhone();
    const { reference } = await makeRequest(hub, { phone, state: 'submitted', submittedDaysAgo: 1 });
    const owner = new pg.Client(hub.databaseUrl);
    await owner.connect();
    try {
      // Nobody can look a request or a contact up now: an answer that comes all the same depends on neither.
      await owner.query(
        'BEGIN; LOCK TABLE support_request, contact_point, conversation IN ACCESS EXCLUSIVE MODE',
      );
      const answers = [];
      for (const [number, contact] of [
        [reference, phone],
        [reference, '+966509999999'],
        [NOBODY, phone],
        ['hello', 'nobody'],
      ] as const) {
        const { status, headers, body } = await new TrackPage(hub.url).ask(number, contact);
        const names = [...headers.keys()].filter((name) => name !== 'date').sort();
        answers.push({ status, body, names, length: headers.get('content-length') });
      }
      expect(answers[0]).toMatchObject({ status: 202, body: { againAfterSeconds: 60 } });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    } finally {
      await owner.query('ROLLBACK');
      await owner.end();
    }
    expect(await nextCode(twilio, phone, 0)).toMatch(/^\d{6}$/);
    expect(codesTo(twilio, '+966509999999')).toEqual([]);
  });

  test('takes digits and numbers as people write them, and sends to no number but the right one', async () => {
    const phone = '+966505554321';
    const { reference } = await makeRequest(hub, { phone, state: 'submitted', submittedDaysAgo: 1 });
    const arabic = (text: string) =>
      text.replace(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit)));
    const page = new TrackPage(hub.url);
    await page.ask(arabic(reference.replace('-', ' ')), '٠٥٠ ٥٥٥ ٤٣٢١');
    const code = await nextCode(twilio, phone, 0);
    expect((await page.enter(arabic(reference), arabic(code))).status).toBe(204);
    expect((await page.view()).body).toMatchObject({ reference, state: 'submitted' });
  });

  test('limits codes by number and by contact, with a wait that says nothing about either', async () => {
    const limited = async (reference: (n: number) => string, contact: (n: number) => string) => {
      for (let n = 0; n < 5; n += 1) {
        expect((await new TrackPage(hub.url).ask(reference(n), contact(n))).status).toBe(202);
      }
      const { status, body, headers } = await new TrackPage(hub.url).ask(reference(5), contact(5));
      expect({ status, code: body.code }).toEqual({ status: 429, code: 'track.throttled' });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    };
    await limited(
      () => '7888-8881',
      () => '+966507770010',
    );
    await limited(
      (n) => `7777-777${n}`,
      () => '+966507770020',
    );
  });

  test('lets nobody keep the person out by asking with other numbers', async () => {
    const phone = '+966505554322';
    const { reference } = await makeRequest(hub, { phone, state: 'submitted', submittedDaysAgo: 1 });
    for (let n = 10; n < 30; n += 1) {
      expect((await new TrackPage(hub.url).ask(reference, `+9665077702${n}`)).status).toBe(202);
    }
    const page = new TrackPage(hub.url);
    expect((await page.ask(reference, phone)).status).toBe(202);
    expect((await page.enter(reference, await nextCode(twilio, phone, 0))).status).toBe(204);
  });
});

describe('a code for whoever came another way', () => {
  test('goes as a text message to the mobile number that they left, and to no other', async () => {
    const phone = newPhone();
    const { reference, contactPointId, conversationId, id } = await makeRequest(hub, {
      phone: newPhone(),
      state: 'submitted',
      submittedDaysAgo: 1,
    });
    const [calls] = await hub.sql<{ id: string }>(
      `SELECT id FROM channel_account WHERE channel = 'phone' LIMIT 1`,
    );
    await hub.sql(`UPDATE contact_point SET channel = 'phone', address = '+966112345678' WHERE id = $1`, [
      contactPointId,
    ]);
    await hub.sql(`UPDATE conversation SET channel = 'phone', account_id = $2 WHERE id = $1`, [
      conversationId,
      calls!.id,
    ]);
    await hub.sql('UPDATE support_request SET phone = $2 WHERE id = $1', [id, phone]);
    for (const contact of ['+966112345678', newPhone()]) await new TrackPage(hub.url).ask(reference, contact);
    const page = new TrackPage(hub.url);
    await page.ask(reference, phone);
    const first = await nextCode(twilio, phone, 0);
    await new TrackPage(hub.url).ask(reference, phone);
    const code = await nextCode(twilio, phone, 1);
    expect((await page.enter(reference, first)).status).not.toBe(204);
    expect((await page.enter(reference, code)).status).toBe(204);
    expect((await page.view()).body).toMatchObject({ reference });
    // One conversation, begun by us, in which nobody waits and no code stands.
    const begun = await hub.sql<{ status: string; text: string }>(
      `SELECT c.status, m.text FROM conversation c JOIN contact_point p ON p.id = c.contact_point_id
         JOIN message m ON m.id = c.last_message_id WHERE p.channel = 'sms' AND p.address = $1`,
      [phone],
    );
    expect(begun).toHaveLength(1);
    expect(begun[0]).toMatchObject({ status: 'closed' });
    expect(begun[0]!.text).not.toMatch(/\d{6}/);
    expect(codesTo(twilio, '+966112345678')).toEqual([]);
  });

  test('is not sent to a number that is known as somebody else’s', async () => {
    const phone = newPhone();
    const { reference, id } = await makeRequest(hub, {
      phone: newPhone(),
      state: 'submitted',
      submittedDaysAgo: 1,
    });
    const other = uuidv7();
    await hub.sql(`INSERT INTO beneficiary (id, name) VALUES ($1, 'أبو فهد')`, [other]);
    await hub.sql(
      `INSERT INTO contact_point (id, channel, address, beneficiary_id) VALUES ($1, 'sms', $2, $3)`,
      [uuidv7(), phone, other],
    );
    await hub.sql('UPDATE support_request SET phone = $2 WHERE id = $1', [id, phone]);
    const mine = newPhone();
    const known = await makeRequest(hub, { phone: mine, state: 'submitted', submittedDaysAgo: 1 });
    await new TrackPage(hub.url).ask(reference, phone);
    await new TrackPage(hub.url).ask(known.reference, mine);
    // Asked after it, and there already.
    await nextCode(twilio, mine, 0);
    expect(codesTo(twilio, phone)).toEqual([]);
  });
});

describe('coming in', () => {
  test('shows nothing on any route before the code was right', async () => {
    const routes: [string, string, object?][] = [
      ['GET', 'request'],
      ['PUT', 'decision/shown'],
      ['PUT', `papers/id_card/files/${uuidv7()}/parts/0`, PAPER],
      ['POST', 'papers/id_card/files', { fileId: uuidv7(), fileName: 'x.pdf', parts: 1 }],
      ['POST', 'messages', { id: uuidv7(), text: 'hello' }],
      ['POST', 'appeal', { id: uuidv7(), text: 'no' }],
      ['POST', 'withdrawal', { id: uuidv7() }],
      ['PUT', 'rating', { stars: 5 }],
      ['DELETE', 'session'],
    ];
    for (const [method, path, body] of routes) {
      for (const cookie of ['', `insat_track=${'a'.repeat(43)}`]) {
        const answer = await new TrackPage(hub.url).request(method, path, body, cookie ? { cookie } : {});
        expect({ method, path, status: answer.status, code: answer.body.code }).toEqual({
          method,
          path,
          status: 401,
          code: 'track.session_required',
        });
      }
    }
  });

  test('answers a wrong code of a request that exists as one of a request that does not, and locks both out', async () => {
    const phone = newPhone();
    const { reference } = await makeRequest(hub, { phone, state: 'submitted', submittedDaysAgo: 1 });
    await new TrackPage(hub.url).ask(reference, phone);
    const code = await nextCode(twilio, phone, 0);
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    const tries = async (number: string) => {
      const said = [];
      for (let n = 0; n < 6; n += 1) {
        const { status, body } = await new TrackPage(hub.url).enter(number, wrong);
        said.push({ status, code: body.code });
      }
      return said;
    };
    const ours = await tries(reference);
    expect(ours.slice(0, 5)).toEqual(Array(5).fill({ status: 403, code: 'track.code_wrong' }));
    expect(ours[5]).toEqual({ status: 429, code: 'auth.throttled' });
    expect(await tries(NOBODY)).toEqual(ours);
    // Locked out is locked out, also with the right one; and after five tries it is worth nothing.
    expect((await new TrackPage(hub.url).enter(reference, code)).status).toBe(429);
    await hub.sql('DELETE FROM login_throttle');
    expect((await new TrackPage(hub.url).enter(reference, code)).status).toBe(403);
  });

  test('gives a cookie that scripts, other sites and other pages do not get, for half an hour', async () => {
    const { request, phone } = await tracked({ state: 'submitted', submittedDaysAgo: 1 });
    await new TrackPage(hub.url).ask(request.reference, phone);
    const answer = await new TrackPage(hub.url).enter(request.reference, await nextCode(twilio, phone, 1));
    expect(answer.headers.getSetCookie()[0]).toMatch(
      /^insat_track=[\w-]{43}; Path=\/track; Max-Age=1800; HttpOnly; SameSite=Strict; Secure$/,
    );
    const [row] = await hub.sql<{ minutes: number }>(
      `SELECT round(extract(epoch FROM max(expires_at) - now()) / 60)::int AS minutes FROM track_session`,
    );
    expect(row!.minutes).toBe(30);
  });

  test('ends by itself and by hand', async () => {
    const { page } = await tracked({ state: 'submitted', submittedDaysAgo: 1 });
    expect((await page.request('DELETE', 'session')).status).toBe(204);
    expect((await page.view()).status).toBe(401);
    const later = await tracked({ state: 'submitted', submittedDaysAgo: 1 });
    await hub.sql(`UPDATE track_session SET expires_at = now() WHERE request_id = $1`, [later.request.id]);
    expect((await later.page.view()).status).toBe(401);
  });

  test('refuses what another website causes', async () => {
    const { page } = await tracked({ state: 'submitted', submittedDaysAgo: 1 });
    const foreign = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    for (const [method, path, body] of [
      ['POST', 'codes', { reference: NOBODY, contact: 'x' }],
      ['POST', 'messages', { id: uuidv7(), text: 'x' }],
    ] as const) {
      expect((await page.request(method, path, body, foreign)).status).toBe(403);
    }
  });
});

test('writes nothing about anybody into the log', async () => {
  await waitFor(async () => hub.logs.length > 0, { message: 'a log' });
  for (const word of ['+96650555', 'أم سعد']) expect(hub.logs).not.toContain(word);
});
