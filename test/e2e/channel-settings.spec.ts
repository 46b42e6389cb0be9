import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { GatewayStandIn } from '../harness/gateway-stand-in.js';
import { ADMINISTRATOR, BROWSER_ARGS, findBrowser, type RunningHub, startHub } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';
import { DESK, OfficerPage, PHONE, shown, vanished } from './officer-page.js';

const KEY = 'the-key-of-the-gateway-4711';
const TOKEN = 'a-webhook-token-0123456789';
const LABEL = 'رسائل الجمعية';
/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let twilio: TwilioStandIn;
let gateway: GatewayStandIn;
let admin: OfficerPage;

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  gateway = await GatewayStandIn.start(() => ({
    body: { success: true, errorCode: 'ER-00', data: { MessageID: 1 } },
  }));
  [hub, browser] = await Promise.all([
    startHub({ env: { ...sms.env, TWILIO_FROM: 'INSAT', ALLOW_PRIVATE_GATEWAYS: 'true' } }),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  admin = await OfficerPage.open(browser, hub.url);
  await admin.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/settings/channels');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
  await gateway?.close();
  await twilio?.close();
});

async function picture(officer: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await officer.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

const dialog = () => admin.page.getByRole('dialog');
const field = (name: string) => dialog().getByLabel(name, { exact: false }).first();
const row = (text: string) => admin.page.getByRole('listitem').filter({ hasText: text });

describe('an account of a gateway, in Settings', () => {
  test('stands beside the others, of which each says whether it is live', async () => {
    await shown(row('رسالة نصية').getByText('مفعّلة'));
    await shown(row('بريد إلكتروني').getByText('وضع التجربة'));
    await picture(admin, 'ar-list');
  });

  test('is added by choosing a provider and filling in what it needs', async () => {
    await admin.button('إضافة حساب').click();
    await shown(dialog().getByRole('button', { name: /يونيفونيك/ }));
    await picture(admin, 'ar-choose');
    await dialog()
      .getByRole('button', { name: /يونيفونيك/ })
      .click();
    await field('الاسم').fill(LABEL);
    await field('المرسل').fill('INSAT');
    await dialog().getByRole('button', { name: 'إضافة حساب' }).click();
    await shown(dialog().getByText('هذا الحقل مطلوب.'));
    await dialog().locator('input[name=secret]').fill(KEY);
    await picture(admin, 'ar-form');
    await dialog().getByRole('button', { name: 'إعدادات متقدمة' }).click();
    const address = dialog().locator('input[name=url]');
    expect(await address.inputValue()).toBe('https://el.cloud.unifonic.com/rest/SMS/messages');
    await address.fill('ftp//nowhere');
    await dialog().getByRole('button', { name: 'إضافة حساب' }).click();
    await shown(dialog().getByText(/القيمة غير صحيحة/));
    await address.fill(`${gateway.url}/rest/SMS/messages`);
    await dialog().locator('input[name=webhookToken]').fill(TOKEN);
    await dialog().locator('input[name=reportIdPath]').fill('id');
    await dialog().locator('input[name=reportStatusPath]').fill('status');
    await dialog().getByRole('button', { name: 'إضافة حساب' }).click();
    // What comes next: its addresses and a test.
    await shown(dialog().getByRole('heading', { name: 'رسالة تجريبية' }));
    await shown(dialog().getByText(`${PUBLIC_URL}/channels/sms/gateway/gateway/report`));
    await shown(dialog().getByText(/إرسال فقط/));
  });

  test('is tested through its real door, and tells what the provider said', async () => {
    const number = dialog().getByRole('textbox', { name: 'رقم جوالك' });
    await number.fill('٠٥٠١٢٣٤٥٦٧');
    await number.press('Enter');
    await shown(
      dialog()
        .getByRole('status')
        .getByText(/قبل المزوّد الرسالة/),
    );
    const sent = new URLSearchParams(gateway.last.body);
    expect([sent.get('AppSid'), sent.get('Recipient')]).toEqual([KEY, '966501234567']);
    await picture(admin, 'ar-account-tested');
    gateway.next.push({ body: { success: false, errorCode: 'ER-04', message: 'Dest num is too short' } });
    await number.fill('0501234568');
    await number.press('Enter');
    await shown(dialog().getByRole('alert').getByText('Dest num is too short (ER-04)'));
    await number.fill('abc');
    await number.press('Enter');
    await shown(dialog().getByText('رقم غير صحيح.'));
  });

  test('shows its key never again, and keeps it when something else changes', async () => {
    await admin.page.reload();
    await row(LABEL).getByRole('button').click();
    await dialog().getByRole('button', { name: 'تعديل الإعدادات' }).click();
    const secret = dialog().locator('input[name=secret]');
    expect(await secret.inputValue()).toBe('');
    expect(await secret.getAttribute('placeholder')).toContain('4711');
    expect(await admin.page.content()).not.toContain(KEY);
    await field('المرسل').fill('INSAT2');
    await dialog().getByRole('button', { name: 'حفظ' }).click();
    const number = dialog().getByRole('textbox', { name: 'رقم جوالك' });
    await number.fill('0501234569');
    await number.press('Enter');
    await shown(
      dialog()
        .getByRole('status')
        .getByText(/قبل المزوّد الرسالة/),
    );
    const sent = new URLSearchParams(gateway.last.body);
    expect([sent.get('AppSid'), sent.get('SenderID')]).toEqual([KEY, 'INSAT2']);
  });

  test('is switched off and on', async () => {
    await dialog().getByRole('button', { name: 'إيقاف الحساب' }).click();
    await shown(dialog().getByRole('button', { name: 'تشغيل الحساب' }));
    await admin.page.keyboard.press('Escape');
    await vanished(dialog());
    await shown(row(LABEL).getByText('متوقفة', { exact: true }));
  });
});

describe('what an account can do', () => {
  const FROM = '+966501230001';

  test('tells the officer that nobody can answer a sender’s name', async () => {
    const answer = await twilio.inbound(
      PUBLIC_URL,
      { from: FROM, body: 'السلام عليكم' },
      { deliverTo: hub.url },
    );
    expect(answer.status).toBe(200);
    await admin.go('/inbox/all');
    await admin.openConversation('السلام عليكم');
    await shown(admin.page.getByText(/لا يستطيع الشخص الرد على رسائل هذا الحساب/));
    // SMS carries no files.
    await vanished(admin.button('إرفاق ملف'));
    await picture(admin, 'ar-one-way');
    await admin.page.getByRole('textbox', { name: 'نص الرد' }).fill('x'.repeat(1601));
    await shown(admin.page.getByText(/1600|١٦٠٠/));
    expect(await admin.page.getByRole('button', { name: 'إرسال', exact: true }).isDisabled()).toBe(true);
    await admin.page.getByRole('textbox', { name: 'نص الرد' }).fill('');
  });

  test('bars the reply while the account is off', async () => {
    const api = await hub.signIn();
    const { data } = await api.get<{ data: { id: string; channel: string; name: string }[] }>('/channels');
    const { id } = data.find(({ channel, name }) => channel === 'sms' && name === 'default')!;
    await api.patch(`/channels/${id}`, { enabled: false });
    await admin.page.reload();
    await shown(admin.page.getByText(/هذا الحساب موقوف/));
    await vanished(admin.page.getByRole('textbox', { name: 'نص الرد' }));
    await api.patch(`/channels/${id}`, { enabled: true });
  });
});

describe('on other screens', () => {
  test('stands on a phone without moving sideways', async () => {
    const phone = await OfficerPage.open(browser, hub.url, PHONE);
    await phone.enter(ADMINISTRATOR.email, ADMINISTRATOR.password);
    await phone.go('/settings/channels');
    await shown(phone.page.getByText(LABEL));
    await picture(phone, 'ar-phone-list');
    await phone.page.getByRole('listitem').filter({ hasText: LABEL }).getByRole('button').click();
    await shown(phone.page.getByRole('dialog').getByRole('button', { name: 'تعديل الإعدادات' }));
    await picture(phone, 'ar-phone-account');
    await phone.page.getByRole('dialog').getByRole('button', { name: 'تعديل الإعدادات' }).click();
    await shown(phone.page.getByRole('dialog').locator('input[name=sender]'));
    await picture(phone, 'ar-phone-form');
    const sideways = await phone.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(sideways).toBe(0);
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });

  test('reads in English', async () => {
    const api = await hub.signIn();
    await api.patch('/auth/me', { locale: 'en' });
    const english = await OfficerPage.open(browser, hub.url, DESK);
    await english.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/settings/channels');
    await shown(english.page.getByRole('button', { name: 'Add account' }));
    await picture(english, 'en-list');
    await english.page.getByRole('listitem').filter({ hasText: LABEL }).getByRole('button').click();
    await shown(english.page.getByRole('dialog').getByRole('button', { name: 'Switch on' }));
    await picture(english, 'en-account');
    expect(english.complaints).toEqual([]);
    await english.close();
  });

  test('leaves no complaint of the browser but the refusals that were meant', () => {
    const meant = /\/api\/v1\/channels(\/[\w-]+\/test)?\)$/;
    expect(admin.complaints.filter((words) => !meant.test(words))).toEqual([]);
  });
});
