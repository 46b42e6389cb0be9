import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import {
  ADMINISTRATOR,
  BROWSER_ARGS,
  findBrowser,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { DESK, OfficerPage, PHONE, shown, vanished } from './officer-page.js';

const ASKED = 'تأخرنا في إيجار البيت شهرين، ونخاف أن نُخرج منه';
/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

const PAPER = Buffer.from('%PDF-1.4\n%%EOF\n');
let hub: RunningHub;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub({ env: { ORGANISATION_PHONE: '014 123 4567' } }),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  context = await browser.newContext(PHONE);
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('ERR_INTERNET_DISCONNECTED')) {
      complaints.push(message.text());
    }
  });
  page.on('dialog', (dialog) => void dialog.accept());
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function picture(name: string, on = page): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await on.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

const heading = (name: string) => page.getByRole('heading', { level: 1, name });
const next = () => page.getByRole('button', { name: 'التالي' });
const choose = (name: string) => page.getByText(name, { exact: true }).click();

async function onwards(name: string): Promise<void> {
  await next().click();
  await shown(heading(name));
}

describe('a request for help, on a phone', () => {
  test('asks a few things at a time, and says in words what is missing', async () => {
    await page.goto(`${hub.url}/help`);
    await shown(heading('لمن الطلب؟'));
    await picture('help-1-who');
    await next().click();
    await shown(page.getByRole('alert').getByText('اختر لمن الطلب.'));
    await choose('لي ولأسرتي');
    await onwards('ما الذي تحتاجه؟');
    await choose('إيجار السكن');
    await choose('فواتير الكهرباء والماء');
    await picture('help-2-need');
    await onwards('احكِ لنا');
    await page.getByLabel('ما الذي حدث، وكيف نساعد؟').fill(ASKED);
  });

  test('keeps what was written when the page is closed and opened again', async () => {
    await shown(page.getByText('محفوظ في هذا الجهاز'));
    await page.reload();
    await shown(heading('احكِ لنا'));
    expect(await page.getByLabel('ما الذي حدث، وكيف نساعد؟').inputValue()).toBe(ASKED);
    await onwards('عن الأسرة');
    await page.getByLabel('كم عدد أفراد الأسرة؟').fill('٦');
    await page.getByLabel('رقم الهوية أو الإقامة').fill('١٠٠٠٠٠٠٠٠٩');
    await next().click();
    await shown(page.getByRole('alert').getByText('رقم الهوية أو الإقامة عشرة أرقام'));
    await picture('help-4-wrong');
    await page.getByLabel('رقم الهوية أو الإقامة').fill('1000000008');
    await onwards('الصور والأوراق');
  });

  test('brings a photograph over, smaller, and refuses what is none', async () => {
    const photo = await drawn(page);
    const add = page.locator('input[type=file]');
    await add.setInputFiles({ name: 'عقد الإيجار.png', mimeType: 'image/png', buffer: photo });
    await shown(page.getByRole('listitem').getByText('وصل', { exact: true }));
    const [stored] = await hub.sql<{ content_type: string; size: string }>(
      'SELECT content_type, size FROM upload',
    );
    expect(stored!.content_type).toBe('image/jpeg');
    expect(Number(stored!.size)).toBeLessThan(photo.length / 2);
    await add.setInputFiles({
      name: 'x.exe',
      mimeType: 'application/x-msdownload',
      buffer: Buffer.from('MZ'),
    });
    await shown(page.getByRole('alert').getByText('نقبل الصور'));
    await picture('help-5-papers');
  });

  test('takes another photograph while there is no network, and everything goes when it is back', async () => {
    await context.setOffline(true);
    await shown(page.getByText('لا يوجد اتصال بالإنترنت.'));
    const second = { name: 'فاتورة.png', mimeType: 'image/png', buffer: await drawn(page) };
    await page.locator('input[type=file]').setInputFiles(second);
    await shown(page.getByText('بانتظار الاتصال'));
    await onwards('كيف نصل إليك؟');
    await page.getByLabel('اسمك').fill('أم سعد');
    await choose('رسالة نصية');
    await page.getByLabel('رقم الجوال').fill('٠٥٠١٢٣٤٥٦٧');
    await picture('help-6-you');
    await onwards('راجع ثم أرسل');
    await page.getByRole('button', { name: 'أرسل الطلب' }).click();
    await shown(page.getByRole('alert').getByText('نحتاج موافقتك'));
    await page.getByRole('checkbox').check();
    await picture('help-7-check');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'أرسل الطلب' }).click();
    await shown(heading('وصلنا طلبك'), 60_000);
  });

  test('confirms with a reference that is a conversation’s, and forgets the rest', async () => {
    const reference = page.locator('.number.big dd');
    await waitFor(async () => /^\d+-\d{4}$/.test((await reference.textContent()) ?? ''), {
      message: 'the reference',
      timeout: 30_000,
    });
    const [row] = await hub.sql<{ reference: string; channel: string; answered: string; files: number }>(
      `SELECT c.reference, c.channel, a.channel AS answered,
              (SELECT count(*)::int FROM attachment f JOIN message m ON m.id = f.message_id
                WHERE m.conversation_id = c.id) AS files
         FROM conversation c JOIN channel_account a ON a.id = c.account_id`,
    );
    expect(row).toEqual({
      reference: await reference.textContent(),
      channel: 'help_request',
      answered: 'sms',
      files: 2,
    });
    await picture('help-8-done');
    await page.reload();
    await shown(heading('وصلنا طلبك'));
    expect(await page.evaluate(`localStorage.getItem('insat-form:help')`)).not.toContain('أم سعد');
    const sideways = await page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(sideways).toBe(0);
    await page.getByRole('button', { name: 'طلب جديد' }).click();
    await shown(heading('لمن الطلب؟'));
  });

  test('leaves no complaint of the browser', () => {
    expect(complaints).toEqual([]);
  });
});

