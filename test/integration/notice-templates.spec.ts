import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DecisionNoticeView } from '../../src/modules/notices/decision-notice.service.js';
import type { ChannelPreview } from '../../src/modules/notices/template-previews.js';
import type { TemplateView } from '../../src/modules/notices/templates.schemas.js';
import { type CommitteeStaff, committeeStaff } from '../harness/committee.js';
import { type ApiClient, type RunningHub, startHub } from '../harness/index.js';
import { decide, makeRequest } from '../harness/requests.js';

/** The words of notices: whoever writes them, somebody else approves them. */

let hub: RunningHub;
let admin: ApiClient;
let writer: CommitteeStaff;
let second: CommitteeStaff;

beforeAll(async () => {
  hub = await startHub();
  admin = await hub.signIn();
  writer = await committeeStaff(hub, admin, 'أمل', 'supervisor');
  second = await committeeStaff(hub, admin, 'بدر', 'supervisor');
});

afterAll(() => hub?.stop());

const place = { kind: 'delay', channel: null, language: 'ar' };
const write = (body: string, over: object = {}, by = writer) =>
  by.api.request<TemplateView & { code?: string }>('PUT', '/notice-templates/drafts', {
    ...place,
    body,
    ...over,
  });
const set = (id: string, state: string, by: CommitteeStaff) =>
  by.api.request<TemplateView & { code?: string }>('PUT', `/notice-templates/${id}/state`, { state });

describe('words that are written', () => {
  test('are a draft, then proposed, then in force once a second person approves them', async () => {
    const draft = (await write('نأسف لتأخر الجواب في طلبكم {reference}.')).body;
    expect(draft).toMatchObject({ state: 'draft', version: 1, editedBy: { name: 'أمل' }, approvedBy: null });
    expect((await set(draft.id, 'approved', second)).body.code).toBe('notice_template.state');
    await set(draft.id, 'proposed', writer);
    expect((await set(draft.id, 'approved', writer)).body.code).toBe('notice.second_person_needed');
    expect((await set(draft.id, 'approved', second)).body).toMatchObject({
      state: 'approved',
      approvedBy: { name: 'بدر' },
    });
  });

  test('are the next version beside those in force, which stay until it is approved', async () => {
    const next = (await write('نعتذر عن التأخر في طلبكم {reference}.')).body;
    expect(next).toMatchObject({ version: 2, state: 'draft' });
    await set(next.id, 'proposed', writer);
    // Changed after it was proposed, it is not what anybody was asked to approve.
    expect((await write('نعتذر كثيرًا عن التأخر في طلبكم {reference}.')).body).toMatchObject({
      id: next.id,
      state: 'draft',
    });
    await set(next.id, 'proposed', writer);
    await set(next.id, 'approved', second);
    const { data } = await admin.get<{ data: TemplateView[] }>(
      '/notice-templates/versions?kind=delay&language=ar',
    );
    expect(data.map(({ version, state }) => [version, state])).toEqual([
      [2, 'approved'],
      [1, 'retired'],
    ]);
    expect((await set(next.id, 'draft', writer)).status).toBe(409);
  });

  test('that name what a kind does not know are refused, and it is said which', async () => {
    const refused = await write('{papers} {reference} {whatever}');
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'notice_template.variables_unknown', params: { names: ['papers', 'whatever'] } },
    });
    const leak = await write('قُبل طلبكم: {text}', { kind: 'decision_ready' });
    expect(leak.body.code).toBe('notice_template.variables_unknown');
  });

  test('cannot be approved by their writer by any path: the database refuses it too', async () => {
    const draft = (await write('تذكير: {papers}', { kind: 'reminder' })).body;
    await expect(
      hub.sql(`UPDATE notice_template SET state = 'approved', approved_by = edited_by WHERE id = $1`, [
        draft.id,
      ]),
    ).rejects.toThrow(/second_person/);
  });

  test('two who begin at the same moment go on with one version', async () => {
    const [one, two] = await Promise.all([
      write('موعدكم {when}', { kind: 'appointment' }, writer),
      write('الموعد {when}', { kind: 'appointment' }, second),
    ]);
    expect(one.body.id).toBe(two.body.id);
  });
});

