// Over 400 lines: one hub and one committee serve all of it; a second file would start both again.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CommitteeStaff,
  committeeStaff,
  type StudiedRequest,
  studiedRequest,
} from '../harness/committee.js';
import { type ApiClient, type RunningHub, startHub } from '../harness/index.js';

interface Item {
  withheld: boolean;
  id?: string;
  requestId?: string;
  position: number;
  state?: string;
  cast?: number;
  eligible?: number;
  quorumMet?: boolean;
  votes?: { count: Record<string, number> } | null;
}
interface Session {
  id: string;
  state: string;
  items: Item[];
  minutesSha256: string | null;
}

/** One transparent dot. */
const SCAN = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PICTURES = process.env['INSAT_PICTURES'];
let hub: RunningHub;
let admin: ApiClient;
let huda: CommitteeStaff;
let majed: CommitteeStaff;
let reem: CommitteeStaff;
let sami: CommitteeStaff;

beforeAll(async () => {
  hub = await startHub();
  admin = await hub.signIn();
  huda = await committeeStaff(hub, admin, 'هدى الشهري');
  majed = await committeeStaff(hub, admin, 'ماجد الزهراني');
  reem = await committeeStaff(hub, admin, 'ريم القحطاني');
  sami = await committeeStaff(hub, admin, 'سامي المشرف', 'supervisor');
}, 120_000);
afterAll(() => hub?.stop());

const answer = async (api: ApiClient, method: string, path: string, body?: unknown) => {
  const { status, body: problem } = await api.request<{ code: string }>(method, path, body);
  return [status, problem.code];
};
const members = () => [huda, majed, reem];
const seats = (present: CommitteeStaff[] = members()) =>
  members().map(({ id }) => ({ staffId: id, present: present.some((one) => one.id === id) }));

async function planned(mode: 'votes' | 'consensus' = 'votes', quorum = 2): Promise<string> {
  const { id } = await sami.api.post<{ id: string }>('/committee/sessions', {
    heldAt: '2026-12-01T10:00:00+03:00',
    place: 'قاعة الاجتماعات',
    mode,
    quorum,
    chairId: huda.id,
    memberIds: members().map((member) => member.id),
  });
  return id;
}

/** A session that has begun, with these requests. */
async function opened(requests: StudiedRequest[], mode: 'votes' | 'consensus' = 'votes', quorum = 2) {
  const id = await planned(mode, quorum);
  await sami.api.post(`/committee/sessions/${id}/agenda`, { requestIds: requests.map((one) => one.id) });
  await sami.api.put(`/committee/sessions/${id}/seats`, { seats: seats() });
  await sami.api.post(`/committee/sessions/${id}/open`);
  const { items } = await view(sami, id);
  return { id, items: requests.map((one) => items.find((item) => item.requestId === one.id)!.id!) };
}
const view = (staff: CommitteeStaff, id: string) => staff.api.get<Session>(`/committee/sessions/${id}`);
const vote = (staff: CommitteeStaff, item: string, choice: string) =>
  answer(staff.api, 'PUT', `/committee/items/${item}/vote`, { choice });

const ACCEPT = {
  outcome: 'accepted',
  reasonCode: 'need_proven',
  reasonText: 'ثبتت الحاجة بالأوراق',
  consensus: true,
  award: { what: 'إيجار السكن', amountHalalas: 1_250_000, period: 'ستة أشهر', conditions: 'يُصرف للمؤجر' },
};
const REJECT = {
  outcome: 'rejected',
  reasonCode: 'means_suffice',
  reasonText: 'الدخل يغطي الإيجار بحسب الأوراق',
  appeal: { text: 'اكتبوا لنا سبب الاعتراض', until: '2027-06-01' },
};
const decide = (item: string, draft: object) =>
  answer(sami.api, 'POST', `/committee/items/${item}/decision`, draft);

