import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';

interface Request {
  id: string;
  reference: string;
  state: string;
  nationalId: string | null;
  nationalIdMasked: string | null;
  data: Record<string, unknown>;
  household: { id: string; name: string; nationalIdMasked: string | null }[];
  papers: { key: string; state: string; validUntil: string | null; checkedBy: { name: string } | null }[];
  dataChecks: { key: string; verified: boolean }[];
  attestation: object | null;
  rounds: { round: number; submittedAt: string; notBefore: string; answerBy: string }[];
  notices: { kind: string; state: string; notBefore: string | null }[];
  actions: string[];
  canUndo: string | null;
  incomplete: string[];
  duplicates: { id: string }[];
}
interface Problem {
  code: string;
  params?: { missing?: string[] };
}

/** Right ID numbers. */
const [ID_1, ID_2] = ['1948219934', '2260181595'];
let hub: RunningHub;
let admin: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  admin = await hub.signIn();
});
afterAll(() => hub.stop());

async function newConversation(): Promise<string> {
  const contact = randomUUID();
  await hub.sql(`INSERT INTO contact_point (id, channel, address) VALUES ($1::uuid, 'sms', $1::text)`, [
    contact,
  ]);
  const [row] = await hub.sql<{ id: string }>(
    `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
       last_message_id, last_message_at, last_direction, preview, awaits_routing)
     SELECT gen_random_uuid(), gen_random_uuid()::text, 'sms', a.id, $1, 'ar', 'open', now(), gen_random_uuid(), now(),
       'inbound', '', false
     FROM channel_account a WHERE a.channel = 'sms' AND a.name = 'default' RETURNING id`,
    [contact],
  );
  return row!.id;
}

const whole = { need: 'ثلاجة', income: 350_000 };
async function newRequest(more: object = {}): Promise<Request> {
  return admin.post<Request>('/requests', {
    conversationId: await newConversation(),
    applicantName: 'نورة',
    data: whole,
    ...more,
  });
}
const step = (id: string, action: string, reason?: string) =>
  admin.post<Request>(`/requests/${id}/transitions`, { action, ...(reason && { reason }) });
const refused = async (method: string, path: string, body?: unknown) => {
  const answer = await admin.request<Problem>(method, path, body);
  return [answer.status, answer.body.code, answer.body.params?.missing];
};
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** As if the person had signed what it says now. */
async function attest(id: string): Promise<void> {
  await hub.sql(
    `INSERT INTO attestation (id, request_id, revision, snapshot, sha256, declaration_version, language, method, signer_name)
     SELECT gen_random_uuid(), id, revision, '', '', '1', 'ar', 'signature', 'x' FROM support_request WHERE id = $1`,
    [id],
  );
}
async function attested(id: string): Promise<boolean> {
  const rows = await hub.sql('SELECT 1 FROM attestation WHERE request_id = $1 AND voided_at IS NULL', [id]);
  return rows.length > 0;
}

