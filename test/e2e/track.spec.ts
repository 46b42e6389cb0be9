import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { BROWSER_ARGS, findBrowser, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { decide, type MadeRequest, makeRequest } from '../harness/requests.js';
import { startTwilio } from '../harness/sms.js';
import { codesTo, newPhone, nextCode } from '../harness/track-page.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';
import { DESK, PHONE, shown } from './officer-page.js';

/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];
const PAPER = Buffer.from('%PDF-1.4\n%%EOF\n');
/** Before pictures; the telephone's own letters are used. */
const MOST_BYTES = 60_000;
/** GPRS on a bad day, as the developer tools of browsers have it. */
const SLOW = {
  offline: false,
  latency: 800,
  downloadThroughput: (35 * 1024) / 8,
  uploadThroughput: (20 * 1024) / 8,
};

let twilio: TwilioStandIn;
let hub: RunningHub;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  const { PUBLIC_URL: _, ...env } = sms.env;
  [hub, browser] = await Promise.all([
    startHub({ env: { ...env, ORGANISATION_PHONE: '014 123 4567' } }),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
  await twilio?.close();
});

async function opened(screen = PHONE, path = ''): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ ...screen, extraHTTPHeaders: { 'x-forwarded-for': network() } });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) complaints.push(message.text());
  });
  page.on('dialog', (dialog) => void dialog.accept());
  await page.goto(`${hub.url}/track${path}`);
  return { page, context };
}

let networks = 0;
function network(): string {
  networks += 1;
  return `198.19.1.${networks}`;
}

async function picture(name: string, page: Page): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), fullPage: true });
}

/** Comes in with the code that comes to the phone. */
async function comeIn(page: Page, { reference }: MadeRequest, phone: string, english = false): Promise<void> {
  const before = codesTo(twilio, phone).length;
  await page.locator('#reference').fill(reference);
  await page.locator('#contact').fill(phone);
  await page.getByRole('button', { name: english ? 'Send the code' : 'أرسل الرمز' }).click();
  await page.locator('#code').fill(await nextCode(twilio, phone, before));
  await page.getByRole('button', { name: english ? 'Come in' : 'ادخل' }).click();
  await shown(page.getByText(reference));
}