describe('a session', () => {
  test('has a chair among its seats, a quorum that they can make, and nobody else in them', async () => {
    const officer = await committeeStaff(hub, admin, 'موظفة', 'officer');
    const plan = { heldAt: '2026-12-01T10:00:00Z', mode: 'votes', quorum: 1, chairId: huda.id };
    const refused = (more: object) => answer(sami.api, 'POST', '/committee/sessions', { ...plan, ...more });
    expect(await refused({ memberIds: [majed.id] })).toEqual([422, 'committee.seats_chair']);
    expect(await refused({ memberIds: [huda.id], quorum: 2 })).toEqual([422, 'committee.seats_quorum']);
    expect(await refused({ memberIds: [huda.id, officer.id] })).toEqual([422, 'committee.seats_member']);
  });

  test('does not begin without its quorum, and is cancelled only before', async () => {
    const id = await planned();
    await sami.api.put(`/committee/sessions/${id}/seats`, { seats: seats([huda]) });
    expect(await answer(sami.api, 'POST', `/committee/sessions/${id}/open`)).toEqual([
      409,
      'committee.quorum_missing',
    ]);
    await sami.api.delete(`/committee/sessions/${id}`);
    expect(await answer(sami.api, 'POST', `/committee/sessions/${id}/open`)).toEqual([
      409,
      'committee.session_state',
    ]);
  });

  test('is seen by whoever sits there or runs the committee, and by no other member', async () => {
    const outsider = await committeeStaff(hub, admin, 'عضو آخر');
    const id = await planned();
    expect((await view(huda, id)).state).toBe('planned');
    expect(await answer(outsider.api, 'GET', `/committee/sessions/${id}`)).toEqual([
      404,
      'committee.session_not_found',
    ]);
    expect((await outsider.api.get<{ data: [] }>('/committee/sessions')).data).toEqual([]);
    for (const path of ['/requests', '/conversations', '/staff', '/committee/waiting-requests']) {
      expect([403, 404]).toContain((await huda.api.request('GET', path)).status);
    }
  });

  test('takes only what is under study, and on one open agenda only', async () => {
    const request = await studiedRequest(hub, 'أم سعد');
    const [one, other] = [await planned(), await planned()];
    const add = (session: string) =>
      answer(sami.api, 'POST', `/committee/sessions/${session}/agenda`, { requestIds: [request.id] });
    expect((await add(one))[0]).toBe(204);
    expect(await add(other)).toEqual([409, 'committee.on_agenda_already']);
    await sami.api.delete(`/committee/sessions/${one}`);
    expect((await add(other))[0]).toBe(204);
    const early = await studiedRequest(hub, 'أبو فهد');
    await hub.sql(`UPDATE support_request SET state = 'verified' WHERE id = $1`, [early.id]);
    expect(
      await answer(sami.api, 'POST', `/committee/sessions/${other}/agenda`, { requestIds: [early.id] }),
    ).toEqual([409, 'committee.not_under_study']);
  });
});

