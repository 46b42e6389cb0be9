import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import {
  type ApiClient,
  BranchPhone,
  photoForm,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';

interface HandOver {
  id: string;
  person: { id: string; name: string | null };
  text: string;
  attempts: number;
}

/** The smallest JPEG that says it is one. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=',
  'base64',
);

let hub: RunningHub;
let office: ApiClient;
let phone: BranchPhone;

beforeAll(async () => {
  hub = await startHub();
  office = await hub.signIn();
  phone = await BranchPhone.carriedBy(hub);
});

afterAll(() => hub?.stop());

type IntakeLike = ReturnType<BranchPhone['intake']>;

const send = (intake: IntakeLike, id: string = uuidv7(), from = phone) =>
  from.api.request<{ code?: string; params?: Record<string, unknown> }>(
    'PUT',
    `/branch/intakes/${id}`,
    intake,
  );

/** Taken down, arrived, and in its conversation. */
async function arrived(over: Record<string, unknown> = {}, from = phone) {
  const intake = from.intake(over);
  expect((await send(intake, uuidv7(), from)).status).toBe(200);
  return { intake, conversation: await conversationOf(intake.receipt) };
}

function conversationOf(receipt: string): Promise<ConversationView> {
  return waitFor(
    async () => {
      const q = encodeURIComponent(receipt);
      return (await office.get<{ data: ConversationView[] }>(`/conversations?view=all&q=${q}`)).data[0];
    },
    { message: `the conversation of receipt ${receipt}` },
  );
}

const thread = async (id: string): Promise<MessageView[]> =>
  (await office.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data.reverse();

const mine = async (from = phone) => (await from.api.get<{ data: HandOver[] }>('/hand-overs/mine')).data;

/** An answer that waits to be carried. */
async function answered(from = phone) {
  const { conversation, intake } = await arrived({}, from);
  const reply = await office.post<MessageView>(`/conversations/${conversation.id}/replies`, {
    text: 'موعد التوزيع يوم الخميس',
  });
  await waitFor(async () => (await mine(from)).some(({ id }) => id === reply.id), {
    message: 'the hand-over',
  });
  return { conversation, intake, reply };
}

const report = (id: string, over: Record<string, unknown> = {}, from = phone) => {
  const now = new Date().toISOString();
  return from.api.request<{ code?: string; open?: boolean; params?: Record<string, unknown> }>(
    'PUT',
    `/hand-overs/${id}/outcome`,
    { id: uuidv7(), outcome: 'told', at: now, sentAt: now, ...over },
  );
};

function statusOf(conversationId: string, messageId: string, wanted: string): Promise<MessageView> {
  return waitFor(
    async () =>
      (await thread(conversationId)).find(({ id, status }) => id === messageId && status === wanted),
    { message: `the answer to be ${wanted}` },
  );
}

describe('what a representative takes down', () => {
  test('is one message however often it is sent, found by the number on the paper', async () => {
    const intake = phone.intake({ text: 'انقطعت الكهرباء عن البيت' });
    const id = uuidv7();
    await Promise.all([send(intake, id), send(intake, id)]);
    await send(intake, id);
    const conversation = await conversationOf(intake.receipt);
    expect(await conversationOf(intake.receipt.replace('-', ''))).toMatchObject({ id: conversation.id });
    expect(conversation).toMatchObject({ channel: 'branch', contactPoint: { displayName: 'أم سالم' } });
    const inbound = (await thread(conversation.id)).filter(({ direction }) => direction === 'inbound');
    expect(inbound).toHaveLength(1);
    expect(inbound[0]).toMatchObject({
      text: intake.text,
      externalId: id,
      facts: {
        'branch.receipt': intake.receipt,
        'branch.representative': 'أبو سالم',
        'branch.office': 'ينبع النخل',
      },
    });
  });

  test('says what is needed, and that it is a request for help', async () => {
    const { conversation } = await arrived({ kind: 'help_request', text: '', needs: ['rent', 'food'] });
    expect(conversation.subject).toBe('طلب مساعدة');
    const [message] = await thread(conversation.id);
    expect(message?.facts).toMatchObject({ 'branch.needs': 'إيجار، غذاء' });
  });

  test('waits for its photographs, which need to come only once', async () => {
    const hash = 'f'.repeat(64);
    const refused = await send(phone.intake({ photos: [hash] }));
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'branch.photos_missing', params: { hashes: [hash] } },
    });
    const ours = await phone.photo(JPEG);
    expect(await phone.api.post('/branch/photos/missing', { hashes: [ours, hash] })).toEqual({
      missing: [hash],
    });
    const { conversation } = await arrived({ photos: [ours] });
    const [message] = await thread(conversation.id);
    expect(message?.attachments).toMatchObject([
      { contentType: 'image/jpeg', state: 'stored', size: JPEG.length },
    ]);
  });

  test('refuses half a photograph, and what is no picture', async () => {
    const half = await phone.api.request('PUT', `/branch/photos/${'a'.repeat(64)}`, photoForm(JPEG));
    expect(half).toMatchObject({ status: 400, body: { code: 'branch.photo_refused' } });
    await expect(phone.photo(Buffer.from('<html>'))).rejects.toThrow('branch.photo_refused');
  });

  test.each([
    ['runs a year ahead', 365 * 24 * 3_600_000],
    ['stands in 1970', -Date.now()],
  ])('comes at its right time from a phone whose clock %s, and keeps both times', async (_, off) => {
    const real = Date.now() - 3_600_000;
    const clock = (time: number) => new Date(time + off).toISOString();
    const intake = phone.intake({ at: clock(real), sentAt: clock(Date.now()) });
    const answer = await send(intake);
    expect(answer.body).toEqual({ taken: true, clockIsOff: true });
    const conversation = await conversationOf(intake.receipt);
    const [message] = await thread(conversation.id);
    expect(Math.abs(Date.parse(message!.occurredAt) - real)).toBeLessThan(60_000);
    expect(message?.facts).toMatchObject({ 'branch.phone_clock': intake.at });
  });

  test.each([
    ['nothing but a name', { text: '' }],
    ['a person without a name', { person: { id: uuidv7(), name: ' ', phone: null, isNew: true } }],
    ['a receipt that another phone wrote', { receipt: '999999-00010' }],
    ['a time that is none', { at: 'yesterday' }],
  ])('is refused with %s', async (_, over) => {
    expect((await send(phone.intake(over))).status).toBe(400);
  });
});

