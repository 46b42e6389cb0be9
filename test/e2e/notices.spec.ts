import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { type CommitteeStaff, committeeStaff } from '../harness/committee.js';
import { BROWSER_ARGS, findBrowser, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { decide, makeRequest } from '../harness/requests.js';
import { OfficerPage, shown, vanished } from './officer-page.js';

/** Two supervisors: one writes what people are told, the other approves it. */

let hub: RunningHub;
let browser: Browser;
let writer: CommitteeStaff;
let second: CommitteeStaff;
const open: OfficerPage[] = [];

beforeAll(async () => {
  hub = await startHub();
  const admin = await hub.signIn();
  writer = await committeeStaff(hub, admin, 'أمل', 'supervisor');
  second = await committeeStaff(hub, admin, 'بدر', 'supervisor');
  browser = await chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS });
});

afterAll(async () => {
  for (const officer of open) expect(officer.complaints).toEqual([]);
  await browser?.close();
  await hub?.stop();
});

async function at(path: string, staff: CommitteeStaff): Promise<OfficerPage> {
  const officer = await OfficerPage.open(browser, hub.url);
  open.push(officer);
  await officer.enter(staff.email, staff.password, path);
  return officer;
}

test('words are written with a preview of every channel, proposed, and approved by somebody else', async () => {
  const { page } = await at('/settings/noticeWords', writer);
  await page.getByRole('button', { name: 'تعديل نص: تأخر الجواب' }).click();
  const body = page.getByLabel('النص', { exact: true });
  await body.fill('نعتذر لكم: تأخر الجواب في طلبكم ');
  await page.getByRole('button', { name: 'رقم الطلب' }).click();
  expect(await body.inputValue()).toBe('نعتذر لكم: تأخر الجواب في طلبكم {reference}');
  const previews = page.getByLabel('كما يظهر على كل قناة');
  await shown(previews.getByText('نعتذر لكم: تأخر الجواب في طلبكم').first());
  await shown(previews.getByTestId('segments'));
  await page.getByRole('button', { name: 'حفظ المسودة' }).click();
  await page.getByRole('button', { name: 'طلب الاعتماد' }).click();
  await shown(page.getByText('كتبتَ هذا النص، فيعتمده شخص آخر.'));

  const other = (await at('/settings/noticeWords', second)).page;
  await other.getByRole('button', { name: 'تعديل نص: تأخر الجواب' }).click();
  await other.getByRole('button', { name: 'اعتماد', exact: true }).click();
  await shown(other.getByText('المعتمد الآن: الإصدار 1، كتبه أمل واعتمده بدر.'));
});

test('a decision waits for its words, for a second person, and for its date', async () => {
  const request = await makeRequest(hub, { phone: '+966500000301', state: 'decided', submittedDaysAgo: 0 });
  await hub.sql('UPDATE support_request SET round = 1 WHERE id = $1', [request.id]);
  await decide(hub, request, { outcome: 'accepted', approved: false });
  const { page } = await at(`/requests/${request.id}`, writer);
  const card = page.getByRole('region', { name: 'نص القرار' });
  await shown(card.getByText('لا يُقال لصاحب الطلب قبل ذلك، بأي طريق.'));
  await card.getByRole('button', { name: 'تعديل النص' }).click();
  await card.getByLabel('ما يُقال لصاحب الطلب').fill('أبشروا، وافقت اللجنة على طلبكم.');
  await card.getByRole('button', { name: 'حفظ وطلب الاعتماد' }).click();
  await shown(card.getByText('كتبتَ هذا النص، فيعتمده شخص آخر.'));

  const other = (await at(`/requests/${request.id}`, second)).page;
  const theirs = other.getByRole('region', { name: 'نص القرار' });
  await shown(theirs.getByText('أبشروا، وافقت اللجنة على طلبكم.'));
  await theirs.getByRole('button', { name: 'اعتماد هذا النص' }).click();
  await shown(theirs.getByText('اعتمده بدر', { exact: false }));
  // The first one's page hears of it by itself.
  await shown(card.getByText('اعتمده بدر', { exact: false }));
});

test('what did not arrive is a worklist: somebody takes it and says how it ended', async () => {
  const { page } = await at('/notices', writer);
  await shown(page.getByText('كل ما أُرسل وصل'));
  const request = await makeRequest(hub, {
    phone: '+966500000302',
    name: 'أم خالد',
    state: 'papers_missing',
    submittedDaysAgo: 3,
  });
  await hub.sql(
    `INSERT INTO request_notice (id, request_id, round, kind, state, undelivered_since, undelivered_reason)
     VALUES (gen_random_uuid(), $1, 1, 'missing_papers', 'undelivered', now() - interval '3 hours', 'exhausted')`,
    [request.id],
  );
  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: 'أم خالد' });
  await shown(row.getByText('لم تبق وسيلة وافق عليها'));
  await row.getByRole('button', { name: 'حسم' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('أُبلغ مشافهة').check();
  await dialog.getByRole('button', { name: 'حفظ' }).click();
  await shown(page.getByText('كل ما أُرسل وصل'));
  const [notice] = await hub.sql(`SELECT state, proof FROM request_notice WHERE request_id = $1`, [
    request.id,
  ]);
  expect(notice).toEqual({ state: 'proven', proof: 'told' });
});

test('somebody is asked to come, and told when and where on their own channel', async () => {
  const request = await makeRequest(hub, { phone: '+966500000303', state: 'submitted', submittedDaysAgo: 1 });
  await hub.sql('UPDATE support_request SET round = 1 WHERE id = $1', [request.id]);
  const { page } = await at(`/requests/${request.id}`, writer);
  await page.getByRole('button', { name: 'تحديد موعد' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('اليوم').fill('2040-11-21');
  await dialog.getByLabel('الساعة').fill('10:30');
  await dialog.getByLabel('المكان').fill('مقر الجمعية');
  await dialog.getByRole('button', { name: 'أبلغه' }).click();
  await vanished(dialog);
  await waitFor(
    async () => {
      const [message] = await hub.sql<{ text: string }>(
        `SELECT text FROM message WHERE conversation_id = $1 AND notice = 'appointment'`,
        [request.conversationId],
      );
      return message?.text.includes('مقر الجمعية') && message.text.includes('21 نوفمبر 2040');
    },
    { message: 'the appointment to be told' },
  );
});

test('a time that has passed is no appointment', async () => {
  const request = await makeRequest(hub, { phone: '+966500000304', state: 'submitted', submittedDaysAgo: 1 });
  const answer = await writer.api.request<{ code: string }>('POST', `/requests/${request.id}/appointments`, {
    at: '2021-11-21T10:30:00+03:00',
    place: 'مقر الجمعية',
  });
  expect(answer.body.code).toBe('support_request.appointment_past');
});