describe('a conflict of interest', () => {
  test('keeps file, votes and item from the member, whatever ids they know', async () => {
    const request = await studiedRequest(hub, 'قريبة ماجد');
    const { id, items } = await opened([request]);
    const item = items[0]!;
    expect((await vote(majed, item, 'accept'))[0]).toBe(204);
    expect((await majed.api.request('GET', `/committee/items/${item}/dossier`)).status).toBe(200);
    await majed.api.post(`/requests/${request.id}/conflicts`, { reason: 'ابنة عمي' });

    const seen = await view(majed, id);
    expect(seen.items).toEqual([{ withheld: true, position: 1 }]);
    expect(JSON.stringify(seen)).not.toContain(request.reference);
    const gone = [404, 'committee.item_not_found'];
    expect(await answer(majed.api, 'GET', `/committee/items/${item}/dossier`)).toEqual(gone);
    expect(await answer(majed.api, 'GET', `/committee/items/${item}/files/${request.id}`)).toEqual(gone);
    expect(await vote(majed, item, 'reject')).toEqual(gone);
    const invented = '0192f0c1-2345-7890-8abc-def012345678';
    expect(await answer(majed.api, 'GET', `/committee/items/${invented}/dossier`)).toEqual(gone);
    // The vote that was cast is gone with it.
    expect((await view(sami, id)).items[0]).toMatchObject({ cast: 0, eligible: 2 });
    const audit = await hub.sql<{ data: object }>(
      `SELECT data FROM audit_line WHERE subject_id = $1 AND action = 'conflict.declared'`,
      [request.id],
    );
    expect(audit).toEqual([{ data: { staffId: majed.id } }]);
  });

  test('holds for every request of the same person, and on every route of requests', async () => {
    const beneficiaryId = '0192f0c1-2345-7890-8abc-def0123456aa';
    await hub.sql(`INSERT INTO beneficiary (id, name) VALUES ($1, 'مستفيدة')`, [beneficiaryId]);
    const first = await studiedRequest(hub, 'مستفيدة', { beneficiaryId });
    const second = await studiedRequest(hub, 'مستفيدة', { beneficiaryId });
    const other = await committeeStaff(hub, admin, 'مشرفة أخرى', 'supervisor');
    await sami.api.post(`/requests/${first.id}/conflicts`, { staffId: other.id });
    for (const { id } of [first, second]) {
      for (const path of ['conflicts', 'social-report']) {
        expect(await answer(other.api, 'GET', `/requests/${id}/${path}`)).toEqual([
          404,
          'support_request.not_found',
        ]);
      }
      expect((await sami.api.request('GET', `/requests/${id}/social-report`)).status).toBe(200);
    }
    const { id, items } = await opened([second]);
    expect((await view(other, id)).items).toEqual([{ withheld: true, position: 1 }]);
    expect(await answer(other.api, 'POST', `/committee/items/${items[0]}/decision`, ACCEPT)).toEqual([
      404,
      'committee.item_not_found',
    ]);
    expect((await other.api.request('DELETE', `/requests/${first.id}/conflicts/${other.id}`)).status).toBe(
      404,
    );
    expect((await other.api.request('DELETE', `/requests/${first.id}/conflicts/${huda.id}`)).status).toBe(
      404,
    );
  });

  test('takes it out of lists, counts, other requests of the household and undelivered notices', async () => {
    const kept = await studiedRequest(hub, 'قريبة المشرف');
    const beside = await studiedRequest(hub, 'من أهل البيت نفسه');
    await admin.patch(`/requests/${kept.id}`, { nationalId: '1000000008' });
    await admin.put(`/requests/${beside.id}/household`, {
      household: [{ name: 'قريبة المشرف', relation: 'spouse', nationalId: '1000000008' }],
    });
    const noticeId = '0192f0c1-2345-7890-8abc-def0123456bb';
    await hub.sql(
      `INSERT INTO request_notice (id, request_id, round, kind, state, undelivered_since, undelivered_reason)
       VALUES ($1, $2, 1, 'receipt', 'undelivered', now(), 'no_channel')`,
      [noticeId, kept.id],
    );
    const tied = await committeeStaff(hub, admin, 'مشرف ذو صلة', 'supervisor');
    const [row] = await hub.sql<{ conversation: string }>(
      'SELECT conversation_id AS conversation FROM support_request WHERE id = $1',
      [kept.id],
    );
    type Rows = { data: { id: string }[] };
    const ids = async (path: string) => (await tied.api.get<Rows>(path)).data.map(({ id }) => id);
    const see = async () => ({
      list: (await ids('/requests?q=%D9%82%D8%B1%D9%8A%D8%A8%D8%A9')).includes(kept.id),
      beside: (await ids(`/conversations/${row!.conversation}/requests`)).includes(kept.id),
      duplicates: (await ids(`/requests/${beside.id}/duplicates`)).includes(kept.id),
      detail: (
        await tied.api.get<{ duplicates: { id: string }[] }>(`/requests/${beside.id}`)
      ).duplicates.some(({ id }) => id === kept.id),
      undelivered: (await ids('/undelivered-notices')).includes(noticeId),
    });
    const counts = () => tied.api.get<Record<string, number>>('/requests/counts');
    const before = await counts();
    expect(Object.values(await see())).toEqual([true, true, true, true, true]);
    await sami.api.post(`/requests/${kept.id}/conflicts`, { staffId: tied.id });
    expect(Object.values(await see())).toEqual([false, false, false, false, false]);
    expect(await counts()).toEqual({ ...before, under_study: before['under_study']! - 1 });
    const missing = [404, 'undelivered_notice.not_found'];
    const notice = `/undelivered-notices/${noticeId}`;
    expect(await answer(tied.api, 'PUT', `${notice}/owner`, { staffId: null })).toEqual(missing);
    expect(await answer(tied.api, 'POST', `${notice}/settlement`, { proof: 'told' })).toEqual(missing);
    expect(await answer(tied.api, 'POST', `${notice}/retry`, {})).toEqual(missing);
    for (const path of ['', '/notices', '/decision-notice', '/attestation/form', '/duplicates']) {
      expect((await tied.api.request('GET', `/requests/${kept.id}${path}`)).status).toBe(404);
    }
    // What was written to the person is correspondence, not the file: see docs/decisions/committee.md.
    expect((await tied.api.request('GET', `/conversations/${row!.conversation}/messages`)).status).toBe(200);
    expect((await sami.api.request('GET', `/requests/${kept.id}`)).status).toBe(200);
  });

  test('does not count for the quorum', async () => {
    const request = await studiedRequest(hub, 'قريبة الجميع');
    const { id, items } = await opened([request], 'consensus', 3);
    await sami.api.post(`/requests/${request.id}/conflicts`, { staffId: reem.id });
    expect((await view(sami, id)).items[0]).toMatchObject({ eligible: 2, quorumMet: false });
    expect(await decide(items[0]!, ACCEPT)).toEqual([409, 'committee.quorum_missing']);
  });

  test('is declared of oneself only, and of requests on an agenda of theirs', async () => {
    const request = await studiedRequest(hub, 'أم خالد');
    const declare = (body: object) => answer(huda.api, 'POST', `/requests/${request.id}/conflicts`, body);
    expect(await declare({ staffId: reem.id })).toEqual([403, 'committee.conflict_forbidden']);
    expect(await declare({})).toEqual([404, 'committee.item_not_found']);
  });
});