test('an offer to volunteer, in English, by keyboard on a desk', async () => {
  const desk = await (await browser.newContext(DESK)).newPage();
  await desk.goto(`${hub.url}/volunteer`);
  await desk.getByRole('button', { name: 'English' }).click();
  const forward = () => desk.getByRole('button', { name: 'Next' });
  await shown(desk.getByRole('heading', { level: 1, name: 'What would you like to do?' }));
  await picture('volunteer-1-en', desk);
  await desk.getByRole('checkbox', { name: 'Driving and delivering' }).press('Space');
  await forward().press('Enter');
  await desk.getByRole('checkbox', { name: 'Fridays and Saturdays' }).press('Space');
  await forward().press('Enter');
  await desk.getByLabel('A few words about you').fill('I have a car and free weekends.');
  await forward().press('Enter');
  await forward().press('Enter');
  await desk.getByLabel('Your name').fill('Sami');
  await desk.getByRole('radio', { name: 'Phone call' }).check();
  await desk.getByLabel('Mobile number').fill('0541234567');
  await forward().press('Enter');
  await desk.getByRole('checkbox').press('Space');
  await desk.getByRole('button', { name: 'Send' }).press('Enter');
  await shown(desk.getByRole('heading', { level: 1, name: 'Thank you' }), 30_000);
  await vanished(desk.getByText('on its way'), 30_000);
  await picture('volunteer-done-en', desk);
  await desk.close();
});

test('a browser without JavaScript is told whom to call', async () => {
  const plain = await (await browser.newContext({ ...PHONE, javaScriptEnabled: false })).newPage();
  const answer = await plain.goto(`${hub.url}/help`);
  expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
  await shown(plain.getByRole('link', { name: '014 123 4567' }));
  await plain.close();
});

test('a colleague fills one in for somebody, and reads the reference out', async () => {
  const officer = await OfficerPage.open(browser, hub.url);
  await officer.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/forms/new');
  const desk = officer.page;
  await desk.getByRole('button', { name: 'احفظ' }).click();
  await shown(desk.getByRole('alert').getByText('اختر لمن الطلب.'));
  await desk.getByRole('radio', { name: 'لي ولأسرتي' }).check();
  await desk.getByRole('checkbox', { name: 'علاج أو دواء' }).check();
  await desk.getByLabel('بكلماته').fill('تحتاج دواء السكر كل شهر');
  await desk.getByLabel('اسم صاحب الطلب').fill('أم فهد');
  await desk.getByRole('radio', { name: 'مكالمة هاتفية' }).check();
  await desk.getByLabel('رقم الجوال').fill('٠٥٤١١١٢٢٣٣');
  await desk
    .locator('input[type=file]')
    .setInputFiles({ name: 'وصفة.pdf', mimeType: 'application/pdf', buffer: PAPER });
  // Its size is told once it is there whole.
  const paper = desk.getByRole('listitem').filter({ hasText: 'وصفة.pdf' }).getByText('بايت');
  await shown(paper);
  await desk.reload();
  expect(await desk.getByLabel('اسم صاحب الطلب').inputValue()).toBe('أم فهد');
  await shown(paper);
  await picture('desk-form', desk);
  await desk.getByRole('button', { name: 'احفظ' }).click();
  await shown(desk.getByRole('status', { name: 'حُفظ النموذج' }).getByText(/^\d+-\d{4}$/));
  await picture('desk-saved', desk);
  const [row] = await hub.sql(
    `SELECT m.text, m.facts ->> 'form.entered_by' AS by, f.file_name AS file
       FROM message m LEFT JOIN attachment f ON f.message_id = m.id WHERE m.text LIKE 'تحتاج دواء%'`,
  );
  expect(row).toMatchObject({
    text: 'تحتاج دواء السكر كل شهر',
    by: expect.stringMatching(/\S/),
    file: 'وصفة.pdf',
  });
  expect(officer.complaints).toEqual([]);
  await officer.close();
});

/** A photograph as large as a camera's, drawn by the page itself. */
async function drawn(on: Page): Promise<Buffer> {
  const base64 = await on.evaluate<string>(`(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [2600, 1400];
    const context = canvas.getContext('2d');
    const noise = context.createImageData(2600, 700);
    for (let index = 0; index < noise.data.length; index += 1) noise.data[index] = Math.random() * 256;
    context.putImageData(noise, 0, 0);
    return canvas.toDataURL('image/png').split(',')[1];
  })()`);
  return Buffer.from(base64, 'base64');
}