describe("a person's details", () => {
  const edit = (id: string, over: Record<string, unknown>) =>
    phone.api.request<{ code?: string; params?: Record<string, unknown> }>('PUT', `/branch/people/${id}`, {
      id: uuidv7(),
      ...over,
    });

  test('are changed on the phone', async () => {
    const { intake, conversation } = await arrived();
    const base = { name: 'أم سالم', phone: null };
    expect((await edit(intake.person.id, { name: 'أم سالم الحربي', phone: '0551234567', base })).status).toBe(
      200,
    );
    expect(await office.get(`/contact-points/${conversation.contactPoint.id}`)).toMatchObject({
      displayName: 'أم سالم الحربي',
    });
  });

  test('are changed on the phone also before it has heard how the hub writes the number', async () => {
    const person = { id: uuidv7(), name: 'أم سالم', phone: '٠٥٥١٢٣٤٥٦٧', isNew: true };
    const { intake } = await arrived({ person });
    const base = { name: 'أم سالم', phone: '٠٥٥١٢٣٤٥٦٧' };
    expect((await edit(intake.person.id, { name: 'أم سالم', phone: '0559999999', base })).status).toBe(200);
  });

  test('stay as the office wrote them when both changed them, and the phone is told both', async () => {
    const { intake, conversation } = await arrived();
    await office.patch(`/contact-points/${conversation.contactPoint.id}`, { displayName: 'فاطمة الحربي' });
    const base = { name: 'أم سالم', phone: null };
    const wanted = { name: 'أم سالم الجهني', phone: null };
    expect(await edit(intake.person.id, { ...wanted, base })).toMatchObject({
      status: 409,
      body: { code: 'branch.person_changed', params: { name: 'فاطمة الحربي', phone: '' } },
    });
    const kept = await hub.sql('SELECT name, base_name, applied FROM branch_person_edit WHERE address = $1', [
      intake.person.id,
    ]);
    expect(kept).toEqual([{ name: 'أم سالم الجهني', base_name: 'أم سالم', applied: false }]);
    // Having seen the office's, the representative chooses.
    const chosen = await edit(intake.person.id, { ...wanted, base: { name: 'فاطمة الحربي', phone: null } });
    expect(chosen.status).toBe(200);
  });

  test("are not another representative's to change", async () => {
    const { intake } = await arrived();
    const other = await BranchPhone.carriedBy(hub);
    const answer = await other.api.request('PUT', `/branch/people/${intake.person.id}`, {
      id: uuidv7(),
      name: 'x',
      phone: null,
      base: { name: 'أم سالم', phone: null },
    });
    expect(answer).toMatchObject({ status: 403, body: { code: 'branch.person_elsewhere' } });
  });
});

