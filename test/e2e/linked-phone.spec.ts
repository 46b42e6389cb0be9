import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { encode } from 'uqr';
import {
  ADMINISTRATOR,
  BROWSER_ARGS,
  findBrowser,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { LinkedDesk } from '../harness/whatsapp-web/linked-desk.js';
import { WhatsappWebStandIn } from '../harness/whatsapp-web/stand-in.js';
import { OfficerPage, PHONE, shown, vanished } from './officer-page.js';

/** An administrator links a phone by the code in Settings, hears of its logout on another page, and links it again. */

/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];
const PATIENCE_MS = 45_000;

let whatsapp: WhatsappWebStandIn;
let hub: RunningHub;
let browser: Browser;
let desk: LinkedDesk;
let admin: OfficerPage;

beforeAll(async () => {
  whatsapp = await WhatsappWebStandIn.start();
  [hub, browser] = await Promise.all([
    startHub({ env: whatsapp.env }),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  desk = await LinkedDesk.at(hub);
  admin = await OfficerPage.open(browser, hub.url);
  await admin.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/settings/channels');
}, 120_000);

afterAll(async () => {
  desk?.close();
  await browser?.close();
  await hub?.stop();
  await whatsapp?.close();
});

const card = (one = admin) => one.page.getByRole('region', { name: 'هاتف واتساب المرتبط' });
const code = (one = admin) => card(one).getByRole('img', { name: /رمز QR/ });
const alarm = (one = admin) => one.page.getByRole('alert');

async function picture(one: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await one.page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

/** What is drawn, module by module, in the form of the library's own matrix. */
async function drawn(): Promise<string> {
  const path = await code().locator('path').getAttribute('d');
  return [...(path ?? '').matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => `${x},${y}`).join(' ');
}

function modulesOf(value: string): string {
  return encode(value, { ecc: 'L', border: 0 })
    .data.flatMap((row, y) => row.map((dark, x) => (dark ? `${x},${y}` : '')))
    .filter(Boolean)
    .join(' ');
}

/** The code that is on the screen, once it is the one that WhatsApp takes. */
async function scanned(): Promise<void> {
  const value = await waitFor(
    async () => {
      const link = await desk.link();
      return link.code && (await drawn()) === modulesOf(link.code) && link.code;
    },
    { timeout: PATIENCE_MS, message: 'the code on the screen' },
  );
  whatsapp.scan(value);
}

describe('the linked phone in Settings', () => {
  test('shows the code, and the next one when WhatsApp renews it, without a reload', async () => {
    await shown(code(), PATIENCE_MS);
    await picture(admin, 'code-ar-desk');
    const before = await drawn();
    whatsapp.renewCode();
    await waitFor(async () => (await drawn()) !== before, { message: 'the next code' });
    const { data } = await desk.api.get<{ data: { name: string }[] }>('/channels');
    expect(data.map(({ name }) => name)).toContain('linked');
  });

  test('fits a phone', async () => {
    const small = await OfficerPage.open(browser, hub.url, PHONE);
    await small.enter(ADMINISTRATOR.email, ADMINISTRATOR.password);
    await small.go('/settings/channels');
    await shown(code(small));
    await card(small).scrollIntoViewIfNeeded();
    await picture(small, 'code-ar-phone');
    const box = await code(small).boundingBox();
    expect(box?.width).toBeGreaterThan(220);
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 0) <= 390).toBe(true);
    await small.close();
  });

  test('is connected as soon as the phone has scanned it, and says with which number', async () => {
    await scanned();
    await shown(card().getByText('متصل', { exact: true }), PATIENCE_MS);
    await shown(card().getByText(`+${whatsapp.number.split('@')[0]}`));
    await vanished(code());
    await picture(admin, 'connected-ar-desk');
  });

  test('tells of a logout at once on any page, and links again from there', async () => {
    await admin.go('/inbox/queue');
    await shown(admin.page.getByRole('heading', { level: 1 }));
    whatsapp.logOut();
    await shown(alarm().getByText('هاتف واتساب غير مرتبط'), PATIENCE_MS);
    await picture(admin, 'logged-out-ar-inbox');
    await alarm().getByRole('button', { name: 'فتح إعدادات القنوات' }).click();
    await shown(card().getByText('أُزيل إنصات من الأجهزة المرتبطة على الهاتف.'));
    await picture(admin, 'logged-out-ar-desk');
    await card().getByRole('button', { name: 'الربط من جديد' }).click();
    await shown(code(), PATIENCE_MS);
    await scanned();
    await shown(card().getByText('متصل', { exact: true }), PATIENCE_MS);
    await vanished(alarm());
  });

  test('is unlinked after a question', async () => {
    await card().getByRole('button', { name: 'إلغاء الربط' }).click();
    const question = admin.page.getByRole('dialog');
    await shown(question);
    await picture(admin, 'unlink-ar-desk');
    await question.getByRole('button', { name: 'إلغاء الربط' }).click();
    await shown(card().getByRole('button', { name: 'إظهار الرمز' }), PATIENCE_MS);
    expect(whatsapp.linkedDevices).toBe(0);
    expect(admin.complaints).toEqual([]);
  });
});
