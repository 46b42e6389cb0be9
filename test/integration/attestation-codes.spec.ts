import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AttestationDesk, type Problem, verifyPaper } from '../harness/attestation.js';
import { waitFor } from '../harness/index.js';
import { setClock } from '../harness/requests.js';

let desk: AttestationDesk;

beforeAll(async () => {
  desk = await AttestationDesk.open();
});
afterAll(() => desk?.close());

describe('a code', () => {
  test('reaches the person, is good for one time, and nobody here can read it', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    const code = await desk.codeFor(made, phone);
    await waitFor(async () => {
      const rows = await desk.hub.sql<{ sealed: Buffer | null }>('SELECT sealed FROM message_secret');
      return rows.length > 0 && rows.every(({ sealed }) => sealed === null);
    });
    const seen = await Promise.all(
      [
        `/conversations/${made.conversationId}/messages`,
        `/conversations/${made.conversationId}`,
        `/conversations/${made.conversationId}/audit`,
        '/conversations?view=all&limit=100',
        `/requests/${made.id}`,
        `/requests/${made.id}/attestation/form`,
      ].map((path) => desk.api.get(path)),
    );
    expect(JSON.stringify(seen)).toContain('رمز الإقرار');
    expect(JSON.stringify(seen)).not.toContain(code);
    for (const table of [
      'message',
      'outbound',
      'delivery_event',
      'audit_line',
      'one_time_code',
      'message_secret',
    ]) {
      const rows = await desk.hub.sql<{ row: string }>(`SELECT t::text AS row FROM ${table} t`);
      expect(rows.filter(({ row }) => row.includes(` ${code} `))).toEqual([]);
    }
    expect(desk.hub.logs).not.toContain(code);
    const answer = await desk.attest(made, { method: 'code', revision: 1, code });
    expect(answer).toMatchObject({ status: 201, body: { method: 'code' } });
    const again = await desk.attest(made, { method: 'code', revision: 1, code, replaces: answer.body.id });
    expect(again).toMatchObject({ status: 422, body: { code: 'support_request.code_wrong' } });
  });

  test('is worth nothing after five wrong ones, counted one by one however many come at once', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    const code = await desk.codeFor(made, phone);
    const wrong = code === '000000' ? '111111' : '000000';
    await Promise.all(
      Array.from({ length: 9 }, () => desk.attest(made, { method: 'code', revision: 1, code: wrong })),
    );
    const [row] = await desk.hub.sql<{ attempts: number }>(
      'SELECT attempts FROM one_time_code WHERE request_id = $1',
      [made.id],
    );
    expect(row!.attempts).toBe(5);
    expect((await desk.attest(made, { method: 'code', revision: 1, code })).body.code).toBe(
      'support_request.code_wrong',
    );
  });

  test('is too old after ten minutes', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    const code = await desk.codeFor(made, phone);
    await setClock(desk.hub, '11 minutes');
    try {
      expect((await desk.attest(made, { method: 'code', revision: 1, code })).body.code).toBe(
        'support_request.code_wrong',
      );
    } finally {
      await setClock(desk.hub, '0');
    }
  });

  test('is wrong for anything but what it was sent for', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    const code = await desk.codeFor(made, phone);
    await desk.hub.sql("UPDATE support_request SET city = 'تبوك' WHERE id = $1", [made.id]);
    expect((await desk.attest(made, { method: 'code', revision: 2, code })).body.code).toBe(
      'support_request.code_wrong',
    );
  });

  test('is sent three times in a quarter of an hour, and no more', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    const codes = [];
    for (let time = 0; time < 3; time += 1) codes.push(await desk.codeFor(made, phone));
    const fourth = await desk.api.request<Problem>('POST', `/requests/${made.id}/attestation-codes`, {});
    expect(fourth).toMatchObject({ status: 429, body: { code: 'support_request.code_too_often' } });
    const last = await desk.attest(made, { method: 'code', revision: 1, code: codes[2] });
    expect(last.status).toBe(201);
  });

  test('does not go out on a channel that one of us carries', async () => {
    const made = await desk.request();
    await desk.hub.sql(
      `UPDATE conversation SET account_id = (SELECT id FROM channel_account WHERE channel = 'letter' LIMIT 1) WHERE id = $1`,
      [made.conversationId],
    );
    expect((await desk.form(made)).codePlaces).toMatchObject([{ refusal: 'channel_unsuitable' }]);
    const answer = await desk.api.request<Problem>('POST', `/requests/${made.id}/attestation-codes`, {});
    expect(answer).toMatchObject({ status: 422, body: { code: 'support_request.code_channel_unsuitable' } });
  });

  test('that could not leave in time does not leave', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    desk.twilio.refuse(429, 20429, { headers: { 'retry-after': '1' } });
    await desk.api.post(`/requests/${made.id}/attestation-codes`, {});
    await waitFor(async () => {
      const [row] = await desk.hub.sql<{ attempts: number }>(
        `SELECT o.attempts FROM outbound o JOIN message m ON m.id = o.message_id
          WHERE m.conversation_id = $1 AND o.state = 'queued'`,
        [made.conversationId],
      );
      return row?.attempts === 1;
    });
    await desk.hub.sql(
      `UPDATE message_secret SET good_until = now() FROM message m WHERE m.id = message_id AND m.conversation_id = $1`,
      [made.conversationId],
    );
    await waitFor(async () => {
      const rows = await desk.hub.sql(
        `SELECT 1 FROM outbound WHERE conversation_id = $1 AND state = 'failed' AND error_code = 'secret_over'`,
        [made.conversationId],
      );
      return rows.length === 1;
    });
    expect(desk.twilio.messages.filter(({ to }) => to === phone)).toEqual([]);
  });
});

