import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { OfficerPage, PHONE, shown, vanished } from './officer-page.js';

const NOURA = { email: 'noura@insat.test', password: 'the first officer here', name: 'نورة' };
const CALLER = '+966501234567';
const ASKED = 'تسأل عن موعد صرف مساعدة الإيجار، وتريد أن نتصل بها بعد العصر';
const ANSWER = 'وعليكم السلام أم خالد، تُصرف المساعدة يوم الأحد القادم بإذن الله.';
/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let noura: OfficerPage;
let reference: string;

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
  noura = await OfficerPage.open(browser, hub.url);
  await noura.enter(NOURA.email, NOURA.password, '/calls');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function picture(officer: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await officer.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const number = () => noura.page.locator('input[type=tel]');
const summary = () => noura.page.getByRole('textbox', { name: 'ما موضوع المكالمة؟' });
const focused = () => noura.page.locator(':focus');
/** The confirmation of a saved call. */
const saved = () => noura.page.getByRole('status', { name: 'سُجّلت المكالمة' });
const backs = () => noura.page.getByRole('region', { name: 'معاودة الاتصال' });
const task = () => backs().getByRole('listitem').filter({ hasText: ANSWER });

describe('a call, by keyboard alone', () => {
  test('is written down from the number on, and a reload keeps it', async () => {
    const { keyboard } = noura.page;
    await shown(number());
    await keyboard.type('٠٥٠١٢٣٤٥٦٧');
    await keyboard.press('Enter');
    await keyboard.type('أم خالد');
    await keyboard.press('Enter');
    await keyboard.type(ASKED);
    await shown(noura.page.getByText(/المدة.*0:0\d/));
    await noura.page.reload();
    await shown(summary());
    expect(await number().inputValue()).toBe('0501234567');
    expect(await summary().inputValue()).toBe(ASKED);
  });

  test('that could not be saved keeps every word', async () => {
    await noura.page.route('**/api/v1/calls', (route) => route.abort());
    await summary().focus();
    await noura.page.keyboard.press('Control+Enter');
    await shown(noura.page.getByRole('alert').getByText('كل ما كتبته محفوظ.'));
    expect(await summary().inputValue()).toBe(ASKED);
    await noura.page.unroute('**/api/v1/calls');
  });

  test('is saved, and tells the reference to read out', async () => {
    await noura.page.keyboard.press('Control+Enter');
    await shown(saved().getByText(/^\d+-\d{4}$/));
    reference = (await saved()
      .getByText(/^\d+-\d{4}$/)
      .textContent())!;
    const [row] = await hub.sql('SELECT reference, channel FROM conversation');
    expect(row).toEqual({ reference, channel: 'phone' });
    expect(await number().inputValue()).toBe('');
    expect(await focused().getAttribute('type')).toBe('tel');
    await picture(noura, 'ar-desk-saved');
  });

  test('finds who has called before, and fills in what is known', async () => {
    const { keyboard } = noura.page;
    await keyboard.type('50123');
    await shown(noura.page.getByRole('option').filter({ hasText: CALLER }));
    await picture(noura, 'ar-desk-found');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await shown(noura.page.getByRole('link', { name: `آخر محادثة ${reference}` }));
    expect(await number().inputValue()).toBe(CALLER);
    expect(await noura.page.getByRole('textbox', { name: 'الاسم' }).inputValue()).toBe('أم خالد');
    // No second call came of it: everything is deleted again.
    await number().fill('');
    await noura.page.getByRole('textbox', { name: 'الاسم' }).fill('');
  });
});

describe('the answer to a call', () => {
  test('becomes a task to call back, with the script', async () => {
    await saved().getByRole('link', { name: 'افتح المحادثة' }).press('Enter');
    await shown(noura.message(ASKED));
    await noura.reply(ANSWER);
    await shown(noura.message(ANSWER).getByText('بانتظار معاودة الاتصال'));
    await noura.page.getByRole('link', { name: 'الاتصالات' }).press('Enter');
    await shown(task());
    expect(await task().textContent()).toContain('محاولة 1 من 3');
    expect(await task().textContent()).toContain(reference);
    expect(await task().getByRole('link', { name: CALLER }).getAttribute('href')).toBe(`tel:${CALLER}`);
  });

  test('stands on a phone without moving sideways', async () => {
    const phone = await OfficerPage.open(browser, hub.url, PHONE);
    await phone.enter(NOURA.email, NOURA.password, '/calls');
    await shown(phone.page.locator('input[type=tel]'));
    await picture(phone, 'ar-phone-log');
    await phone.page.getByRole('link', { name: /معاودة الاتصال/ }).click();
    await shown(phone.page.getByText(ANSWER));
    await vanished(phone.page.locator('input[type=tel]'));
    await picture(phone, 'ar-phone-back');
    await phone.button('رقم خاطئ').click();
    await shown(phone.button('نعم، رقم خاطئ'));
    await picture(phone, 'ar-phone-wrong');
    await phone.go('/calls/back');
    const sideways = await phone.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(sideways).toBe(0);
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });

  test('is told, and the message has arrived', async () => {
    await task().getByRole('button', { name: 'تم الرد' }).press('Enter');
    await shown(backs().getByRole('status').getByText('عُدّ الرد واصلًا.'));
    await vanished(task());
    await shown(backs().getByText('لا أحد بانتظار اتصال'));
    await noura.go('/inbox/all');
    await noura.row(reference).getByRole('link').click();
    await shown(noura.message(ANSWER).getByText('أُبلغت بالهاتف'));
    const audited = await hub.sql(
      `SELECT data->>'outcome' AS outcome FROM audit_line WHERE action = 'message.called_back'`,
    );
    expect(audited).toEqual([{ outcome: 'reached' }]);
  });

  test('is put off when nobody answers, and two officers do not make the same call', async () => {
    const api = await hub.signIn();
    const number = '+966509990011';
    await api.post('/calls', {
      id: crypto.randomUUID(),
      number,
      at: new Date().toISOString(),
      summary: 'يسأل عن بطاقة التموين',
    });
    const [conversation] = await waitFor(
      async () => {
        const rows = await hub.sql<{ id: string }>(
          `SELECT c.id FROM conversation c JOIN contact_point p ON p.id = c.contact_point_id WHERE p.address = $1`,
          [number],
        );
        return rows.length > 0 && rows;
      },
      { message: 'the second conversation' },
    );
    const { id } = await api.post<{ id: string }>(`/conversations/${conversation!.id}/replies`, {
      text: 'البطاقة جاهزة',
    });
    await waitFor(
      async () => (await hub.sql('SELECT 1 FROM hand_task WHERE message_id = $1', [id])).length > 0,
      { message: 'the task' },
    );
    const other = () => backs().getByRole('listitem').filter({ hasText: 'البطاقة جاهزة' });
    await noura.go('/calls/back');
    await other().getByRole('button', { name: 'أتصل الآن' }).press('Enter');
    await shown(other().getByText('أنت تتصل الآن'));
    await picture(noura, 'ar-desk-calling');
    const refused = await api.request<{ code: string }>('PUT', `/call-backs/${id}/call`);
    expect([refused.status, refused.body.code]).toEqual([409, 'hand_task.claimed']);

    await other().getByRole('button', { name: 'لم يرد' }).press('Enter');
    await shown(backs().getByRole('status').getByText('يُعاد الاتصال بعد ساعتين.'));
    await vanished(other());
    await backs().getByRole('switch', { name: 'عرض المؤجل' }).press('Space');
    await shown(other().getByText('محاولة 2 من 3'));
    await shown(other().getByText(/موعد الاتصال/));

    // A colleague calls, and then writes down what came of it, before this page knows.
    await api.put(`/call-backs/${id}/call`);
    await noura.go('/calls/back');
    await backs().getByRole('switch', { name: 'عرض المؤجل' }).press('Space');
    await shown(other().getByText('اتصال جارٍ بهذا الرقم'));
    await picture(noura, 'ar-desk-called-by-another');
    await api.put(`/call-backs/${id}/outcome`, { outcome: 'reached' });
    await other().getByRole('button', { name: 'تم الرد' }).press('Enter');
    await shown(noura.page.getByText('سُجّلت نتيجة هذه المهمة من قبل.'));
    await vanished(other());
  }, 60_000);

  test('leaves no complaint of the browser but the call that was cut off, and the outcome that came too late, on purpose', () => {
    const onPurpose = /\/api\/v1\/calls|409/;
    expect(noura.complaints.filter((words) => !onPurpose.test(words))).toEqual([]);
  });
});
