import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import { BROWSER_ARGS, findBrowser, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { freePort } from '../harness/processes.js';
import { TwilioStandIn } from '../harness/twilio-stand-in.mjs';
import { OfficerPage, PHONE, shown, vanished } from './officer-page.js';

const NOURA = { email: 'noura@insat.test', password: 'the first officer here', name: 'نورة' };
const SARA = { email: 'sara@insat.test', password: 'the second officer here', name: 'سارة' };
const ADMINISTRATOR = { email: 'admin@insat.test', password: 'a password for tests' };

/** The browser's, for what is evaluated there. */
declare const window: { stillHere?: boolean };

let hub: RunningHub;
let twilio: TwilioStandIn;
let browser: Browser;
let noura: OfficerPage;
let sara: OfficerPage;
let saraId: string;

beforeAll(async () => {
  twilio = await TwilioStandIn.start({ accountSid: `AC${'ab'.repeat(16)}`, authToken: 'c'.repeat(32) });
  const port = await freePort();
  [hub, browser] = await Promise.all([
    startHub({
      env: {
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
        TWILIO_ACCOUNT_SID: twilio.accountSid,
        TWILIO_AUTH_TOKEN: twilio.authToken,
        TWILIO_FROM: '+15005550006',
        TWILIO_API_BASE_URL: twilio.url,
      },
    }),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  const admin = await hub.signIn();
  const teams = await admin.get<{ data: { id: string }[] }>('/teams');
  for (const officer of [NOURA, SARA]) {
    // Not routable: what arrives stays in the queue until somebody takes it.
    const { id } = await admin.post<{ id: string }>('/staff', {
      ...officer,
      role: 'officer',
      routable: false,
      teamIds: teams.data.map((team) => team.id),
    });
    saraId = id;
  }
  noura = await OfficerPage.open(browser, hub.url);
  sara = await OfficerPage.open(browser, hub.url);
  await sara.enter(SARA.email, SARA.password);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
  await twilio?.close();
});

/** A person writes; their receipt has gone out when this is done. */
async function writes(from: string, body: string): Promise<void> {
  const receipts = twilio.messages.filter(({ to }) => to === from).length;
  expect((await twilio.inbound(hub.url, { from, body })).status).toBe(200);
  await waitFor(() => twilio.messages.filter(({ to }) => to === from).length > receipts, {
    message: 'the receipt',
  });
}

const taken = (body: string, times = 1) =>
  waitFor(
    () => {
      const found = twilio.messages.filter((message) => message.body === body);
      return found.length >= times && found.at(-1);
    },
    { message: `Twilio to have “${body}” ${times} times` },
  );

describe('the door', () => {
  test('speaks Arabic from right to left, and says when a password is wrong', async () => {
    await noura.go('/');
    await shown(noura.button('تسجيل الدخول'));
    expect(await noura.direction()).toEqual({ lang: 'ar', dir: 'rtl' });
    await noura.signIn(NOURA.email, 'not her password');
    await shown(
      noura.page.getByRole('alert').getByText('البريد الإلكتروني أو كلمة المرور غير صحيحة.', { exact: true }),
    );
    expect(noura.page.url()).toContain('/sign-in');
  });

  test('opens with the right one, to an empty queue', async () => {
    await noura.signIn(NOURA.email, NOURA.password);
    await shown(noura.page.getByRole('heading', { name: 'المحادثات' }));
    await shown(noura.page.getByText('لا أحد في الانتظار', { exact: true }));
    await shown(noura.page.getByRole('status').getByText('متصل', { exact: true }));
    // The list stands at the right edge, and the navigation right of it.
    const list = await OfficerPage.left(noura.page.getByRole('region', { name: 'المحادثات' }));
    expect(list).toBeGreaterThan(await OfficerPage.left(noura.page.getByRole('main')));
    expect(await OfficerPage.left(noura.page.getByRole('navigation').first())).toBeGreaterThan(list);
  });
});

describe('an SMS', () => {
  const from = '+966501000001';
  const asked = 'أحتاج مساعدة في إيجار البيت';
  const answered = 'وعليكم السلام، أرسلوا صورة العقد';

  test('arrives live on every officer’s page, without reloading', async () => {
    for (const { page } of [noura, sara]) {
      await page.evaluate(() => {
        window.stillHere = true;
      });
    }
    await writes(from, asked);
    for (const officer of [noura, sara]) {
      await shown(officer.row(asked));
      expect(await officer.row(asked).textContent()).toContain(from);
      expect(await officer.page.evaluate(() => window.stillHere)).toBe(true);
    }
  });

  test('is opened and taken; the other officer sees at once who has it', async () => {
    await sara.openConversation(asked);
    await noura.openConversation(asked);
    await noura.button('استلام').click();
    await vanished(noura.button('استلام'));
    await shown(noura.head().getByText('لديك'));
    await shown(sara.head().getByText(/لدى.*نورة/));
    await vanished(sara.button('استلام'));
    // It has left the queue.
    await vanished(sara.row(asked));
    await noura.page.getByRole('link', { name: /^محادثاتي/ }).click();
    await shown(noura.row(asked));
  });

  test('is answered, and each page shows how far the answer has come', async () => {
    // Busy for a moment: the answer waits in the queue, and is seen to.
    twilio.refuse(429, 20429, { headers: { 'retry-after': '2' } });
    await noura.openConversation(asked);
    await noura.reply(answered);
    await shown(noura.message(answered).getByText('في طابور الإرسال', { exact: true }));
    const sent = await taken(answered);
    expect(sent).toMatchObject({ to: from });
    await shown(noura.message(answered).getByText('أُرسلت', { exact: true }));
    await twilio.report(sent, 'delivered');
    for (const officer of [noura, sara]) {
      await shown(officer.message(answered).getByText('وصلت', { exact: true }));
    }
    // The person's words stand at the right, ours at the left.
    const theirs = (await noura.message(asked).boundingBox())!;
    const ours = (await noura.message(answered).boundingBox())!;
    expect(theirs.x + theirs.width).toBeGreaterThan(ours.x + ours.width);
    expect(theirs.x).toBeGreaterThan(ours.x);
  });

  test('gets an internal note, which colleagues see and the person does not', async () => {
    const before = twilio.messages.length;
    await noura.page.getByRole('radio', { name: 'ملاحظة داخلية' }).check({ force: true });
    await noura.page.getByRole('textbox', { name: 'نص الملاحظة' }).fill('العقد ينتهي في رجب');
    await noura.button('حفظ الملاحظة').click();
    await shown(noura.message('العقد ينتهي في رجب').getByText('ملاحظة داخلية'));
    await shown(sara.message('العقد ينتهي في رجب').getByText('نورة'));
    await noura.page.getByRole('radio', { name: 'رد' }).check({ force: true });
    expect(twilio.messages).toHaveLength(before);
  });

  test('comes back to the same officer when the person writes again after closing', async () => {
    await noura.button('إغلاق').click();
    await shown(noura.head().getByText('مغلقة', { exact: true }));
    await vanished(noura.row(from));
    await writes(from, 'وصلني إنذار من المؤجر');
    await shown(noura.row('وصلني إنذار من المؤجر'));
    await shown(noura.message('وصلني إنذار من المؤجر'));
    await vanished(noura.head().getByText('مغلقة', { exact: true }));
    await shown(noura.button('إغلاق'));
    await shown(noura.page.getByRole('log').getByText('أُعيد فتح المحادثة'));
  });
});

describe('a message that did not arrive', () => {
  const from = '+966501000002';

  test('says why when the provider gave up, and is sent again', async () => {
    const text = 'موعدكم يوم الأحد';
    await noura.page.getByRole('link', { name: /^الانتظار/ }).click();
    await writes(from, 'متى موعدي؟');
    await noura.openConversation('متى موعدي؟');
    await noura.reply(text);
    await twilio.report(await taken(text), 'undelivered', { errorCode: 30005 });
    await shown(noura.message(text).getByText('لم تصل', { exact: true }));
    await shown(noura.message(text).getByText('الرقم غير موجود أو خارج الخدمة.'));
    await noura.message(text).getByRole('button', { name: 'إعادة الإرسال' }).click();
    await twilio.report(await taken(text, 2), 'delivered');
    await shown(noura.message(text).getByText('وصلت', { exact: true }));
    await vanished(noura.message(text).getByRole('button', { name: 'إعادة الإرسال' }));
  });

  test('asks when nobody knows whether it was sent, and believes the officer', async () => {
    const text = 'أحضروا الهوية معكم';
    twilio.drop();
    await noura.reply(text);
    await shown(noura.message(text).getByText('غير مؤكد', { exact: true }));
    await shown(noura.message(text).getByRole('button', { name: 'إعادة الإرسال' }));
    await noura.message(text).getByRole('button', { name: 'اعتبارها مُرسلة' }).click();
    await shown(noura.message(text).getByText('أُرسلت', { exact: true }));
    expect(twilio.messages.filter(({ body }) => body === text)).toHaveLength(1);
  });
});

describe('the language', () => {
  test('turns the whole page to English and left-to-right, and stays so', async () => {
    await noura.button('حسابي').click();
    await noura.page.getByRole('menuitem', { name: 'English' }).click();
    await shown(noura.page.getByRole('heading', { name: 'Inbox' }));
    expect(await noura.direction()).toEqual({ lang: 'en', dir: 'ltr' });
    const list = await OfficerPage.left(noura.page.getByRole('region', { name: 'Inbox' }));
    expect(list).toBeLessThan(await OfficerPage.left(noura.page.getByRole('main')));
    await waitFor(
      async () => (await hub.sql(`SELECT 1 FROM staff WHERE email = $1 AND locale = 'en'`, [NOURA.email]))[0],
      { message: 'the hub to know the choice' },
    );
    await noura.page.reload();
    await shown(noura.page.getByRole('heading', { name: 'Inbox' }));
    await shown(noura.message('متى موعدي؟'));
  });
});

describe('a phone', () => {
  test('shows one thing at a time: list, thread, and back', async () => {
    const from = '+966501000003';
    await writes(from, 'أكتب من الجوال');
    const phone = await OfficerPage.open(browser, hub.url, PHONE);
    await phone.enter(SARA.email, SARA.password);
    const composer = phone.page.getByRole('textbox', { name: 'نص الرد' });
    await shown(phone.row('أكتب من الجوال'));
    await phone.openConversation('أكتب من الجوال');
    await shown(composer);
    await vanished(phone.row('أكتب من الجوال'));
    await phone.reply('نقرأ رسالتك');
    await taken('نقرأ رسالتك');
    const sideways = await phone.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(sideways).toBe(0);
    await phone.button('العودة إلى القائمة').click();
    await vanished(composer);
    // Answering took it: it stands among her own now.
    await phone.page.getByRole('link', { name: /^محادثاتي/ }).click();
    await shown(phone.row('نقرأ رسالتك'));
    expect(phone.complaints).toEqual([]);
    await phone.close();
  });
});

describe('an event that could not be processed', () => {
  test('is tried again from the settings once the cause is mended', async () => {
    const text = 'رسالة لا تُحفظ الآن';
    await hub.sql(`ALTER TABLE message ADD CONSTRAINT not_now CHECK (text <> '${text}')`);
    expect((await twilio.inbound(hub.url, { from: '+966501000004', body: text })).status).toBe(200);
    await waitFor(async () => (await hub.sql(`SELECT 1 FROM inbound_event WHERE state = 'set_aside'`))[0], {
      message: 'the event to be set aside',
    });
    const admin = await OfficerPage.open(browser, hub.url);
    await admin.enter(ADMINISTRATOR.email, ADMINISTRATOR.password, '/settings/setAside');
    await shown(admin.page.getByText('not_now'));
    await hub.sql('ALTER TABLE message DROP CONSTRAINT not_now');
    await admin.button('إعادة المعالجة').click();
    await shown(admin.page.getByText('لا رسائل موقوفة', { exact: true }));
    await admin.page.getByRole('link', { name: 'المحادثات' }).click();
    await shown(admin.row(text));
    expect(admin.complaints).toEqual([]);
    await admin.close();
  });
});

describe('the end', () => {
  test('no page complained of anything', () => {
    expect([...noura.complaints, ...sara.complaints]).toEqual([]);
    expect(twilio.violations).toEqual([]);
  });

  test('an officer whose account is switched off is led to the door at once', async () => {
    const admin = await hub.signIn();
    await admin.patch(`/staff/${saraId}`, { active: false });
    await sara.page.waitForURL('**/sign-in**');
    await shown(sara.button('تسجيل الدخول'));
  });
});
