import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { FormPage } from '../harness/forms.js';
import { type ApiClient, BranchPhone, type RunningHub, startHub, waitFor } from '../harness/index.js';

/** A form becomes a message that tells it, and a support request that can be worked with. */

const ID_NUMBER = '1000000008';

interface Row {
  id: string;
  reference: string;
  state: string;
  source: string;
}

let hub: RunningHub;
let office: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  office = await hub.signIn();
});

afterAll(() => hub?.stop());

const requestOf = (name: string): Promise<Row> =>
  waitFor(
    async () => {
      const [row] = await hub.sql<Row>(
        `SELECT id, reference, state, source FROM support_request WHERE applicant_name = $1`,
        [name],
      );
      return row;
    },
    { message: `the request of ${name}` },
  );

const detail = (id: string) => office.get<Record<string, unknown>>(`/requests/${id}`);

const notes = (id: string) =>
  hub.sql<{ text: string }>(
    `SELECT m.text FROM message m JOIN support_request r ON r.conversation_id = m.conversation_id
      WHERE r.id = $1 AND m.direction = 'note'`,
    [id],
  );

const answers = (over: Record<string, unknown> = {}) => ({
  language: 'ar',
  name: 'أم ناصر',
  answerBy: 'sms',
  phone: '0501234567',
  for: 'self',
  nationalId: ID_NUMBER,
  household: '٦',
  income: '٢٥٠٠',
  city: 'ينبع',
  needs: ['food', 'bills'],
  text: 'نحتاج إلى مؤونة الشهر',
  consent: true,
  ...over,
});

describe('the public form', () => {
  test('becomes a submitted request with what it told, its files and its promised dates', async () => {
    const page = await FormPage.open(hub.url);
    const file = await page.upload('سجل الأسرة.png', await picture());
    expect((await page.send('help', answers({ files: [file] }))).status).toBe(202);

    const { id, state, source, reference } = await requestOf('أم ناصر');
    expect({ state, source }).toEqual({ state: 'submitted', source: 'person' });
    const request = await detail(id);
    expect(request).toMatchObject({
      applicantName: 'أم ناصر',
      nationalId: ID_NUMBER,
      phone: '+966501234567',
      city: 'ينبع',
      type: { slug: 'general' },
      data: { need: 'نحتاج إلى مؤونة الشهر', income: 250_000 },
    });
    expect(request['files']).toMatchObject([{ fileName: 'سجل الأسرة.png' }]);
    const [round] = request['rounds'] as { submittedAt: string; notBefore: string }[];
    expect(Date.parse(round!.notBefore) - Date.parse(round!.submittedAt)).toBeGreaterThanOrEqual(
      14 * 86_400_000,
    );
    expect((await notes(id)).some(({ text }) => text.includes(reference))).toBe(true);
  });

  test('sent twice is one request', async () => {
    const page = await FormPage.open(hub.url);
    const form = answers({ name: 'سعد' });
    await page.send('help', form);
    const { id } = await requestOf('سعد');
    expect((await page.send('help', form)).status).toBe(202);
    await waitFor(
      async () => (await hub.sql(`SELECT 1 FROM inbound_event WHERE state = 'pending'`)).length === 0,
    );
    expect(await hub.sql(`SELECT id FROM support_request WHERE applicant_name = 'سعد'`)).toEqual([{ id }]);
  });

  test('that leaves out what its type asks stays a draft, which the conversation says', async () => {
    const page = await FormPage.open(hub.url);
    await page.send('help', answers({ name: 'هند', needs: ['rent'], income: '' }));
    const { id, state } = await requestOf('هند');
    expect(state).toBe('draft');
    expect(await detail(id)).toMatchObject({ type: { slug: 'rent' } });
    expect((await notes(id)).some(({ text }) => text.includes('لم يُقدَّم بعد'))).toBe(true);
  });

  test('keeps the ID number readable to nobody on its way', async () => {
    await requestOf('أم ناصر');
    const [row] = await hub.sql<{ found: number }>(
      `SELECT count(*)::int AS found FROM request_intake WHERE application::text LIKE '%' || $1 || '%'`,
      [ID_NUMBER],
    );
    expect(row?.found).toBe(0);
  });

  test('that adds to an earlier one, or that a machine filled in, makes none', async () => {
    const first = await FormPage.open(hub.url);
    await first.send('help', answers({ name: 'نوف' }));
    await requestOf('نوف');
    const second = await FormPage.open(hub.url);
    await second.send('help', answers({ name: 'نوف', follows: first.id, text: 'وأضيف أن الثلاجة تعطلت' }));
    const robot = await FormPage.open(hub.url);
    await robot.send('help', answers({ name: 'آلة', website: 'http://x.test' }));
    await waitFor(
      async () => (await hub.sql(`SELECT 1 FROM message WHERE text LIKE '%الثلاجة%'`)).length === 1,
    );
    await waitFor(
      async () => (await hub.sql(`SELECT 1 FROM inbound_event WHERE state = 'pending'`)).length === 0,
    );
    const made = await hub.sql(`SELECT 1 FROM support_request WHERE applicant_name IN ('نوف', 'آلة')`);
    expect(made).toHaveLength(1);
  });
});

test('what a representative takes down in a village becomes a request too', async () => {
  const phone = await BranchPhone.carriedBy(hub);
  const intake = phone.intake({
    kind: 'help_request',
    text: '',
    needs: ['food'],
    nationalId: '١٠٠٠٠٠٠٠٠٨',
    householdSize: '4',
    monthlyIncome: '0',
    city: 'العيص',
  });
  const { status } = await phone.api.request('PUT', `/branch/intakes/${uuidv7()}`, intake);
  expect(status).toBe(200);
  const { id, state, source } = await requestOf('أم سالم');
  expect({ state, source }).toEqual({ state: 'submitted', source: 'representative' });
  expect(await detail(id)).toMatchObject({
    nationalId: ID_NUMBER,
    city: 'العيص',
    data: { need: 'غذاء', income: 0 },
  });
});

test('a wrong ID number is refused before it is taken', async () => {
  const phone = await BranchPhone.carriedBy(hub);
  const intake = phone.intake({ kind: 'help_request', nationalId: '1234567890' });
  const refused = await phone.api.request('PUT', `/branch/intakes/${uuidv7()}`, intake);
  expect(refused).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
});

test('a row that was forgotten is found by the sweep', async () => {
  const page = await FormPage.open(hub.url);
  await page.send('help', answers({ name: 'غالية' }));
  const { id } = await requestOf('غالية');
  // As if the process had died between its commit and the nudge.
  await hub.sql(`UPDATE request_intake SET state = 'due', request_id = NULL WHERE request_id = $1`, [id]);
  await waitFor(
    async () => {
      const [row] = await hub.sql<{ request_id: string }>(
        `SELECT i.request_id FROM request_intake i JOIN support_request r ON r.origin_message_id = i.message_id
          WHERE r.id = $1 AND i.state = 'done'`,
        [id],
      );
      return row?.request_id === id;
    },
    { timeout: 60_000, message: 'the sweep' },
  );
});

async function picture(): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } })
    .png()
    .toBuffer();
}
