import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import iconv from 'iconv-lite';
import { type Browser, chromium } from 'playwright-core';
import { ADMINISTRATOR, BROWSER_ARGS, findBrowser, type RunningHub, startHub } from '../harness/index.js';
import { DESK, OfficerPage, PHONE, shown, vanished } from './officer-page.js';

/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let officer: OfficerPage;

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  officer = await OfficerPage.open(browser, hub.url);
  await officer.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/calls');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function picture(of: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await of.page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

const line = (number: string, at: string, id: string, name = '') =>
  `"","${number}","600","ext-queues","""${name}"" <${number}>","PJSIP/trunk-1","","Queue","600,t","${at}","","${at}",40,0,"NO ANSWER","DOCUMENTATION","${id}",""`;
/** Two calls of one person and one of another, an answered one, and a line that is torn. */
const MASTER = [
  line('0501234567', '2026-03-01 10:00:00', '1772348400.1', 'أم خالد'),
  line('0501234567', '2026-03-01 10:30:00', '1772350200.2'),
  line('0559876543', '2026-03-01 11:00:00', '1772352000.3', 'أبو فهد'),
  line('0531112223', '2026-03-01 11:10:00', '1772352600.4')
    .replace('NO ANSWER', 'ANSWERED')
    .replace('"","Queue"', '"PJSIP/201-1","Dial"'),
  '"","05012',
].join('\n');
const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
});
const choose = (of: OfficerPage, chosen: ReturnType<typeof file>) =>
  of.page.locator('input[type=file]').setInputFiles(chosen);
const take = () => officer.page.getByRole('button', { name: /^استيراد (مكالمة|مكالمتين|\d+ مكالمات?)/ });

describe("the exchange's file", () => {
  test('is found from the calls, and says what it would bring in before it does', async () => {
    await officer.page.getByRole('link', { name: 'استيراد سجلات المقسم' }).press('Enter');
    await shown(officer.page.getByText('أفلت ملف CSV هنا'));
    await picture(officer, 'ar-desk-import-empty');
    await choose(officer, file('Master.csv', MASTER));
    await shown(take());
    expect(await take().textContent()).toBe('استيراد 3 مكالمات');
    await shown(officer.page.getByText('من شخصين'));
    const rows = officer.page.getByRole('row');
    expect(await rows.nth(1).textContent()).toContain('+966501234567');
    expect(await rows.nth(1).textContent()).toContain('أم خالد');
    await shown(rows.filter({ hasText: '+966531112223' }).getByText('جرى الرد عليها'));
    await shown(officer.page.getByText('علامة اقتباس لم تُغلق'));
    await shown(officer.page.getByText('السطر 5:'));
    expect(await hub.sql('SELECT 1 FROM inbound_event')).toEqual([]);
    await picture(officer, 'ar-desk-import-preview');
  });

  test('is brought in, one conversation for each person', async () => {
    await take().press('Enter');
    await shown(officer.page.getByRole('status', { name: 'اكتمل الاستيراد' }));
    await shown(officer.page.getByText('شخصان بانتظار أن تعاودوا الاتصال بهما.'));
    await picture(officer, 'ar-desk-import-done');
    await officer.page.getByRole('link', { name: 'افتح المحادثات' }).press('Enter');
    await officer.openConversation('أم خالد');
    await shown(officer.message('مكالمة فائتة').getByText('سجلات المقسم'));
    await picture(officer, 'ar-desk-import-thread');
    const [count] = await hub.sql<{ conversations: number }>(
      'SELECT count(*)::int AS conversations FROM conversation',
    );
    expect(count!.conversations).toBe(2);
  });

  test('adds nothing the second time', async () => {
    await officer.go('/calls/import');
    await choose(officer, file('Master.csv', MASTER));
    await shown(officer.page.getByRole('button', { name: 'لا شيء جديد للاستيراد' }));
    expect(await officer.button('لا شيء جديد للاستيراد').isDisabled()).toBe(true);
  });
});

test('a list whose columns nobody knows is read once somebody says what they are', async () => {
  const list = 'س;ص;ع\nسعاد;0561112223;مساء الأحد\nهند;0561112224;2/3/2026 09:15\n';
  await officer.go('/calls/import');
  await choose(officer, file('قائمة.csv', iconv.encode(list, 'windows-1256')));
  await shown(officer.page.getByText('حدّد أدناه أي عمود'));
  await picture(officer, 'ar-desk-import-columns');
  const says = (column: number) => officer.page.getByRole('combobox', { name: `ما في العمود ${column}` });
  const say = async (column: number, role: string) => {
    await says(column).click();
    await officer.page.getByRole('option', { name: role, exact: true }).click();
  };
  await say(2, 'رقم المتصل');
  await say(3, 'وقت المكالمة');
  await shown(officer.page.getByRole('button', { name: 'استيراد مكالمة واحدة' }));
  await say(1, 'اسم المتصل');
  await shown(officer.page.getByRole('cell', { name: 'هند' }));
  await shown(officer.page.getByText('وقت غير مفهوم'));
  await shown(officer.page.getByText('مساء الأحد').last());
});

test('a workbook is sent back with what to do, and another file can be chosen', async () => {
  await officer.go('/calls/import');
  await choose(officer, file('calls.xlsx', 'PK\u0003\u0004 and so on'));
  await shown(officer.page.getByRole('alert').getByText('احفظه من البرنامج بصيغة CSV'));
  await officer.button('ملف آخر').click();
  await shown(officer.page.getByText('أفلت ملف CSV هنا'));
  await vanished(officer.page.getByRole('alert'));
});

test('stands on a phone without moving sideways, and in English', async () => {
  const phone = await OfficerPage.open(browser, hub.url, PHONE);
  await phone.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/calls');
  await picture(phone, 'ar-phone-calls');
  await phone.go('/calls/import');
  await picture(phone, 'ar-phone-import-empty');
  await choose(phone, file('Master.csv', MASTER.replaceAll('1772', '1872')));
  await shown(phone.page.getByRole('button', { name: 'استيراد 3 مكالمات' }));
  await phone.button('كيف يُقرأ الملف').click();
  await shown(phone.page.getByText('ماذا في كل عمود'));
  await picture(phone, 'ar-phone-import-preview');
  const sideways = await phone.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
  expect(sideways).toBe(0);
  expect(phone.complaints).toEqual([]);
  await phone.close();

  await (await hub.signIn()).patch('/auth/me', { locale: 'en' });
  const desk = await OfficerPage.open(browser, hub.url, DESK);
  await desk.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/calls');
  await shown(desk.page.getByRole('link', { name: 'Import call records' }));
  await picture(desk, 'en-desk-calls');
  await desk.go('/calls/import');
  await choose(desk, file('Master.csv', MASTER.replaceAll('1772', '1972')));
  await shown(desk.page.getByRole('button', { name: 'Import 3 calls' }));
  await picture(desk, 'en-desk-import-preview');
  expect(desk.complaints).toEqual([]);
  await desk.close();
}, 60_000);