describe('a request', () => {
  test('is taken down, submitted with its two dates, and says everything that is missing at once', async () => {
    const draft = await newRequest({ applicantName: '', data: {} });
    expect(draft.reference).toMatch(/^7\d{3}-\d{4}$/);
    expect(await refused('POST', `/requests/${draft.id}/transitions`, { action: 'submit' })).toEqual([
      422,
      'support_request.incomplete',
      ['applicant:name', 'applicant:national_id', 'field:need', 'field:income'],
    ]);
    await admin.patch(`/requests/${draft.id}`, { applicantName: 'نورة', nationalId: ID_1, data: whole });
    const submitted = await step(draft.id, 'submit');
    expect(submitted).toMatchObject({ state: 'submitted', nationalId: ID_1, nationalIdMasked: '••••••9934' });
    const [round] = submitted.rounds;
    const days = (date: string) => (Date.parse(date) - Date.parse(round!.submittedAt)) / 86_400_000;
    expect([days(round!.notBefore), days(round!.answerBy)]).toEqual([14, 30]);
    expect(submitted.notices).toMatchObject([{ kind: 'receipt' }]);
    expect(await refused('POST', `/requests/${draft.id}/transitions`, { action: 'study' })).toEqual([
      409,
      'support_request.transition_impossible',
      undefined,
    ]);
    const stored = await hub.sql('SELECT to_jsonb(r)::text AS row FROM support_request r WHERE id = $1', [
      draft.id,
    ]);
    expect(JSON.stringify(stored)).not.toContain(ID_1);
  });

  test('asks for papers, reminds, stops at once when they come, and is verified by name', async () => {
    const { id } = await newRequest({ nationalId: ID_2 });
    await step(id, 'submit');
    const asked = await step(id, 'ask_papers');
    expect(asked.notices.map(({ kind }) => kind)).toEqual([
      'receipt',
      'missing_papers',
      'reminder',
      'reminder',
      'reminder',
    ]);
    const check = (key: string, body: object) => admin.put<Request>(`/requests/${id}/papers/${key}`, body);
    expect((await refused('PUT', `/requests/${id}/papers/id_card`, { state: 'verified' }))[0]).toBe(400);
    expect(
      await refused('PUT', `/requests/${id}/papers/id_card`, { state: 'verified', validUntil: day(-2) }),
    ).toEqual([422, 'support_request.paper_expired', undefined]);
    await check('id_card', { state: 'verified', validUntil: day(400) });
    // What asked for them is under way, and would climb from network to network, as far as a colleague at the door.
    await hub.sql(
      `UPDATE request_notice SET state = 'sending', climb_at = now() + interval '1 day'
        WHERE request_id = $1 AND kind = 'missing_papers'`,
      [id],
    );
    const all = await check('income_proof', { state: 'verified', issuedOn: day(-5) });
    expect(all.notices.find(({ kind }) => kind === 'missing_papers')).toMatchObject({ state: 'settled' });
    expect(all.notices.filter(({ kind }) => kind === 'reminder').map(({ state }) => state)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
    expect(await refused('POST', `/requests/${id}/transitions`, { action: 'verify' })).toEqual([
      422,
      'support_request.incomplete',
      ['datum:income:unverified'],
    ]);
    await admin.put(`/requests/${id}/data-checks/income`, { verified: true });
    await step(id, 'verify');
    await admin.patch(`/requests/${id}`, { data: { income: 360_000 } });
    expect(await refused('POST', `/requests/${id}/transitions`, { action: 'study' })).toEqual([
      422,
      'support_request.incomplete',
      ['datum:income:unverified', 'attestation:missing'],
    ]);
    await admin.put(`/requests/${id}/data-checks/income`, { verified: true });
    await attest(id);
    expect((await step(id, 'study')).state).toBe('under_study');
    expect((await admin.delete<Request>(`/requests/${id}/transitions/last`)).state).toBe('verified');
  });

  test('shows the same person once more, and somebody of the household', async () => {
    const first = await newRequest({ nationalId: '1860913902' });
    const second = await newRequest({
      household: [{ name: 'سالم', relation: 'son', nationalId: '1860913902' }],
    });
    expect(second.duplicates.map(({ id }) => id)).toEqual([first.id]);
    const found = await admin.get<{ data: Request[] }>('/requests?q=1860913902');
    expect(found.data.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(found.data[1]).toMatchObject({ nationalIdMasked: '••••••3902' });
  });

  test('is withdrawn with a reason, and taken back', async () => {
    const { id } = await newRequest({ nationalId: ID_1 });
    await step(id, 'submit');
    expect((await refused('POST', `/requests/${id}/transitions`, { action: 'withdraw' }))[1]).toBe(
      'support_request.reason_needed',
    );
    expect((await step(id, 'withdraw', 'لم يعد يحتاج')).state).toBe('withdrawn');
    expect((await admin.delete<Request>(`/requests/${id}/transitions/last`)).state).toBe('submitted');
  });
});

describe('the person of a request', () => {
  const personOf = async (id: string) =>
    (await hub.sql('SELECT beneficiary_id FROM support_request WHERE id = $1', [id]))[0]!['beneficiary_id'];
  const linkTo = (id: string, person: string | null) =>
    hub.sql(
      `UPDATE contact_point SET beneficiary_id = $2 WHERE id = (SELECT c.contact_point_id FROM conversation c
         JOIN support_request r ON r.conversation_id = c.id WHERE r.id = $1)`,
      [id, person],
    );
  const [known, other] = [randomUUID(), randomUUID()];

  test('is whose contact point it is said to be, afterwards too', async () => {
    await hub.sql(`INSERT INTO beneficiary (id, name) VALUES ($1, 'سعاد'), ($2, 'هدى')`, [known, other]);
    const { id } = await newRequest();
    await linkTo(id, known);
    expect(await personOf(id)).toBe(known);
    await linkTo(id, other);
    expect(await personOf(id)).toBe(other);
    // It was nobody's after all: nothing of it goes to her other numbers.
    await linkTo(id, null);
    expect(await personOf(id)).toBeNull();
  });

  test('is not whoever has the ID number that was written down by mistake', async () => {
    const right = '1719538835';
    const { id } = await newRequest({ nationalId: ID_2 });
    await hub.sql(
      'UPDATE beneficiary SET national_id_index = (SELECT national_id_index FROM support_request WHERE id = $1) WHERE id = $2',
      [id, known],
    );
    await admin.patch(`/requests/${id}`, { city: 'ينبع' });
    expect(await personOf(id)).toBe(known);
    await linkTo(id, other);
    expect(await personOf(id)).toBe(known);
    await admin.patch(`/requests/${id}`, { nationalId: right });
    expect(await personOf(id)).toBe(other);
    await hub.sql('UPDATE beneficiary SET national_id_index = NULL WHERE id = $1', [known]);
  });
});

describe('what was signed', () => {
  const member = { name: 'سالم', relation: 'son' };
  test.each<[string, (id: string, request: Request) => Promise<unknown>]>([
    ['the name', (id) => admin.patch(`/requests/${id}`, { applicantName: 'نوره' })],
    ['the ID number', (id) => admin.patch(`/requests/${id}`, { nationalId: ID_2 })],
    ['the birth date', (id) => admin.patch(`/requests/${id}`, { birthDate: '1990-01-01' })],
    ['the phone', (id) => admin.patch(`/requests/${id}`, { phone: '0551234567' })],
    ['the city', (id) => admin.patch(`/requests/${id}`, { city: 'ينبع' })],
    ['a value', (id) => admin.patch(`/requests/${id}`, { data: { income: 1 } })],
    ['the type', (id) => admin.patch(`/requests/${id}`, { typeSlug: 'bills' })],
    [
      'somebody more in the household',
      (id, { household }) =>
        admin.put(`/requests/${id}/household`, {
          household: [
            { id: household[0]!.id, ...member },
            { name: 'هند', relation: 'daughter' },
          ],
        }),
    ],
    ['nobody in the household', (id) => admin.put(`/requests/${id}/household`, { household: [] })],
    ['SQL on the request', (id) => hub.sql(`UPDATE support_request SET city = 'x' WHERE id = $1`, [id])],
    ['SQL on the household', (id) => hub.sql(`DELETE FROM household_member WHERE request_id = $1`, [id])],
  ])('is void after a change: %s', async (_label, change) => {
    const request = await newRequest({ nationalId: ID_1, household: [member] });
    await attest(request.id);
    await change(request.id, request);
    expect(await attested(request.id)).toBe(false);
  });

  test.each<[string, (id: string, request: Request) => Promise<unknown>]>([
    ['saying the same again', (id) => admin.patch(`/requests/${id}`, { nationalId: ID_1, data: whole })],
    [
      'the same household again',
      (id, { household }) =>
        admin.put(`/requests/${id}/household`, { household: [{ id: household[0]!.id, ...member }] }),
    ],
    ['a step', (id) => step(id, 'submit')],
    ['a paper', (id) => admin.put(`/requests/${id}/papers/id_card`, { state: 'received' })],
    ['a check', (id) => admin.put(`/requests/${id}/data-checks/income`, { verified: true })],
    ['the owner', (id) => admin.put(`/requests/${id}/owner`, { ownerId: null })],
  ])('stays in force after %s', async (_label, change) => {
    const request = await newRequest({ nationalId: ID_1, household: [member] });
    await attest(request.id);
    await change(request.id, request);
    expect(await attested(request.id)).toBe(true);
  });
});

describe('a file', () => {
  test('of a paper makes it come, voids nothing, and is served safely; one that a field names voids', async () => {
    const { id } = await newRequest({
      nationalId: ID_1,
      typeSlug: 'furniture',
      data: { ...whole, items: ['beds'] },
    });
    const upload = async (): Promise<string> => {
      const form = new FormData();
      form.append('file', new Blob(['<b>x</b>'], { type: 'text/html' }), 'هوية.html');
      return (await admin.post<{ id: string }>('/uploads', form)).id;
    };
    await attest(id);
    const body = { uploads: [await upload()], paperKey: 'id_card' };
    const { ids } = await admin.post<{ ids: string[] }>(`/requests/${id}/files`, body);
    const papers = (await admin.get<Request>(`/requests/${id}`)).papers;
    expect(papers.find(({ key }) => key === 'id_card')).toMatchObject({ state: 'received' });
    expect(await attested(id)).toBe(true);
    const served = await admin.request('GET', `/requests/${id}/files/${ids[0]}`);
    expect(served.headers.get('content-type')).toBe('application/octet-stream');
    expect(served.headers.get('content-disposition')).toMatch(/^attachment/);
    await admin.patch(`/requests/${id}`, { data: { photos: ids } });
    expect(await attested(id)).toBe(false);
    await admin.delete(`/requests/${id}/files/${ids[0]}`);
    const after = await admin.get<Request>(`/requests/${id}`);
    expect(after.data['photos'] ?? []).toEqual([]);
    expect(after.papers.find(({ key }) => key === 'id_card')).toMatchObject({ state: 'missing' });
  });
});

test('before the promised day the thread and the person are told, once', async () => {
  const { id } = await newRequest({ nationalId: ID_1 });
  await step(id, 'submit');
  await hub.sql(
    `CREATE OR REPLACE FUNCTION insat_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT now() + interval '26 days' $$`,
  );
  const told = async () =>
    (await admin.get<Request>(`/requests/${id}`)).notices.filter(({ kind }) => kind === 'delay').length;
  await waitFor(async () => (await told()) === 1, { timeout: 30_000 });
  const remarks = await hub.sql(
    `SELECT 1 FROM message m JOIN support_request r ON r.conversation_id = m.conversation_id
      WHERE r.id = $1 AND m.notice = 'promise_near'`,
    [id],
  );
  expect(remarks).toHaveLength(1);
});