describe('the paper', () => {
  test('is the same whenever it is made, and its hash verifies', async () => {
    const made = await desk.request();
    const { id, sha256 } = await desk.signed(made);
    const pdf = await desk.pdf(made, id);
    expect((await desk.pdf(made, id)).equals(pdf)).toBe(true);
    const genuine = await verifyPaper(pdf, '--sha256', sha256);
    expect(genuine).toMatchObject({ code: 0 });
    expect(genuine.said).toContain(sha256);
    expect((await verifyPaper(pdf, '--sha256', createHash('sha256').update('x').digest('hex'))).code).toBe(1);
  });

  test('with any byte changed does not verify', async () => {
    const made = await desk.request();
    const { id } = await desk.signed(made);
    const pdf = await desk.pdf(made, id);
    for (const share of [0.01, 0.3, 0.6, 0.97, 0.999]) {
      const changed = Buffer.from(pdf);
      const at = Math.floor(pdf.length * share);
      changed[at] = changed[at]! ^ 1;
      expect({ share, code: (await verifyPaper(changed)).code }).toEqual({ share, code: 1 });
    }
  });

  test('with another record in it does not verify, whatever it says of itself', async () => {
    const made = await desk.request();
    const { id, sha256 } = await desk.signed(made);
    const pdf = await desk.pdf(made, id);
    const text = pdf.toString('latin1').replace(/%Insat-SHA-256 .*\n$/, '');
    const forged = Buffer.from(text.replaceAll(`sha256:${sha256}`, `sha256:${'0'.repeat(64)}`), 'latin1');
    const own = createHash('sha256').update(forged).digest('hex');
    const answer = await verifyPaper(Buffer.concat([forged, Buffer.from(`%Insat-SHA-256 ${own}\n`)]));
    expect(answer.code).toBe(1);
    expect(answer.said).toContain('FAILED  its properties');
  });

  test('says when it is void, and why', async () => {
    const made = await desk.request();
    const { id, sha256 } = await desk.signed(made);
    await desk.hub.sql("UPDATE support_request SET city = 'x' WHERE id = $1", [made.id]);
    const pdf = await desk.pdf(made, id);
    expect((await verifyPaper(pdf, '--sha256', sha256)).code).toBe(0);
  });

  test("is nobody's who may not write requests", async () => {
    const made = await desk.request();
    const { id } = await desk.signed(made);
    const stranger = await fetch(`${desk.hub.url}/api/v1/requests/${made.id}/attestations/${id}/pdf`);
    expect(stranger.status).toBe(401);
    const other = await desk.request();
    expect((await desk.api.request('GET', `/requests/${other.id}/attestations/${id}/pdf`)).status).toBe(404);
  });
});