describe('the dossier', () => {
  test('shows what the committee needs, and the report once it is finished', async () => {
    const request = await studiedRequest(hub, 'أم سعد');
    const { items } = await opened([request]);
    const dossier = () => huda.api.get<Record<string, unknown>>(`/committee/items/${items[0]}/dossier`);
    const report = { text: 'زرنا البيت، وهو من غرفتين', recommendation: 'نوصي بالقبول' };
    await sami.api.put(`/requests/${request.id}/social-report`, report);
    expect(await dossier()).toMatchObject({
      reference: request.reference,
      applicantName: 'أم سعد',
      nationalIdMasked: null,
      answers: [{ key: 'need' }, { key: 'rent', value: 1_800_000 }],
      household: [{ name: 'سعد', relation: 'son' }],
      papers: [
        { key: 'id_card', state: 'verified', validUntil: '2099-01-01', expired: false },
        { key: 'lease' },
      ],
      attestation: { method: 'signature' },
      socialReport: null,
      missing: [],
    });
    await sami.api.put(`/requests/${request.id}/social-report`, { ...report, finished: true });
    expect(await dossier()).toMatchObject({ socialReport: report });
    expect(JSON.stringify(await dossier())).not.toContain('+9665');
  });
});

describe('the papers of a dossier', () => {
  test('are opened from it by who may read it; the ID number is masked there', async () => {
    const request = await studiedRequest(hub, 'أم تركي');
    await admin.patch(`/requests/${request.id}`, { nationalId: '1000000008' });
    const form = new FormData();
    form.append('file', new Blob([SCAN], { type: 'image/png' }), 'lease.png');
    const upload = await admin.post<{ id: string }>('/uploads', form);
    await admin.post(`/requests/${request.id}/files`, { uploads: [upload.id], paperKey: 'lease' });
    const { items } = await opened([request]);
    const dossier = await huda.api.get<{
      nationalIdMasked: string;
      papers: { key: string; files: { id: string; fileName: string }[] }[];
    }>(`/committee/items/${items[0]}/dossier`);
    expect(dossier.nationalIdMasked).toBe('••••••0008');
    expect(JSON.stringify(dossier)).not.toContain('1000000008');
    const [file] = dossier.papers.find(({ key }) => key === 'lease')!.files;
    expect(file).toMatchObject({ fileName: 'lease.png' });
    const path = `/committee/items/${items[0]}/files/${file!.id}`;
    expect((await huda.api.bytes(path)).equals(SCAN)).toBe(true);
    // Not by way of another item, nor for somebody without a seat.
    const other = await opened([await studiedRequest(hub, 'أم ليان')]);
    const gone = [404, 'committee.item_not_found'];
    expect(await answer(huda.api, 'GET', `/committee/items/${other.items[0]}/files/${file!.id}`)).toEqual(
      gone,
    );
    const outsider = await committeeStaff(hub, admin, 'عضو بلا مقعد');
    expect(await answer(outsider.api, 'GET', path)).toEqual(gone);
  });
});

