import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import type { ConversationView } from '../../src/modules/conversations/conversations.schemas.js';
import {
  ADMINISTRATOR,
  type ApiClient,
  BROWSER_ARGS,
  BranchPhone,
  findBrowser,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { OfficerPage, shown, vanished } from './officer-page.js';

let hub: RunningHub;
let browser: Browser;
let office: ApiClient;
let admin: OfficerPage;
let leaving: BranchPhone;

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  office = await hub.signIn();
  leaving = await BranchPhone.carriedBy(hub, 'سالم الجهني', 'فرع ينبع النخل');
  admin = await OfficerPage.open(browser, hub.url);
  await admin.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/settings/staff');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

/** Somebody of the representative's, and an answer that waits to be carried to them. */
async function answerTo(name: string): Promise<ConversationView> {
  const person = { id: crypto.randomUUID(), name, phone: null, isNew: true };
  const intake = leaving.intake({ person });
  await leaving.api.put(`/branch/intakes/${crypto.randomUUID()}`, intake);
  const list = () => office.get<{ data: ConversationView[] }>(`/conversations?view=all&q=${intake.receipt}`);
  const conversation = await waitFor(async () => (await list()).data[0], { message: 'the conversation' });
  await office.post(`/conversations/${conversation.id}/replies`, { text: 'نرحب بكم يوم الأحد' });
  return conversation;
}

describe('the office', () => {
  test('adds a representative with their branch, and without a share of the queue', async () => {
    await admin.button('إضافة موظف').click();
    await admin.page.getByLabel('الاسم').fill('عبدالعزيز الرفاعي');
    await admin.page.getByLabel('البريد الإلكتروني').fill('aziz@insat.test');
    await admin.page.getByRole('combobox', { name: 'الدور' }).click();
    await admin.page.getByRole('option', { name: 'مندوب' }).click();
    await vanished(admin.page.getByText('يستقبل محادثات بالتوجيه الآلي'));
    await admin.page.getByLabel('الفرع').fill('فرع العيص');
    await admin.page.getByRole('dialog').getByRole('button', { name: 'إضافة موظف' }).click();
    await shown(admin.page.getByText('انسخ كلمة المرور المؤقتة'));
    await admin.button('تم').click();
    const { data } = await office.get<{ data: Record<string, unknown>[] }>('/staff');
    expect(data.find(({ email }) => email === 'aziz@insat.test')).toMatchObject({
      role: 'representative',
      branch: 'فرع العيص',
      routable: false,
    });
  });

  test('sees what representatives carry, and gives all of one who leaves to another', async () => {
    const { reference } = await answerTo('أم ناصر');
    await answerTo('عائلة الحربي');
    await waitFor(async () => (await hub.sql('SELECT FROM hand_task')).length === 2, {
      message: 'both tasks',
    });
    await admin.go('/settings/branch');
    await shown(admin.row('أم ناصر').getByRole('link', { name: reference }));
    expect(await admin.row('أم ناصر').textContent()).toContain('سالم الجهني · فرع ينبع النخل');
    await admin.button('نقل أم ناصر إلى مندوب آخر').click();
    await admin.page.getByRole('combobox', { name: 'المندوب' }).click();
    await admin.page.getByRole('option', { name: /عبدالعزيز الرفاعي/ }).click();
    await admin.page.getByLabel('انقل كل من جاء عن طريق سالم الجهني').check({ force: true });
    await admin.button('نقل').click();
    await shown(admin.row('عائلة الحربي').getByText('عبدالعزيز الرفاعي · فرع العيص'));
    expect(await leaving.api.get('/hand-overs/mine')).toEqual({ data: [] });
    await admin.row('أم ناصر').getByRole('link', { name: reference }).click();
    await shown(admin.page.getByText('يظهر ردك على جوال المندوب، ليبلّغه بنفسه.'));
    await admin.go('/settings/branch');
  });

  test('wipes a lost phone, after asking', async () => {
    await admin.button('مسح جوال المندوب').click();
    await shown(admin.page.getByText('ما لم يُرسل منه بعد يضيع.'));
    await admin.page.getByRole('dialog').getByRole('button', { name: 'مسح الجهاز' }).click();
    await shown(admin.page.getByText('سيُمحى عند أول اتصال'));
    expect((await leaving.api.request('GET', '/branch/people')).status).toBe(401);
    expect(admin.complaints).toEqual([]);
  });

  test('is not where a representative ends up', async () => {
    const representative = await OfficerPage.open(browser, hub.url);
    await representative.go('/sign-in');
    await representative.signIn(leaving.credentials.email, leaving.credentials.password);
    await representative.page.waitForURL(`${hub.url}/branch`);
    await shown(representative.page.getByRole('heading', { name: 'أهلًا بك' }));
    await representative.close();
  });
});