describe('an answer', () => {
  test('is handed over with a signature, and has arrived when it was, not when that was sent', async () => {
    const { conversation, reply } = await answered();
    const signature = await phone.photo(JPEG);
    const at = new Date(Date.now() - 2 * 24 * 3_600_000).toISOString();
    const answer = await report(reply.id, { at, note: 'سلّمته لابنها', photos: [signature] });
    expect(answer).toMatchObject({ status: 200, body: { open: false } });
    await statusOf(conversation.id, reply.id, 'delivered');
    const [event] = await hub.sql<{ occurred_at: Date }>(
      `SELECT occurred_at FROM delivery_event WHERE message_id = $1 AND status = 'delivered'`,
      [reply.id],
    );
    expect(event?.occurred_at.toISOString()).toBe(at);
    const note = (await thread(conversation.id)).find(
      ({ direction, text }) => direction === 'note' && text.includes('سلّمته لابنها'),
    );
    expect(note?.attachments).toHaveLength(1);
    expect(await mine()).not.toContainEqual(expect.objectContaining({ id: reply.id }));
  });

  test('whose report is sent again is reported once', async () => {
    const { conversation, reply } = await answered();
    const id = uuidv7();
    await report(reply.id, { id, outcome: 'not_found' });
    expect((await report(reply.id, { id, outcome: 'not_found' })).body).toEqual({ open: true });
    expect((await mine()).find((one) => one.id === reply.id)?.attempts).toBe(1);
    const told = uuidv7();
    await report(reply.id, { id: told, note: 'أخيرًا' });
    expect(await report(reply.id, { id: told, note: 'أخيرًا' })).toMatchObject({ status: 200 });
    expect((await thread(conversation.id)).filter(({ text }) => text.includes('أخيرًا'))).toHaveLength(1);
  });

  test('has failed once the person was not found three times', async () => {
    const { conversation, reply } = await answered();
    for (const open of [true, true, false]) {
      expect((await report(reply.id, { outcome: 'not_found' })).body).toEqual({ open });
    }
    expect((await statusOf(conversation.id, reply.id, 'failed')).error).toMatchObject({ code: 'not_found' });
  });

  test('that a colleague ended first stays as it ended, and both reports are kept', async () => {
    const { conversation, reply } = await answered();
    const colleague = await BranchPhone.carriedBy(hub, 'عبدالعزيز');
    // The office gave the person to a colleague, while this phone was without a network.
    await office.put(`/hand-overs/${reply.id}/representative`, { staffId: colleague.staffId });
    await report(reply.id, { outcome: 'moved' }, colleague);
    const late = await report(reply.id, { outcome: 'told', note: 'وجدتها في بيت أختها' });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'hand_over.closed', params: { outcome: 'moved', by: 'عبدالعزيز' } },
    });
    await statusOf(conversation.id, reply.id, 'failed');
    const { data } = await office.get<{ data: { action: string; data: { outcome?: string } }[] }>(
      `/conversations/${conversation.id}/audit`,
    );
    const reports = data.filter(({ action }) => action.includes('handed_over'));
    expect(reports.map(({ action, data: { outcome } }) => [action, outcome]).reverse()).toEqual([
      ['message.handed_over', 'moved'],
      ['message.also_handed_over', 'told'],
    ]);
    expect((await thread(conversation.id)).some(({ text }) => text.includes('وجدتها'))).toBe(true);
    // Having seen that, the representative stands by it: the thread says so, and nothing is asked again.
    expect((await report(reply.id, { outcome: 'told', insists: true })).status).toBe(200);
    expect((await thread(conversation.id)).some(({ text }) => text.includes('يؤكد المندوب'))).toBe(true);
    await statusOf(conversation.id, reply.id, 'failed');
  });

  test('that was called off meanwhile, for the person knew already, is reported without a quarrel', async () => {
    const { conversation, reply } = await answered();
    // As the sweep of notices ends it: by nobody.
    await hub.sql(
      `UPDATE hand_task SET state = 'closed', outcome = 'known_already', closed_at = now() WHERE message_id = $1`,
      [reply.id],
    );
    const late = await report(reply.id, { outcome: 'not_found', note: 'لم يفتح أحد الباب' });
    expect(late).toMatchObject({ status: 200, body: { open: false } });
    expect((await thread(conversation.id)).some(({ text }) => text.includes('لم يفتح أحد'))).toBe(true);
    const [task] = await hub.sql('SELECT state, outcome, closed_by FROM hand_task WHERE message_id = $1', [
      reply.id,
    ]);
    expect(task).toEqual({ state: 'closed', outcome: 'known_already', closed_by: null });
  });

  test("is not another representative's to report, but a supervisor's", async () => {
    const { conversation, reply } = await answered();
    const other = await BranchPhone.carriedBy(hub, 'مندوب آخر');
    const refused = await report(reply.id, { outcome: 'told', note: 'لم أحملها' }, other);
    expect(refused).toMatchObject({ status: 403, body: { code: 'hand_over.elsewhere' } });
    expect((await mine()).some(({ id }) => id === reply.id)).toBe(true);
    expect((await thread(conversation.id)).some(({ text }) => text.includes('لم أحملها'))).toBe(false);
    const now = new Date().toISOString();
    const byOffice = { id: uuidv7(), outcome: 'told', at: now, sentAt: now };
    expect(await office.request('PUT', `/hand-overs/${reply.id}/outcome`, byOffice)).toMatchObject({
      status: 200,
      body: { open: false },
    });
    expect((await report(reply.id, { outcome: 'refused' }, other)).status).toBe(403);
  });

  test('goes with the person to another representative', async () => {
    const leaving = await BranchPhone.carriedBy(hub, 'من يترك العمل');
    const staying = await BranchPhone.carriedBy(hub, 'من يبقى');
    const first = await answered(leaving);
    await answered(leaving);
    expect(await leaving.api.request('GET', '/hand-overs')).toMatchObject({ status: 403 });
    const nobody = await office.request('PUT', `/hand-overs/${first.reply.id}/representative`, {
      staffId: uuidv7(),
    });
    expect(nobody).toMatchObject({ status: 404, body: { code: 'hand_over.representative_not_found' } });
    await office.put(`/hand-overs/${first.reply.id}/representative`, {
      staffId: staying.staffId,
      everyone: true,
    });
    expect(await mine(leaving)).toEqual([]);
    expect(await mine(staying)).toHaveLength(2);
  });
});
