import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import PDFDocument from 'pdfkit';
import { type Browser, chromium } from 'playwright-core';
import sharp from 'sharp';
import { drawPage, PICTURE_SIDE } from '../../src/platform/documents/page-drawing.js';
import { BROWSER_ARGS, findBrowser, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { OfficerPage, PHONE, shown, vanished } from './officer-page.js';

const NOURA = { email: 'noura@insat.test', password: 'the first officer here', name: 'نورة العتيبي' };
const SENDER = 'عائشة بنت محمد الجهني';
const ASKED = 'تطلب المساعدة في إيجار البيت، وأرفقت صورة العقد';
const ANSWER =
  'السلام عليكم ورحمة الله وبركاته، وبعد:\n\nوصلنا خطابكم، وطلبكم رقم 2026-0417 قيد الدراسة لدى لجنة البحث (المادة 12).\n\nوتقبلوا خالص التحية.';
/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let noura: OfficerPage;

function pdf(pages: number): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4' });
  for (let page = 1; page <= pages; page += 1) {
    if (page > 1) document.addPage();
    document.fontSize(80).text(String(page), 100, 100);
  }
  const chunks: Buffer[] = [];
  return new Promise((resolve) => {
    document
      .on('data', (chunk: Buffer) => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks)));
    document.end();
  });
}

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
  await noura.enter(NOURA.email, NOURA.password, '/letters');
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

const field = (name: string | RegExp) => noura.page.getByRole('textbox', { name, exact: true });
const sender = ({ page }: OfficerPage) => page.getByRole('combobox', { name: 'اسم المرسل' });
const pages = () => noura.page.getByRole('list', { name: 'صفحات الخطاب' }).getByRole('listitem');
const send = () => noura.page.getByRole('region', { name: 'للإرسال', exact: true });
const row = () => send().getByRole('listitem').filter({ hasText: SENDER });
/** Pictures that have been loaded and drawn. */
const drawn = (officer: OfficerPage, selector: string) =>
  officer.page
    .locator(selector)
    .evaluateAll(
      (images) => images.filter((image) => (image as { naturalWidth?: number }).naturalWidth).length,
    );

async function add(...files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await noura.page.locator('form input[type=file]').first().setInputFiles(files);
}

describe('a letter that came by post', () => {
  test('is scanned in several pages, of which the officer sees each', async () => {
    await add({
      name: 'page.heic',
      mimeType: 'image/heic',
      buffer: readFileSync('test/fixtures/letter/page.heic'),
    });
    await shown(pages().filter({ hasText: 'page.heic' }).getByRole('img'));
    await add({ name: 'lease.pdf', mimeType: 'application/pdf', buffer: await pdf(3) });
    await shown(pages().filter({ hasText: '3 صفحات' }));
    await add({
      name: 'photo.jpg',
      mimeType: 'image/jpeg',
      buffer: readFileSync('test/fixtures/letter/page-sideways.jpg'),
    });
    await shown(pages().filter({ hasText: 'photo.jpg' }).getByRole('img'));
    await waitFor(async () => (await drawn(noura, 'ol img')) === 3, { message: 'three pictures' });
  });

  test('says plainly what is no page, and goes on without it', async () => {
    await add({ name: 'page.png', mimeType: 'image/png', buffer: Buffer.from('<html><body></body></html>') });
    await shown(noura.page.getByRole('alert').getByText(/المقبول: PDF/));
    await noura.button('إزالة page.png').click();
    await vanished(noura.page.getByText('page.png'));
  });

  test('has its pages in the order of the officer, and a page large enough to read', async () => {
    await noura.button('قدّم photo.jpg').click();
    await waitFor(async () => (await pages().nth(1).textContent())?.includes('photo.jpg'), {
      message: 'the order',
    });
    await noura.button('عرض lease.pdf').click();
    const dialog = noura.page.getByRole('dialog');
    await shown(dialog.getByText('صفحة 3 من 5'));
    await noura.page.keyboard.press('ArrowLeft');
    await shown(dialog.getByText('صفحة 4 من 5'));
    await picture(noura, 'ar-desk-page');
    await noura.page.keyboard.press('Escape');
    await vanished(dialog);
  });

  test('is not saved without its sender, and says what is missing', async () => {
    await noura.button('احفظ الخطاب').click();
    await shown(noura.page.getByText('هذا الحقل مطلوب'));
    await picture(noura, 'ar-desk-missing');
  });

  test('is written down with dates of both calendars, and a reload keeps it', async () => {
    await sender(noura).fill(SENDER);
    await field('رقم المبنى').fill('٣٢١٩');
    await field('الشارع').fill('طريق الملك عبدالله');
    await field('الحي').fill('حي الربوة');
    await field('المدينة').fill('ينبع');
    await field('الرمز البريدي').fill('46424');
    await field('الرقم الإضافي').fill('7523');
    await noura.page
      .getByRole('radiogroup', { name: 'التقويم: تاريخ الخطاب' })
      .getByText('هجري', { exact: true })
      .click();
    await field('تاريخ الخطاب').fill('١٤٤٧/٩/١');
    await shown(noura.page.getByText(/18 فبراير 2026/));
    await field('الرقم البريدي (إن وُجد)').fill('RR123456789SA');
    await field(/ماذا يقول الخطاب/).fill(ASKED);
    await picture(noura, 'ar-desk-log');
    await noura.page.reload();
    await shown(pages().filter({ hasText: 'photo.jpg' }));
    expect(await sender(noura).inputValue()).toBe(SENDER);
  });

  test('is saved, and stands in the thread with its facts and pages', async () => {
    await noura.page.keyboard.press('Tab');
    await noura.button('احفظ الخطاب').click();
    const saved = noura.page.getByRole('status', { name: 'سُجّل الخطاب' });
    await shown(saved.getByRole('link', { name: 'افتح المحادثة' }));
    await saved.getByRole('link', { name: 'افتح المحادثة' }).click();
    const letter = noura.message(ASKED);
    await shown(letter);
    const words = await letter.textContent();
    for (const fact of ['RR123456789SA', '1 رمضان 1447', '46424-7523', 'lease.pdf'])
      expect(words).toContain(fact);
    await waitFor(async () => (await drawn(noura, 'article img')) >= 2, {
      message: 'the pages in the thread',
    });
    await picture(noura, 'ar-desk-thread');
    await noura.button('عرض صفحات lease.pdf').click();
    await shown(noura.page.getByRole('dialog').getByText('صفحة 1 من 3'));
    await noura.page.keyboard.press('Escape');
    const [message] = await hub.sql(
      `SELECT facts->>'letter.pages' AS pages FROM message WHERE direction = 'inbound'`,
    );
    expect(message).toEqual({ pages: '5' });
  });
});