describe('votes', () => {
  test('stay hidden until all have voted, can be changed, and then decide', async () => {
    const request = await studiedRequest(hub, 'أم سعد');
    const { id, items } = await opened([request]);
    const item = items[0]!;
    await vote(huda, item, 'accept');
    await vote(majed, item, 'reject');
    expect((await view(sami, id)).items[0]).toMatchObject({ cast: 2, eligible: 3, votes: null });
    expect(await decide(item, ACCEPT)).toEqual([409, 'committee.votes_missing']);
    expect(await vote(sami, item, 'accept')).toEqual([403, 'committee.vote_forbidden']);
    await vote(majed, item, 'abstain');
    await vote(reem, item, 'accept');
    expect((await view(majed, id)).items[0]!.votes!.count).toEqual({
      accept: 2,
      reject: 0,
      abstain: 1,
      postpone: 0,
    });
    expect(await decide(item, REJECT)).toEqual([409, 'committee.outcome_disagrees_votes']);
    expect((await decide(item, ACCEPT))[0]).toBe(201);
    expect(await vote(reem, item, 'reject')).toEqual([409, 'committee.item_settled']);
    expect(await decide(item, ACCEPT)).toEqual([409, 'committee.item_settled']);
  });
});

describe('a decision', () => {
  test('needs agreement, a fitting reason and time to appeal, and leaves a draft that waits for its date', async () => {
    const request = await studiedRequest(hub, 'أبو نايف');
    const { items } = await opened([request], 'consensus');
    const item = items[0]!;
    expect(await decide(item, REJECT)).toEqual([409, 'committee.outcome_disagrees_consensus']);
    expect(await decide(item, { ...REJECT, reasonCode: 'need_proven' })).toEqual([
      422,
      'committee.reason_code',
    ]);
    const short = { ...REJECT, consensus: true, appeal: { text: 'اكتبوا لنا', until: '2026-12-01' } };
    expect(await decide(item, short)).toEqual([422, 'committee.appeal_too_short']);
    expect((await decide(item, { ...REJECT, consensus: true }))[0]).toBe(201);
    const [row] = await hub.sql<Record<string, unknown>>(
      `SELECT r.state, d.outcome, n.state AS notice, n.not_before FROM support_request r
         JOIN decision d ON d.request_id = r.id JOIN request_notice n ON n.decision_id = d.id WHERE r.id = $1`,
      [request.id],
    );
    expect(row).toEqual({
      state: 'decided',
      outcome: 'rejected',
      notice: 'draft',
      not_before: new Date(request.notBefore),
    });
    const audit = await hub.sql('SELECT data FROM audit_line WHERE subject_id = $1', [request.id]);
    expect(JSON.stringify(audit)).not.toContain('الدخل');
  });

  test('is seen by officers with its reason, and that nobody was told of it', async () => {
    const request = await studiedRequest(hub, 'أم يزن');
    const { items } = await opened([request], 'consensus');
    expect((await decide(items[0]!, { ...REJECT, consensus: true }))[0]).toBe(201);
    const officer = await committeeStaff(hub, admin, 'موظفة الطلبات', 'officer');
    const detail = await officer.api.get<{ decision: object; notices: object[] }>(`/requests/${request.id}`);
    expect(detail.decision).toMatchObject({
      outcome: 'rejected',
      reasonCode: REJECT.reasonCode,
      reasonText: REJECT.reasonText,
      award: null,
      appealUntil: '2027-06-01T20:59:59.000Z',
    });
    expect(detail.notices).toMatchObject([
      { kind: 'decision', round: 1, state: 'draft', notBefore: request.notBefore, provenAt: null },
    ]);
    const reasons = await officer.api.get<{ data: { code: string }[] }>('/committee/reasons');
    expect(reasons.data.map(({ code }) => code)).toContain(REJECT.reasonCode);
  });

  test('is not taken on a void attestation, papers that have run out or data nobody verified; nothing of it is left', async () => {
    const request = await studiedRequest(hub, 'أم هند');
    const { items } = await opened([request], 'consensus');
    await hub.sql(
      `UPDATE support_request SET city = 'جدة', data = data || '{"rent": 2400000}' WHERE id = $1`,
      [request.id],
    );
    await hub.sql(
      `UPDATE request_paper SET valid_until = '2020-01-01' WHERE request_id = $1 AND key = 'id_card'`,
      [request.id],
    );
    const refused = await sami.api.request<{ code: string; params: object }>(
      'POST',
      `/committee/items/${items[0]}/decision`,
      ACCEPT,
    );
    expect(refused.body).toMatchObject({
      code: 'support_request.incomplete',
      params: {
        missing: ['paper:id_card:expired', 'datum:rent:unverified', 'attestation:missing'],
      },
    });
    expect(await hub.sql('SELECT FROM decision WHERE request_id = $1', [request.id])).toEqual([]);
  });

  test('can be put off, or the request sent back to be verified', async () => {
    const [later, back] = [await studiedRequest(hub, 'أم علي'), await studiedRequest(hub, 'أم عمر')];
    const { items } = await opened([later, back]);
    await sami.api.post(`/committee/items/${items[0]}/postpone`, { note: 'ننتظر عقد الإيجار' });
    await sami.api.post(`/committee/items/${items[1]}/return`, { reason: 'الدخل غير واضح' });
    const states = await hub.sql<{ state: string }>(
      'SELECT state FROM support_request WHERE id = ANY($1::uuid[]) ORDER BY id',
      [[later.id, back.id]],
    );
    expect(states.map(({ state }) => state)).toEqual(['under_study', 'verified']);
  });
});

