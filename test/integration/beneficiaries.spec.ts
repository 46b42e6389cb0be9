import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ApiClient, type RunningHub, startHub } from '../harness/index.js';

interface Beneficiary {
  id: string;
  name: string;
  note: string;
  nationalId: string | null;
}
interface ContactPoint {
  id: string;
  address: string;
  displayName: string | null;
  language: string | null;
  beneficiary: Beneficiary | null;
  conversations: { id: string; reference: string; lastMessageAt: string }[];
}
interface Problem {
  code: string;
  params?: Record<string, unknown>;
  errors?: { path: string; message: string }[];
}

const NOBODY = '0192f0c1-2345-7890-8abc-def012345678';
/** Right ID numbers, each used once. */
const idNumbers = ['1948219934', '2260181595', '1860913902', '2114710490', '1703423663'];
let hub: RunningHub;
let admin: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  admin = await hub.signIn();
});
afterAll(() => hub.stop());

async function newContactPoint(): Promise<string> {
  const id = randomUUID();
  await hub.sql(`INSERT INTO contact_point (id, channel, address) VALUES ($1::uuid, 'sms', $1::text)`, [id]);
  return id;
}
const setBeneficiary = (id: string, body: unknown) =>
  admin.request<ContactPoint & Problem>('PUT', `/contact-points/${id}/beneficiary`, body);
const auditOf = async (id: string) =>
  (
    await hub.sql<{ action: string }>('SELECT action FROM audit_line WHERE subject_id = $1 ORDER BY id', [id])
  ).map((line) => line.action);

describe('a contact point', () => {
  test('shows its newest conversations first', async () => {
    const id = await newContactPoint();
    await hub.sql(
      `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
         last_message_id, last_message_at, last_direction, preview, awaits_routing)
       SELECT gen_random_uuid(), 'r' || day, 'sms', a.id, $1, 'ar', 'closed', now(), gen_random_uuid(),
         '2026-01-01Z'::timestamptz + make_interval(days => day), 'inbound', 'السلام عليكم', false
       FROM channel_account a, generate_series(1, 3) day WHERE a.channel = 'sms' AND a.name = 'default'`,
      [id],
    );
    const shown = await admin.get<ContactPoint>(`/contact-points/${id}`);
    expect(shown).toMatchObject({
      id,
      channel: 'sms',
      displayName: null,
      optedOut: false,
      beneficiary: null,
    });
    expect(shown.conversations.map((conversation) => conversation.reference)).toEqual(['r3', 'r2', 'r1']);
    expect(shown.conversations[0]).toMatchObject({
      lastMessageAt: '2026-01-04T00:00:00.000Z',
      preview: 'السلام عليكم',
    });
  });

  test('gets a name and a language, and loses them', async () => {
    const id = await newContactPoint();
    const change = (body: object) => admin.patch<ContactPoint>(`/contact-points/${id}`, body);
    expect(await change({ displayName: ' أم محمد ', language: 'ar' })).toMatchObject({
      displayName: 'أم محمد',
      language: 'ar',
    });
    expect(await change({ displayName: null })).toMatchObject({ displayName: null, language: 'ar' });
    expect(await auditOf(id)).toEqual(['contact_point.changed', 'contact_point.changed']);
  });

  test.each([{}, { displayName: '' }, { language: 'fr' }, { address: '+966500000000' }])(
    'is not changed by %j',
    async (body) => {
      const answer = await admin.request('PATCH', `/contact-points/${await newContactPoint()}`, body);
      expect(answer.status).toBe(400);
    },
  );

  test('nobody knows is not found', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['PUT', '/beneficiary'],
    ] as const) {
      const body = { GET: undefined, PATCH: { language: 'ar' }, PUT: { name: 'x' } }[method];
      const answer = await admin.request<Problem>(method, `/contact-points/${NOBODY}${path}`, body);
      expect([answer.status, answer.body.code]).toEqual([404, 'beneficiary.contact_point_not_found']);
    }
  });
});