test('weighs less than 60 kB in all, in one document', () => {
  const html = readFileSync(resolve(import.meta.dirname, '../../dist/track/page.html'));
  expect(gzipSync(html).length).toBeLessThan(MOST_BYTES);
  // Nothing else is fetched before somebody asks for a code: no script, no style, no font.
  expect(html.toString()).not.toMatch(/<script src|rel="stylesheet"|@font-face|url\(/);
});

describe('on a phone with a slow line', () => {
  let page: Page;
  let context: BrowserContext;
  let request: MadeRequest;
  const phone = newPhone();

  test('opens, says what is wrong with a number, and comes in by a code', async () => {
    request = await makeRequest(hub, { phone, state: 'papers_missing', submittedDaysAgo: 3 });
    await hub.sql(
      `INSERT INTO request_paper (request_id, key, state, reason) VALUES ($1, 'id_card', 'refused', 'الصورة غير واضحة')`,
      [request.id],
    );
    ({ page, context } = await opened(PHONE, '?lang=ar'));
    const line = await context.newCDPSession(page);
    await line.send('Network.enable');
    await line.send('Network.emulateNetworkConditions', SLOW);
    const fetched: string[] = [];
    page.on('request', (sent) => fetched.push(sent.url()));
    await page.reload();
    await shown(page.getByRole('heading', { level: 1, name: 'متابعة طلبك' }));
    expect(fetched.filter((url) => url.startsWith('http'))).toEqual([`${hub.url}/track?lang=ar`]);
    await picture('track-1-ask', page);
    await page.locator('#reference').fill('٧١٠٠-٠٠١٩');
    await page.getByRole('button', { name: 'أرسل الرمز' }).click();
    await shown(page.getByRole('alert').getByText('راجع رقم الطلب'));
    await comeIn(page, request, phone);
    await shown(page.getByText('نحتاج منك أوراقًا'));
    await shown(page.getByText('الصورة غير واضحة'));
    await picture('track-2-papers', page);
    await line.detach();
  });

  test('sends a paper, also when the line breaks on the way', async () => {
    await context.setOffline(true);
    await shown(page.getByText('الاتصال ضعيف أو مقطوع'));
    await page.locator('#paper-id_card').setInputFiles({
      name: 'بطاقة.pdf',
      mimeType: 'application/pdf',
      buffer: PAPER,
    });
    await shown(page.getByText('بانتظار الاتصال'));
    await picture('track-3-offline', page);
    await context.setOffline(false);
    await shown(page.getByText('وصلت، ونراجعها'), 30_000);
    const [row] = await hub.sql(`SELECT state FROM request_paper WHERE request_id = $1 AND key = 'id_card'`, [
      request.id,
    ]);
    expect(row).toEqual({ state: 'received' });
  });

  test('writes a message, and goes back to the door when the time is over, with what was written kept', async () => {
    await page.locator('#message').fill('هل وصلت البطاقة؟');
    await page.getByRole('button', { name: 'أرسل الرسالة' }).click();
    await shown(page.getByText('وصلت رسالتك'));
    await shown(page.locator('.message.person').getByText('هل وصلت البطاقة؟'));
    await page.locator('#message').fill('نسيت شيئًا');
    await hub.sql('UPDATE track_session SET expires_at = now() WHERE request_id = $1', [request.id]);
    await page.getByRole('button', { name: 'أرسل الرسالة' }).click();
    await shown(page.getByRole('alert').getByText('انتهت المدة'));
    await comeIn(page, request, phone);
    expect(await page.locator('#message').inputValue()).toBe('نسيت شيئًا');
    await context.close();
  });
});

describe('the answer', () => {
  test('is read, objected to and rated, in English by the keyboard', async () => {
    const phone = newPhone();
    const request = await makeRequest(hub, {
      phone,
      state: 'notice_due',
      submittedDaysAgo: 20,
      language: 'en',
      name: 'Umm Saad',
    });
    await decide(hub, request, {
      outcome: 'rejected',
      approved: true,
      text: 'Thank you for your patience. The committee has studied your request with care.',
      reasonText: 'The income covers the rent, by the papers that came.',
    });
    const { page, context } = await opened(DESK, `?lang=en&r=${request.reference}`);
    await picture('track-4-ask-en', page);
    await comeIn(page, request, phone, true);
    await shown(page.getByRole('heading', { name: 'We are sorry: we could not accept the request' }));
    await waitFor(
      async () => {
        const [row] = await hub.sql<{ state: string }>('SELECT state FROM support_request WHERE id = $1', [
          request.id,
        ]);
        return row!.state === 'notified';
      },
      { message: 'the proof that it was read' },
    );
    await picture('track-5-rejected-en', page);
    await page.locator('#star-1').focus();
    await page.keyboard.press('Space');
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowRight');
    await page.locator('#comment').fill('Kind people');
    await page.getByRole('button', { name: 'Send the rating' }).click();
    await shown(page.getByText('Thank you. Your rating'));
    expect(
      await hub.sql('SELECT stars, comment FROM service_rating WHERE request_id = $1', [request.id]),
    ).toEqual([{ stars: 4, comment: 'Kind people' }]);
    await page.locator('#appeal').fill('My husband has fallen ill since.');
    await page.getByRole('button', { name: 'Send the appeal' }).click();
    await shown(page.getByText('We have your appeal'));
    await picture('track-6-appealed-en', page);
    await context.close();
  });

  test.each(['submitted', 'under_study', 'notified', 'delivered', 'withdrawn'] as const)(
    'shows %s in both languages',
    async (state) => {
      const phone = newPhone();
      const answered = state === 'notified' || state === 'delivered';
      const request = await makeRequest(hub, { phone, state, submittedDaysAgo: answered ? 18 : 2 });
      if (answered) await decide(hub, request, { outcome: 'accepted', approved: true });
      const { page, context } = await opened();
      await comeIn(page, request, phone);
      if (answered) await shown(page.getByText('12,500 ريال'));
      await picture(`track-7-${state}-ar`, page);
      await page.getByRole('button', { name: 'English' }).click();
      await shown(page.getByRole('button', { name: 'Leave' }));
      expect(await page.evaluate('document.documentElement.dir')).toBe('ltr');
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await picture(`track-7-${state}-en`, page);
      await page.getByRole('button', { name: 'Leave' }).click();
      await shown(page.locator('#reference'));
      await page.reload();
      await shown(page.locator('#reference'));
      await context.close();
    },
  );

  test('made no browser complain', () => {
    expect(complaints).toEqual([]);
  });
});
