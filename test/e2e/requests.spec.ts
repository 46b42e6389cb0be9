import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import {
  ADMINISTRATOR,
  BROWSER_ARGS,
  findBrowser,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { OfficerPage, shown, vanished } from './officer-page.js';

const NOURA = { email: 'noura@insat.test', password: 'the first officer here', name: 'نورة العتيبي' };
const ASKED = 'انتهى عقد الإيجار، ونحتاج المساعدة في سداد ستة أشهر';
/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let noura: OfficerPage;
let boss: OfficerPage;

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  const admin = await hub.signIn();
  const teams = await admin.get<{ data: { id: string }[] }>('/teams');
  await admin.post('/staff', {
    ...NOURA,
    role: 'officer',
    routable: false,
    teamIds: teams.data.map((team) => team.id),
  });
  await admin.post('/calls', {
    id: '01890000-0000-7000-8000-000000000004',
    number: '+966501000004',
    name: 'هدى العمري',
    direction: 'answered',
    at: new Date(Date.now() - 60_000).toISOString(),
    summary: ASKED,
  });
  noura = await OfficerPage.open(browser, hub.url);
  await noura.enter(NOURA.email, NOURA.password);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function picture(page: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const section = (name: string) => noura.page.getByRole('region', { name, exact: true });
const paper = (name: string) => section('الأوراق').getByRole('listitem').filter({ hasText: name });

describe('an officer', () => {
  test('begins a request in a conversation, with the person’s own words', async () => {
    await noura.row(ASKED).getByRole('link').click();
    await section('الطلبات').getByRole('link', { name: 'طلب جديد' }).click();
    await noura.page.getByRole('combobox', { name: 'نوع الطلب' }).click();
    await noura.page.getByRole('option', { name: 'مساعدة عامة' }).click();
    await noura.page.getByRole('checkbox', { name: new RegExp(ASKED) }).check();
    const name = noura.page.getByRole('textbox', { name: 'الاسم الكامل' });
    expect(await name.inputValue()).toBe('هدى العمري');
    await picture(noura, 'ar-request-new');
    await noura.button('إنشاء الطلب').click();
    await shown(noura.page.getByRole('heading', { level: 1, name: /هدى العمري/ }));
    const need = noura.page.getByRole('textbox', { name: /ما الذي تحتاج إليه/ });
    expect(await need.inputValue()).toContain(ASKED);
  });

  test('is told at once when an ID number was copied wrong, and keeps what was typed', async () => {
    const id = section('صاحب الطلب').getByRole('textbox', { name: 'رقم الهوية أو الإقامة' });
    await id.fill('1010101011');
    await shown(noura.page.getByText('الرقم غير صحيح'));
    await id.fill('1010101010');
    await shown(noura.page.getByText('رقم هوية صحيح'));
    await noura.page.getByRole('textbox', { name: /الدخل الشهري/ }).fill('٤٢٠٠٫٥٠');
    await noura.page.getByRole('link', { name: 'الخطابات' }).click();
    await shown(noura.page.getByRole('dialog').getByText('إذا غادرت الآن'));
    await noura.button('البقاء هنا').click();
    await noura.button('حفظ').click();
    await vanished(noura.page.getByText('تعديلات لم تُحفظ'));
    const [row] = await hub.sql<{ income: string }>(`SELECT data->>'income' AS income FROM support_request`);
    expect(row?.income).toBe('420050');
  });

  test('submits it, and reads the dates in both calendars', async () => {
    await noura.button('تقديم الطلب').click();
    await noura.page.getByRole('dialog').getByRole('button', { name: 'تقديم الطلب' }).click();
    await shown(section('المواعيد').getByText('تصدر بعد 14 يومًا'));
    await shown(section('المواعيد').getByText(/هـ/));
    await picture(noura, 'ar-request-submitted');
  });

  test('adds a paper and verifies it, and sees what the next step still waits for', async () => {
    await paper('الهوية الوطنية')
      .locator('input[type=file]')
      .setInputFiles({ name: 'id.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF') });
    await shown(paper('الهوية الوطنية').getByText('id.pdf'));
    await noura.page.getByRole('button', { name: /^تدقيق: الهوية/ }).click();
    await paper('الهوية الوطنية').getByLabel('صالحة حتى', { exact: true }).fill('2099-01-01');
    await paper('الهوية الوطنية').getByRole('button', { name: 'مدقَّقة' }).click();
    await shown(paper('الهوية الوطنية').getByText(/صالحة حتى/));
    await shown(section('الخطوة التالية').getByText(/لم تصل/));
    await noura.button('طلب الأوراق الناقصة').click();
    await noura.page.getByRole('dialog').getByRole('button', { name: 'طلب الأوراق الناقصة' }).click();
    await shown(noura.page.getByRole('heading', { level: 1 }).getByText('أوراق ناقصة'));
  });

  test('finds it in the list by name and by state', async () => {
    await noura.go('/requests?state=papers_missing');
    await shown(noura.row('هدى العمري'));
    await noura.page.getByRole('searchbox').fill('لا أحد');
    await shown(noura.page.getByText('لا طلبات بهذه الشروط'));
    await noura.button('عرض كل الطلبات').click();
    await shown(noura.row('هدى العمري'));
    await picture(noura, 'ar-request-list');
    expect(noura.complaints).toEqual([]);
  });
});

describe('an administrator', () => {
  test('adds a field to a type, which becomes its next version', async () => {
    boss = await OfficerPage.open(browser, hub.url);
    await boss.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/settings/requestTypes');
    await boss.page.getByRole('button', { name: 'تعديل مساعدة عامة' }).click();
    await boss.button('إضافة حقل').click();
    await boss.page.getByLabel('العنوان بالعربية').fill('عدد الغرف');
    await boss.page.getByLabel('العنوان بالإنجليزية').fill('Rooms');
    await boss.button('حفظ').click();
    await waitFor(
      async () =>
        (await hub.sql<{ version: number }>(`SELECT version FROM request_type WHERE slug = 'general'`))[0]
          ?.version === 2,
      { message: 'the second version' },
    );
    await shown(boss.page.getByText('الإصدار 2'));
    expect(boss.complaints).toEqual([]);
  });
});