describe('a preview', () => {
  const preview = (kind: string, body: string, language = 'ar') =>
    writer.api.post<{ data: ChannelPreview[]; unknown: string[] }>('/notice-templates/preview', {
      kind,
      language,
      body,
    });

  test('shows an example on every channel that the kind is told on, and what cannot be said there', async () => {
    const { data, unknown } = await preview('missing_papers', 'ينقص:\n- {papers}\n{link} {nothing}');
    expect(unknown).toEqual(['nothing']);
    const channels = data.map(({ channel }) => channel);
    expect(channels).toEqual(
      expect.arrayContaining(['sms', 'whatsapp', 'email', 'phone', 'letter', 'branch']),
    );
    expect(channels).not.toContain('help_request');
    for (const { text } of data) expect(text).not.toMatch(/[{}]/);
    expect(data.find(({ channel }) => channel === 'whatsapp')?.problems).toContain('no_template');
  });

  test('of a decision is in full only where nobody else reads along', async () => {
    const full = (await preview('decision', '{text}')).data.map(({ channel }) => channel);
    const ready = (await preview('decision_ready', '{link}')).data.map(({ channel }) => channel);
    expect(full.filter((channel) => ready.includes(channel))).toEqual([]);
    expect(ready).toEqual(expect.arrayContaining(['sms', 'whatsapp', 'website']));
  });

  test('as a letter is a PDF', async () => {
    const answer = await fetch(`${hub.url}/api/v1/notice-templates/preview.pdf`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: writer.api.cookie, origin: hub.url },
      body: JSON.stringify({ kind: 'decision', language: 'ar', body: '{text}' }),
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
});

describe('the words of a decision', () => {
  const words = (id: string, by = writer) =>
    by.api.get<{ notice: DecisionNoticeView | null }>(`/requests/${id}/decision-notice`);
  const rewrite = (id: string, text: string, by = writer) =>
    by.api.request<DecisionNoticeView & { code?: string }>('PUT', `/requests/${id}/decision-notice`, {
      text,
    });
  const approve = (id: string, text: string, by: CommitteeStaff) =>
    by.api.request<DecisionNoticeView & { code?: string }>(
      'POST',
      `/requests/${id}/decision-notice/approval`,
      {
        text,
      },
    );

  async function decided(phone: string) {
    const request = await makeRequest(hub, { phone, state: 'decided', submittedDaysAgo: 0 });
    await hub.sql('UPDATE support_request SET round = 1 WHERE id = $1', [request.id]);
    await decide(hub, request, { outcome: 'accepted', approved: false });
    await hub.sql(
      `UPDATE request_notice SET text = NULL, drafted_by = NULL WHERE request_id = $1 AND kind = 'decision'`,
      [request.id],
    );
    return request.id;
  }

  test('are suggested from the decision, and leave only as a second person has read and approved them', async () => {
    const id = await decided('+966500000201');
    const { notice } = await words(id);
    expect(notice).toMatchObject({ state: 'draft', written: false });
    expect(notice?.text).toContain('12,500');
    expect((await approve(id, notice!.text, second)).body.code).toBe('notice.decision_text_changed');

    const text = 'أبشروا، وافقت اللجنة على طلبكم.';
    expect((await rewrite(id, text)).body).toMatchObject({ state: 'awaiting_approval', text });
    expect((await approve(id, text, writer)).body.code).toBe('notice.second_person_needed');
    const late = `${text} والمبلغ 12,500 ريال.`;
    await rewrite(id, late);
    expect((await approve(id, text, second)).body.code).toBe('notice.decision_text_changed');
    expect((await approve(id, late, second)).body).toMatchObject({
      state: 'due',
      draftedBy: { name: 'أمل' },
      approvedBy: { name: 'بدر' },
    });
    const [row] = await hub.sql('SELECT state FROM support_request WHERE id = $1', [id]);
    expect(row).toEqual({ state: 'notice_due' });
    expect(await hub.sql('SELECT 1 FROM message WHERE decision_id IS NOT NULL')).toEqual([]);
  });

  test('whose approval was taken back wait for approval again', async () => {
    const id = await decided('+966500000202');
    await rewrite(id, 'نأسف لكم.');
    await approve(id, 'نأسف لكم.', second);
    expect((await rewrite(id, 'غيره')).body.code).toBe('notice.decision_not_open');
    expect((await second.api.request('DELETE', `/requests/${id}/transitions/last`)).status).toBeLessThan(300);
    expect((await words(id)).notice).toMatchObject({ state: 'awaiting_approval', approvedBy: null });
    expect((await approve(id, 'نأسف لكم.', second)).body.state).toBe('due');
  });

  test('are none before there is a decision, and officers read but do not write them', async () => {
    const request = await makeRequest(hub, {
      phone: '+966500000203',
      state: 'under_study',
      submittedDaysAgo: 0,
    });
    const officer = await committeeStaff(hub, admin, 'سلمان', 'officer');
    expect(await words(request.id, officer)).toEqual({ notice: null });
    expect((await rewrite(request.id, 'كلام', officer)).status).toBe(403);
    expect((await rewrite(request.id, 'كلام')).body.code).toBe('notice.decision_not_open');
  });
});
