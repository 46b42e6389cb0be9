import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type RunningHub, startHub } from '../harness/index.js';
import { decide, type MadeRequest, makeRequest, setClock } from '../harness/requests.js';
import { startTwilio } from '../harness/sms.js';
import { trackedPage } from '../harness/track-page.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

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

async function stateOf({ id }: MadeRequest): Promise<string> {
  const [row] = await hub.sql<{ state: string }>('SELECT state FROM support_request WHERE id = $1', [id]);
  return row!.state;
}

describe('the request', () => {
  test('shows its own facts, and nothing of another request of the same person', async () => {
    const { page, request, phone } = await tracked({ state: 'papers_missing', submittedDaysAgo: 3 });
    const other = await makeRequest(hub, { phone, state: 'submitted', submittedDaysAgo: 9, name: 'اسم آخر' });
    await hub.sql(
      `INSERT INTO request_paper (request_id, key, state, reason) VALUES ($1, 'id_card', 'refused', 'الصورة غير واضحة')`,
      [request.id],
    );
    const { body } = await page.view();
    expect(body).toMatchObject({
      reference: request.reference,
      type: { ar: 'مساعدة في الإيجار', en: 'Help with the rent' },
      state: 'papers_missing',
      decision: null,
      withdrawal: 'at_once',
      canAppeal: false,
      canRate: false,
      papers: [
        { key: 'id_card', state: 'refused', reason: 'الصورة غير واضحة', wanted: true },
        { key: 'lease', state: 'missing', wanted: true, required: true },
        { key: 'income', state: 'missing', wanted: true, required: false },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(other.reference);
    expect(JSON.stringify(body)).not.toContain('اسم آخر');
  });

  test('hides a decision until its date by both clocks and until its words are approved', async () => {
    const studied = await tracked({ state: 'under_study', submittedDaysAgo: 1 });
    const early = await tracked({ state: 'notice_due', submittedDaysAgo: 1 });
    const unapproved = await tracked({ state: 'decided', submittedDaysAgo: 20 });
    await decide(hub, early.request, { outcome: 'rejected', approved: true });
    await decide(hub, unapproved.request, { outcome: 'accepted', approved: false });
    const shape = (body: Record<string, unknown>) => {
      const { reference: _, submittedAt: _s, notBefore: _n, answerBy: _a, ...rest } = body;
      return rest;
    };
    const known = shape((await studied.page.view()).body);
    expect(known).toMatchObject({
      state: 'under_study',
      decision: null,
      canRate: false,
      withdrawal: 'asked_for',
    });
    for (const { page, request } of [early, unapproved]) {
      expect(shape((await page.view()).body)).toEqual(known);
      const appeal = await page.request('POST', 'appeal', { id: uuidv7(), text: 'لا أوافق' });
      expect(appeal.body.code).toBe('track.appeal_impossible');
      expect((await page.request('PUT', 'rating', { stars: 1 })).body.code).toBe('track.rating_too_early');
      expect((await page.request('PUT', 'decision/shown')).status).toBe(204);
      expect((await page.request('POST', 'withdrawal', { id: uuidv7() })).body).toEqual({ withdrawn: false });
      expect(['notice_due', 'decided']).toContain(await stateOf(request));
    }
    // The database's clock alone runs ahead: the hub's own has to agree.
    await setClock(hub, '15 days');
    try {
      expect((await early.page.view()).body).toMatchObject({ state: 'under_study', decision: null });
    } finally {
      await setClock(hub, '0');
    }
  });

  test('shows the decision when it may be read, and keeps that it was', async () => {
    const { page, request } = await tracked({ state: 'notice_due', submittedDaysAgo: 16 });
    const notice = await decide(hub, request, { outcome: 'accepted', approved: true });
    expect((await page.view()).body).toMatchObject({
      state: 'decided',
      decision: { outcome: 'accepted', award: { what: 'إيجار السكن', amountHalalas: 1_250_000 } },
      canAppeal: false,
      canRate: true,
    });
    // Only what stood on a screen was read.
    expect(await stateOf(request)).toBe('notice_due');
    await page.request('PUT', 'decision/shown');
    const [row] = await hub.sql('SELECT state, proof FROM request_notice WHERE id = $1', [notice]);
    expect(row).toEqual({ state: 'proven', proof: 'shown' });
    expect(await stateOf(request)).toBe('notified');
    await page.request('PUT', 'decision/shown');
    const lines = await hub.sql(
      `SELECT FROM audit_line WHERE subject_id = $1 AND action = 'request_notice.proven' AND actor_kind = 'contact'`,
      [request.id],
    );
    expect(lines).toHaveLength(1);
  });

  test('takes an appeal against a refusal until its last day, once, and begins the next round', async () => {
    const { page, request } = await tracked({ state: 'notice_due', submittedDaysAgo: 16 });
    await decide(hub, request, { outcome: 'rejected', approved: true });
    expect((await page.view()).body).toMatchObject({ canAppeal: true, decision: { outcome: 'rejected' } });
    const appeal = { id: uuidv7(), text: 'دخلي انقطع بعد مرض زوجي' };
    expect((await page.request('POST', 'appeal', appeal)).status).toBe(204);
    expect((await page.request('POST', 'appeal', appeal)).status).toBe(204);
    expect((await page.request('POST', 'appeal', { ...appeal, id: uuidv7() })).status).toBe(409);
    expect((await page.view()).body).toMatchObject({
      state: 'appealed',
      round: 2,
      canAppeal: false,
      decision: { round: 1, outcome: 'rejected' },
    });
    const rounds = await hub.sql<{ weeks: boolean }>(
      `SELECT not_before >= submitted_at + interval '14 days' AS weeks FROM request_round WHERE request_id = $1`,
      [request.id],
    );
    expect(rounds).toEqual([{ weeks: true }, { weeks: true }]);
    const late = await tracked({ state: 'notified', submittedDaysAgo: 40 });
    await decide(hub, late.request, { outcome: 'rejected', approved: true, appealDays: -1 });
    expect((await late.page.view()).body).toMatchObject({ state: 'decided', canAppeal: false });
    expect((await late.page.request('POST', 'appeal', { id: uuidv7(), text: 'x' })).status).toBe(409);
  });

  test('lets people appeal who come here after nobody could reach them', async () => {
    const { page, request } = await tracked({ state: 'notice_due', submittedDaysAgo: 16 });
    const notice = await decide(hub, request, { outcome: 'rejected', approved: true });
    await hub.sql(`UPDATE request_notice SET state = 'settled', settled_note = 'لا يرد أحد' WHERE id = $1`, [
      notice,
    ]);
    await page.request('PUT', 'decision/shown');
    expect(await stateOf(request)).toBe('notified');
    const appeal = await page.request('POST', 'appeal', { id: uuidv7(), text: 'كنت في المستشفى' });
    expect(appeal.status).toBe(204);
    expect(await stateOf(request)).toBe('appealed');
  });

  test('puts a message into the conversation once, where it waits for an officer like any other', async () => {
    const { page, request } = await tracked({ state: 'submitted', submittedDaysAgo: 2 });
    await hub.sql(
      `UPDATE conversation SET status = 'closed', closed_at = now() - interval '90 days', unread = 0,
              last_inbound_at = now() - interval '90 days' WHERE id = $1`,
      [request.conversationId],
    );
    const message = { id: uuidv7(), text: 'انتقلنا إلى بيت آخر' };
    expect((await page.request('POST', 'messages', message)).status).toBe(204);
    expect((await page.request('POST', 'messages', message)).status).toBe(204);
    const rows = await hub.sql(
      `SELECT m.text, m.direction, m.facts, c.status, c.unread, c.last_inbound_at > now() - interval '1 day' AS window
         FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE m.id = $1`,
      [message.id],
    );
    expect(rows).toEqual([
      {
        text: message.text,
        direction: 'inbound',
        facts: { 'track.request': request.reference },
        status: 'open',
        unread: 1,
        // No network's window for free texts opens by what is written on a page.
        window: false,
      },
    ]);
    expect((await page.view()).body['messages']).toMatchObject([{ from: 'person', text: message.text }]);
  });

  test('takes a paper in parts, marks it received, stops the reminder and says so in the conversation', async () => {
    const { page, request } = await tracked({ state: 'papers_missing', submittedDaysAgo: 2 });
    await hub.sql(
      `INSERT INTO request_notice (id, request_id, round, kind, state, not_before)
       SELECT gen_random_uuid(), $1, 1, 'reminder', 'due', now() + interval '3 days'`,
      [request.id],
    );
    await hub.sql(`INSERT INTO request_paper (request_id, key, state) VALUES ($1, 'lease', 'verified')`, [
      request.id,
    ]);
    const fileId = uuidv7();
    const whole = { fileId, fileName: 'بطاقة.pdf', parts: 2 };
    const missing = await page.request('POST', 'papers/id_card/files', whole);
    expect(missing.body).toEqual({ missing: [0, 1] });
    for (const [number, part] of [PAPER.subarray(0, 6), PAPER.subarray(6)].entries()) {
      const answer = await page.request('PUT', `papers/id_card/files/${fileId}/parts/${number}`, part);
      expect(answer.status).toBe(204);
    }
    expect((await page.request('POST', 'papers/id_card/files', whole)).body).toEqual({ missing: [] });
    expect((await page.request('POST', 'papers/id_card/files', whole)).body).toEqual({ missing: [] });
    expect((await page.view()).body['papers']).toMatchObject([
      { key: 'id_card', state: 'received', files: 1, wanted: false },
      { key: 'lease', state: 'verified', wanted: false },
      { key: 'income', state: 'missing', wanted: true },
    ]);
    const notices = await hub.sql(
      `SELECT state FROM request_notice WHERE request_id = $1 AND kind = 'reminder'`,
      [request.id],
    );
    expect(notices).toEqual([{ state: 'cancelled' }]);
    const [note] = await hub.sql<{ text: string }>(
      `SELECT text FROM message WHERE conversation_id = $1 AND direction = 'note'`,
      [request.conversationId],
    );
    expect(note!.text).toContain('صورة الهوية');
  });

  test('refuses what is no paper, papers that nobody asked for, and papers of somebody else', async () => {
    const { page } = await tracked({ state: 'papers_missing', submittedDaysAgo: 2 });
    const send = async (key: string, content: Buffer, fileId = uuidv7(), on = page) => {
      await on.request('PUT', `papers/${key}/files/${fileId}/parts/0`, content);
      return on.request('POST', `papers/${key}/files`, { fileId, fileName: 'a.pdf', parts: 1 });
    };
    expect((await send('id_card', Buffer.from('MZ not a picture'))).status).toBe(415);
    expect((await send('passport', PAPER)).body.code).toBe('track.paper_not_wanted');
    const fileId = uuidv7();
    expect((await send('id_card', PAPER, fileId)).status).toBe(200);
    const other = await tracked({ state: 'papers_missing', submittedDaysAgo: 2 });
    expect((await send('id_card', PAPER, fileId, other.page)).status).toBe(409);
    const studied = await tracked({ state: 'under_study', submittedDaysAgo: 2 });
    expect((await send('id_card', PAPER, uuidv7(), studied.page)).body.code).toBe('track.paper_not_wanted');
  });

  test('is withdrawn at once while its papers are gathered', async () => {
    const { page, request } = await tracked({ state: 'submitted', submittedDaysAgo: 2 });
    const withdrawal = { id: uuidv7(), reason: 'وجدنا حلًا' };
    expect((await page.request('POST', 'withdrawal', withdrawal)).body).toEqual({ withdrawn: true });
    expect((await page.request('POST', 'withdrawal', withdrawal)).body).toEqual({ withdrawn: true });
    expect((await page.request('POST', 'withdrawal', { id: uuidv7() })).status).toBe(409);
    const moves = await hub.sql(
      'SELECT action, actor_kind, reason FROM request_transition WHERE request_id = $1',
      [request.id],
    );
    expect(moves).toEqual([{ action: 'withdraw', actor_kind: 'contact', reason: 'وجدنا حلًا' }]);
    expect((await page.view()).body).toMatchObject({ state: 'withdrawn', withdrawal: null, canRate: true });
  });

  test('keeps the last rating', async () => {
    const { page, request } = await tracked({ state: 'notified', submittedDaysAgo: 20 });
    await decide(hub, request, { outcome: 'accepted', approved: true });
    expect((await page.request('PUT', 'rating', { stars: 6 })).status).toBe(400);
    await page.request('PUT', 'rating', { stars: 3, comment: 'تأخر الرد' });
    await page.request('PUT', 'rating', { stars: 4 });
    expect((await page.view()).body).toMatchObject({ rating: { stars: 4, comment: '' } });
  });
});