describe('the minutes', () => {
  test('are kept with their hash when the session is closed; nothing of it changes afterwards', async () => {
    const [one, two] = [await studiedRequest(hub, 'أم سعد الحربي'), await studiedRequest(hub, 'أبو نايف')];
    const { id, items } = await opened([one, two]);
    await sami.api.post(`/requests/${one.id}/conflicts`, { staffId: reem.id, reason: 'صلة قرابة بعيدة' });
    await vote(huda, items[0]!, 'accept');
    await vote(majed, items[0]!, 'accept');
    expect((await decide(items[0]!, ACCEPT))[0]).toBe(201);
    expect(await answer(sami.api, 'POST', `/committee/sessions/${id}/close`)).toEqual([
      409,
      'committee.items_waiting',
    ]);
    await sami.api.post(`/committee/items/${items[1]}/postpone`, { note: 'ننتظر عقد الإيجار' });
    const { sha256 } = await sami.api.post<{ sha256: string }>(`/committee/sessions/${id}/close`);
    const pdf = await huda.api.bytes(`/committee/sessions/${id}/minutes.pdf`);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(createHash('sha256').update(pdf).digest('hex')).toBe(sha256);
    expect(await answer(reem.api, 'GET', `/committee/sessions/${id}/minutes.pdf`)).toEqual([
      404,
      'committee.minutes_not_found',
    ]);
    if (PICTURES) {
      mkdirSync(PICTURES, { recursive: true });
      writeFileSync(join(PICTURES, 'minutes.pdf'), pdf);
    }
    expect(await answer(sami.api, 'PUT', `/committee/sessions/${id}/seats`, { seats: seats() })).toEqual([
      409,
      'committee.session_state',
    ]);
    // The file is for the study: a member reads it no more.
    expect((await huda.api.request('GET', `/committee/items/${items[0]}/dossier`)).status).toBe(404);
    for (const statement of [
      `UPDATE committee_session SET notes = 'x' WHERE id = $1`,
      `UPDATE committee_session SET state = 'in_session' WHERE id = $1`,
      'DELETE FROM committee_session WHERE id = $1',
      'UPDATE committee_seat SET present = NOT present WHERE session_id = $1',
      'DELETE FROM committee_seat WHERE session_id = $1',
      `UPDATE agenda_item SET note = 'x' WHERE session_id = $1`,
      'DELETE FROM committee_vote WHERE agenda_item_id IN (SELECT id FROM agenda_item WHERE session_id = $1)',
    ]) {
      await expect(hub.sql(statement, [id])).rejects.toMatchObject({ code: '42501' });
    }
  });
});