describe('the answer on paper', () => {
  test('is a letter of shaped Arabic: a picture of it shows ink where the window and the text are', async () => {
    await noura.reply(ANSWER);
    await noura.go('/letters/send');
    await shown(row());
    expect(await row().textContent()).toMatch(/ينبع \P{L}?46424-7523/u);
    const href = await row().getByRole('link', { name: 'الخطاب' }).getAttribute('href');
    const answer = await noura.page.request.get(hub.url + href);
    expect(answer.headers()['content-type']).toBe('application/pdf');
    const { jpeg, pages: count } = await drawPage(await answer.body(), 'application/pdf', 1);
    expect(count).toBe(1);
    if (PICTURES) await sharp(jpeg).toFile(join(PICTURES, 'letter.jpg'));
    const scale = PICTURE_SIDE / 297;
    const ink = async (left: number, top: number, width: number, height: number) => {
      const area = [left, top, width, height].map((side) => Math.round(side * scale)) as [
        number,
        number,
        number,
        number,
      ];
      const { data } = await sharp(jpeg)
        .extract({ left: area[0], top: area[1], width: area[2], height: area[3] })
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      return data.filter((point) => point < 128).length / data.length;
    };
    expect(await ink(25, 56, 80, 24)).toBeGreaterThan(0.01);
    expect(await ink(140, 103, 50, 25)).toBeGreaterThan(0.01);
    expect(await ink(25, 103, 20, 8)).toBe(0);
  });

  test('is printed, goes to the post with its number, and is received', async () => {
    await picture(noura, 'ar-desk-send');
    await row().getByRole('button', { name: 'طُبع', exact: true }).click();
    await shown(send().getByRole('status').getByText('ينتظر البريد الآن.'));
    await row().getByRole('button', { name: 'سُلّم للبريد' }).click();
    await row().getByLabel('رقم التتبع (إن وُجد)').fill('rr987654321sa');
    await row().getByLabel('شركة البريد').fill('سُبل');
    await picture(noura, 'ar-desk-dispatch');
    await row().getByRole('button', { name: 'سُلّم للبريد' }).click();
    await shown(row().getByText('RR987654321SA'));
    await row().getByRole('button', { name: 'استُلم', exact: true }).click();
    await row().locator('input[type=file]').setInputFiles('test/fixtures/letter/page-sideways.jpg');
    await shown(row().getByText('page-sideways.jpg'));
    await row().getByRole('button', { name: 'استُلم', exact: true }).click();
    await shown(send().getByText('لا خطابات تنتظر'));
    await noura.go('/inbox/all');
    await noura.row(SENDER).getByRole('link').click();
    await shown(noura.message('وطلبكم رقم').getByText('استُلم الخطاب', { exact: true }));
    await shown(noura.page.getByText(/رقم التتبع.*RR987654321SA/));
    await shown(noura.page.getByRole('link', { name: 'إثبات الاستلام' }));
    await picture(noura, 'ar-desk-delivered');
  });

  test('stands on a phone without moving sideways', async () => {
    await noura.reply('رد ثانٍ يُطبع اليوم');
    const phone = await OfficerPage.open(browser, hub.url, PHONE);
    await phone.enter(NOURA.email, NOURA.password, '/letters');
    await shown(sender(phone));
    await picture(phone, 'ar-phone-log');
    await phone.page.getByRole('link', { name: /للإرسال/ }).click();
    await shown(phone.page.getByText('رد ثانٍ يُطبع اليوم'));
    await vanished(sender(phone));
    await picture(phone, 'ar-phone-send');
    const sideways = await phone.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(sideways).toBe(0);
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });

  test('tells an officer who is late that a colleague was quicker', async () => {
    await noura.go('/letters/send');
    await shown(row());
    const [waiting] = await hub.sql<{ id: string }>(
      `SELECT message_id AS id FROM hand_task WHERE state = 'open'`,
    );
    await (await hub.signIn()).put(`/letters/${waiting!.id}/progress`, { step: 'printed', from: 'to_print' });
    await row().getByRole('button', { name: 'طُبع', exact: true }).click();
    await shown(noura.page.getByText('سبقك زميل إلى هذا الخطاب. حُدّثت القائمة.'));
    await shown(row().getByRole('button', { name: 'سُلّم للبريد' }));
  });

  test('leaves no complaint of the browser but what was refused on purpose', () => {
    expect(noura.complaints.filter((words) => !/letters\/(scans|[\w-]+\/progress)/.test(words))).toEqual([]);
  });
});
