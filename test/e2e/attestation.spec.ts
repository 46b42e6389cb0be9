import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { AttestationDesk } from '../harness/attestation.js';
import { ADMINISTRATOR, BROWSER_ARGS, findBrowser } from '../harness/index.js';
import type { MadeRequest } from '../harness/requests.js';
import { DESK, OfficerPage, PHONE, shown, vanished } from './officer-page.js';

/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];
let desk: AttestationDesk;
let browser: Browser;

beforeAll(async () => {
  [desk, browser] = await Promise.all([
    AttestationDesk.open(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await desk?.close();
});

async function picture(page: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function open(made: MadeRequest, screen = DESK): Promise<OfficerPage> {
  const officer = await OfficerPage.open(browser, desk.hub.url, screen);
  await officer.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, `/requests/${made.id}`);
  return officer;
}

const cardOf = ({ page }: OfficerPage) => page.getByRole('region', { name: 'الإقرار بصحة البيانات' });

async function draw({ page }: OfficerPage): Promise<void> {
  const canvas = page.getByRole('dialog').locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox())!;
  await page.mouse.move(box.x + 60, box.y + 90);
  await page.mouse.down();
  await page.mouse.move(box.x + 140, box.y + 40, { steps: 5 });
  await page.mouse.move(box.x + 220, box.y + 100, { steps: 5 });
  await page.mouse.up();
}

describe('an officer', () => {
  test('has the person sign on the screen, sees it void after a change, and asks again', async () => {
    const made = await desk.request();
    const officer = await open(made);
    const card = cardOf(officer);
    await card.getByRole('button', { name: 'خذ الإقرار' }).click();
    const dialog = officer.page.getByRole('dialog');
    await shown(dialog.getByText('أقرّ بأن جميع البيانات'));
    await dialog.getByRole('button', { name: 'احفظ الإقرار' }).click();
    await shown(dialog.getByText('لم يُرسم شيء بعد.'));
    await draw(officer);
    await picture(officer, 'ar-attestation-sign');
    await dialog.getByRole('button', { name: 'احفظ الإقرار' }).click();
    await vanished(dialog);
    await shown(card.getByText('إقرار سارٍ'));
    await card.scrollIntoViewIfNeeded();
    await picture(officer, 'ar-attestation-held');
    await desk.api.patch(`/requests/${made.id}`, { city: 'ينبع' });
    await officer.page.reload();
    await shown(card.getByText('بطل الإقرار: تغيّرت البيانات التي أُقرّ بها'));
    await shown(card.getByRole('button', { name: 'خذ الإقرار من جديد' }));
    await card.scrollIntoViewIfNeeded();
    await picture(officer, 'ar-attestation-void');
    expect(officer.complaints).toEqual([]);
  });

  test('lets nobody sign what the request does not say any more', async () => {
    const made = await desk.request();
    const officer = await open(made);
    await cardOf(officer).getByRole('button', { name: 'خذ الإقرار' }).click();
    const dialog = officer.page.getByRole('dialog');
    await draw(officer);
    await desk.api.patch(`/requests/${made.id}`, { city: 'ينبع' });
    const changed = dialog.getByText('تغيّر الطلب في هذه الأثناء');
    const save = dialog.getByRole('button', { name: 'احفظ الإقرار' });
    await shown(changed);
    expect(await save.isDisabled()).toBe(true);
    expect(await dialog.getByText('ينبع').count()).toBe(0);
    await picture(officer, 'ar-attestation-changed');
    await dialog.getByRole('button', { name: 'اعرض ما فيه الآن' }).click();
    await shown(dialog.getByText('ينبع'));
    await save.click();
    await shown(dialog.getByText('لم يُرسم شيء بعد.'));
    await draw(officer);
    await save.click();
    await vanished(dialog);
    await shown(cardOf(officer).getByText('إقرار سارٍ'));
  });

  test('takes a mark with its witness on a telephone', async () => {
    const officer = await open(await desk.request(), PHONE);
    const card = cardOf(officer);
    await card.getByRole('button', { name: 'خذ الإقرار' }).click();
    const dialog = officer.page.getByRole('dialog');
    await dialog.getByText('بصمة أو علامة', { exact: true }).click();
    await draw(officer);
    await dialog.getByRole('button', { name: 'احفظ الإقرار' }).click();
    await shown(dialog.getByText('اذكر الشاهد.'));
    await dialog.getByRole('textbox', { name: 'أو شاهد آخر باسمه' }).fill('أم خالد');
    await picture(officer, 'ar-attestation-mark-phone');
    await dialog.getByRole('button', { name: 'احفظ الإقرار' }).click();
    await vanished(dialog);
    await shown(card.getByText('أم خالد'));
    await card.scrollIntoViewIfNeeded();
    await picture(officer, 'ar-attestation-held-phone');
    expect(officer.complaints).toEqual([]);
  });

  test('sends a code, and is given it by the person', async () => {
    const phone = desk.phone();
    const made = await desk.request(phone);
    const officer = await open(made);
    await cardOf(officer).getByRole('button', { name: 'خذ الإقرار' }).click();
    const dialog = officer.page.getByRole('dialog');
    await dialog.getByText('رمز', { exact: true }).click();
    await dialog.getByRole('button', { name: 'أرسل رمزًا' }).click();
    await shown(dialog.getByText('لا يراه إلا صاحبه'));
    await picture(officer, 'ar-attestation-code');
    const code = await desk.sentTo(phone);
    await dialog.getByRole('textbox', { name: 'الرمز' }).fill(code);
    await dialog.getByRole('button', { name: 'احفظ الإقرار' }).click();
    await vanished(dialog);
    expect((await desk.form(made)).inForce?.method).toBe('code');
    expect(officer.complaints).toEqual([]);
  });

  test('reads it in English as well', async () => {
    const made = await desk.request();
    await desk.signed(made);
    await desk.api.patch('/auth/me', { locale: 'en' });
    const officer = await open(made);
    const card = officer.page.getByRole('region', { name: 'Declaration that it is true' });
    await shown(card.getByText('Declaration in force'));
    await card.getByRole('button', { name: 'Replace it by a new one' }).click();
    await shown(officer.page.getByRole('dialog').getByText('Save the declaration'));
    await picture(officer, 'en-attestation-sign');
    const small = await open(made, PHONE);
    await small.page.getByRole('button', { name: 'Replace it by a new one' }).scrollIntoViewIfNeeded();
    await picture(small, 'en-attestation-held-phone');
    expect(officer.complaints).toEqual([]);
  });
});