describe('a beneficiary', () => {
  test('is made from a contact point, corrected there, shared with another, and let go', async () => {
    const [one, two] = [await newContactPoint(), await newContactPoint()];
    const made = await setBeneficiary(one, { name: 'فاطمة', nationalId: '١٩٤٨٢١٩٩٣٤' });
    expect(made.status).toBe(200);
    const person = made.body.beneficiary as Beneficiary;
    expect(person).toEqual({ id: person.id, name: 'فاطمة', note: '', nationalId: idNumbers[0] });
    const corrected = await setBeneficiary(one, { name: 'فاطمة أحمد', note: 'أرملة' });
    expect(corrected.body.beneficiary).toEqual({ ...person, name: 'فاطمة أحمد', note: 'أرملة' });
    const linked = await setBeneficiary(two, { beneficiaryId: person.id });
    expect(linked.body.beneficiary?.name).toBe('فاطمة أحمد');
    const released = await setBeneficiary(one, null);
    expect([released.status, released.body.beneficiary]).toEqual([200, null]);
    expect(
      (await setBeneficiary(two, { name: 'فاطمة أحمد', nationalId: null })).body.beneficiary?.nationalId,
    ).toBeNull();
    expect(await auditOf(one)).toEqual(['contact_point.linked', 'contact_point.unlinked']);
    expect(await auditOf(person.id)).toEqual([
      'beneficiary.created',
      'beneficiary.changed',
      'beneficiary.changed',
    ]);
  });

  test("'s ID number lies in no table and no log as it is read", async () => {
    const id = await newContactPoint();
    const nationalId = idNumbers[1] as string;
    await setBeneficiary(id, { name: 'سالم', nationalId });
    const [row] = await hub.sql<{ everything: string }>(
      `SELECT concat((SELECT string_agg(b::text, '') FROM beneficiary b), (SELECT string_agg(a::text, '') FROM audit_line a)) AS everything`,
    );
    expect(row?.everything).toContain('سالم');
    expect(row?.everything).not.toContain(nationalId);
    expect(row?.everything).not.toContain(Buffer.from(nationalId).toString('hex'));
    expect(hub.logs).not.toContain(nationalId);
  });

  test('has an ID number of their own, also when two officers write at one moment', async () => {
    const points = await Promise.all(Array.from({ length: 6 }, newContactPoint));
    const nationalId = idNumbers[2];
    const answers = await Promise.all(points.map((id) => setBeneficiary(id, { name: 'هند', nationalId })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const owner = answers.find((answer) => answer.status === 200)?.body.beneficiary?.id;
    const taken = answers.find((answer) => answer.status === 409)?.body;
    expect(taken).toMatchObject({ code: 'beneficiary.national_id_taken', params: { beneficiaryId: owner } });
    const other = await setBeneficiary(await newContactPoint(), { name: 'ليلى', nationalId: idNumbers[3] });
    const id = other.body.id;
    expect((await setBeneficiary(id, { name: 'ليلى', nationalId })).status).toBe(409);
    expect((await setBeneficiary(id, { name: 'ليلى', nationalId: idNumbers[3] })).status).toBe(200);
  });

  test.each([
    { name: '' },
    { name: 'x', nationalId: '1948219935' },
    { name: 'x', nationalId: '3000000004' },
    { name: 'x', beneficiaryId: NOBODY },
    { beneficiaryId: 'x' },
    {},
    [],
  ])('is not made from %j', async (body) => {
    const answer = await setBeneficiary(await newContactPoint(), body);
    expect([answer.status, answer.body.code]).toEqual([400, 'request.invalid']);
  });

  test('nobody knows cannot be linked', async () => {
    const answer = await setBeneficiary(await newContactPoint(), { beneficiaryId: NOBODY });
    expect([answer.status, answer.body.code]).toEqual([404, 'beneficiary.not_found']);
  });

  test('is found by a part of the name, however it is spelled, and by the whole ID number', async () => {
    const nationalId = idNumbers[4] as string;
    await setBeneficiary(await newContactPoint(), { name: 'إِبْرَاهِيم الأنصاري', nationalId });
    const find = async (q: string) =>
      (await admin.get<{ data: Beneficiary[] }>(`/beneficiaries?q=${encodeURIComponent(q)}`)).data.map(
        (person) => person.nationalId,
      );
    expect(await find('ابراهيم')).toEqual([nationalId]);
    expect(await find('الانصارى')).toEqual([nationalId]);
    expect(await find(nationalId)).toEqual([nationalId]);
    expect(await find(nationalId.slice(0, 9))).toEqual([]);
    expect(await find('%%')).toEqual([]);
    expect((await admin.request('GET', '/beneficiaries')).status).toBe(400);
  });
});
