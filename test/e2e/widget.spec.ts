import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import {
  type ApiClient,
  BROWSER_ARGS,
  findBrowser,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { ForeignSite } from './foreign-site.js';
import { say, shown, widget } from './widget-page.js';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

/** The browser's, for what is evaluated there. */
declare function getComputedStyle(element: unknown): { fontSize: string; letterSpacing: string };

interface Conversation {
  id: string;
  contactPoint: { id: string; displayName: string | null };
}
interface Message {
  id: string;
  direction: string;
  kind: string;
  text: string;
  status: string;
  attachments: { fileName: string; contentType: string }[];
}

let hub: RunningHub;
let site: ForeignSite;
let browser: Browser;
let officer: ApiClient;
let context: BrowserContext;

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  site = await ForeignSite.start(hub.url);
  officer = await hub.signIn();
}, 90_000);
afterAll(async () => {
  await browser?.close();
  await site?.stop();
  await hub?.stop();
});
beforeEach(async () => {
  // What earlier tests used up is not what is tested here.
  await hub.sql('DELETE FROM rate_limit');
});
afterEach(async () => {
  await context?.close();
});

async function open(options: { path?: string; phone?: boolean } = {}): Promise<Page> {
  context = await browser.newContext(options.phone ? PHONE : { viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(site.url + (options.path ?? '/'));
  return page;
}

/** The conversation in which the officers see this text, with its messages oldest first. */
function officersSee(text: string): Promise<{ conversation: Conversation; messages: Message[] }> {
  return waitFor(
    async () => {
      const { data } = await officer.get<{ data: Conversation[] }>('/conversations?view=all&channel=website');
      for (const conversation of data) {
        const page = await officer.get<{ data: Message[] }>(`/conversations/${conversation.id}/messages`);
        const messages = page.data.reverse();
        if (!messages.some((message) => message.text === text)) continue;
        // Again, as it is with this message: the list was read before it came.
        return {
          conversation: await officer.get<Conversation>(`/conversations/${conversation.id}`),
          messages,
        };
      }
      return false;
    },
    { message: `the officers to see "${text}"` },
  );
}

async function answer(conversation: Conversation, text: string): Promise<Message> {
  return officer.post<Message>(
    `/conversations/${conversation.id}/replies`,
    { text },
    { 'idempotency-key': crypto.randomUUID() },
  );
}

/** Somebody sits at the desk from now on, or nobody any more. */
async function setPresence(isHere: boolean): Promise<void> {
  await hub.sql(
    `INSERT INTO staff (id, email, name, password_hash, role, present_until)
     VALUES ($1, 'desk@insat.test', 'Desk', 'x', 'officer', $2)
     ON CONFLICT (email) DO UPDATE SET present_until = $2`,
    [crypto.randomUUID(), isHere ? 'infinity' : '-infinity'],
  );
}

describe('the widget on a foreign page', () => {
  it('carries a message there, the answer back live, and both over a reload', async () => {
    const page = await open({ phone: true });
    const { launcher, panel, bubble, confirmed, log } = widget(page);
    await launcher.click();
    await shown(panel);
    await say(page, 'متى يفتح المكتب غدًا؟');
    await shown(confirmed('متى يفتح المكتب غدًا؟'));
    const { conversation } = await officersSee('متى يفتح المكتب غدًا؟');
    const reply = await answer(conversation, 'من الثامنة صباحًا: https://example.org/map.');
    await shown(bubble('من الثامنة صباحًا'));
    expect(await log.getByRole('link').getAttribute('href')).toBe('https://example.org/map');
    await waitFor(
      async () => {
        const { messages } = await officersSee('متى يفتح المكتب غدًا؟');
        return messages.find((message) => message.id === reply.id)?.status === 'read';
      },
      { message: 'the officer to see that the answer was read' },
    );
    await page.reload();
    await launcher.click();
    await shown(bubble('متى يفتح المكتب غدًا؟'));
    await shown(bubble('من الثامنة صباحًا'));
    expect(await bubble('متى يفتح المكتب غدًا؟').count()).toBe(1);
    expect(await page.evaluate('troubles')).toEqual([]);
  });

  it('counts on the launcher what came while it was closed', async () => {
    const page = await open();
    const { launcher, close, badge, bubble, confirmed } = widget(page);
    await launcher.click();
    await say(page, 'سؤال عن السلة الغذائية');
    await shown(confirmed('سؤال عن السلة الغذائية'));
    const { conversation } = await officersSee('سؤال عن السلة الغذائية');
    // The receipt comes first, so that it is not counted.
    await shown(bubble('إنصات').or(widget(page).log.locator('.row:not(.mine)')));
    await close.click();
    await answer(conversation, 'تُوزَّع يوم الأحد');
    await shown(badge);
    expect(await badge.textContent()).toBe('1');
    await launcher.click();
    await shown(bubble('تُوزَّع يوم الأحد'));
    expect(await badge.isVisible()).toBe(false);
  });

  it('looks the same whatever the page does, and leaves the page alone', async () => {
    const page = await open({ path: '/?lang=en' });
    const { launcher, panel, field } = widget(page);
    await launcher.click();
    await shown(panel);
    const style = await field.evaluate((element) => {
      const { fontSize, letterSpacing } = getComputedStyle(element);
      return { fontSize, letterSpacing, width: element.getBoundingClientRect().width };
    });
    expect(style).toMatchObject({ fontSize: '17px', letterSpacing: 'normal' });
    expect(style.width).toBeGreaterThan(200);
    const box = await panel.boundingBox();
    expect(box?.width).toBe(400);
    await field.press('a');
    expect(await page.evaluate('keys')).toBe(0);
    const added = '[...Object.getOwnPropertyNames(window)].filter((name) => !before.has(name)).sort()';
    expect(await page.evaluate(added)).toEqual(['Insat', 'before', 'keys', 'troubles']);
    expect(await page.evaluate('Object.keys(Insat)')).toEqual(['open', 'close']);
    expect(await page.evaluate('troubles')).toEqual([]);
  });

  it('is opened, walked through and closed by keyboard alone', async () => {
    const page = await open({ path: '/?lang=en' });
    const { launcher, panel, field, close } = widget(page);
    await launcher.focus();
    await page.keyboard.press('Enter');
    await shown(panel);
    const focused = (locator: Locator) =>
      locator.evaluate(
        (element) => (element.getRootNode() as { activeElement?: unknown }).activeElement === element,
      );
    expect(await focused(field)).toBe(true);
    const seen = new Set<string>();
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      seen.add(await page.evaluate("document.activeElement?.tagName + ''"));
    }
    // Round and round inside the panel, never out into the page.
    expect([...seen]).toEqual(['INSAT-CHAT']);
    await field.focus();
    await page.keyboard.type('written by keyboard');
    await page.keyboard.press('Enter');
    await shown(widget(page).confirmed('written by keyboard'));
    await close.focus();
    await page.keyboard.press('Escape');
    expect(await panel.isVisible()).toBe(false);
    expect(await focused(launcher)).toBe(true);
  });

  it('works where the browser keeps nothing', async () => {
    const page = await open({ path: '/framed' });
    const frame = page.frameLocator('iframe').locator('insat-chat');
    await frame.locator('.launcher').click();
    await frame.locator('textarea').fill('من متصفح لا يحفظ شيئًا');
    await frame.locator('.go').click();
    await shown(frame.locator('.row .icon.sent'));
    await officersSee('من متصفح لا يحفظ شيئًا');
  });
});

describe('the script', () => {
  it('is sent compressed, to any origin', async () => {
    const response = await fetch(`${hub.url}/widget.js`, { headers: { 'accept-encoding': 'gzip' } });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': expect.stringContaining('javascript'),
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      vary: expect.stringContaining('accept-encoding'),
    });
    expect(Number(response.headers.get('content-length'))).toBeLessThan(30_000);
    expect(await response.text()).toContain('insat-chat');
  });
});

describe('an attachment', () => {
  it('shows its progress, reaches the officers, and is a picture on return', async () => {
    const page = await open();
    const { launcher, chooser, log, send } = widget(page);
    await launcher.click();
    await chooser.setInputFiles({ name: 'بطاقة.png', mimeType: 'image/png', buffer: PNG });
    await widget(page).field.fill('صورة البطاقة');
    await waitFor(() => send.isEnabled(), { message: 'the upload' });
    await send.click();
    await shown(widget(page).confirmed('صورة البطاقة'));
    const { messages } = await officersSee('صورة البطاقة');
    expect(messages[0]?.attachments).toMatchObject([{ fileName: 'بطاقة.png', contentType: 'image/png' }]);
    await page.reload();
    await launcher.click();
    await shown(log.getByRole('img', { name: 'صورة: بطاقة.png' }));
    expect(await page.evaluate('troubles')).toEqual([]);
  });

  it('that is refused says why, and does not go with the message', async () => {
    const page = await open();
    const { launcher, chooser, panel } = widget(page);
    await launcher.click();
    await chooser.setInputFiles([
      { name: 'program.exe', mimeType: 'image/png', buffer: Buffer.from('MZ\u0090\0\u0003\0\0\0', 'latin1') },
      { name: 'big.txt', mimeType: 'text/plain', buffer: Buffer.alloc(11 * 1024 * 1024, 'x') },
    ]);
    await shown(panel.getByText('هذا النوع من الملفات غير مقبول'));
    await shown(panel.getByText('الملف أكبر من 10 ميغابايت'));
    await say(page, 'بدون ملف');
    const { messages } = await officersSee('بدون ملف');
    expect(messages[0]?.attachments).toEqual([]);
  });
});

describe('when nobody is here', () => {
  it('asks how to reach the visitor, and the officers see it', async () => {
    await setPresence(false);
    const page = await open({ phone: true });
    const { launcher, form, log } = widget(page);
    await launcher.click();
    expect(await form.isVisible()).toBe(false);
    await say(page, 'أحتاج مساعدة في الإيجار');
    await shown(form);
    await form.getByRole('button', { name: 'حفظ' }).click();
    await shown(form.getByText('اكتب اسمك'));
    await form.getByLabel('الاسم').fill('أم خالد');
    await form.getByLabel('رقم الجوال').fill('٠٥٠١٢٣');
    await form.getByRole('button', { name: 'حفظ' }).click();
    await shown(form.getByText('اكتب رقم جوال صحيحًا'));
    await form.getByLabel('رقم الجوال').fill('٠٥٠١٢٣٤٥٦٧');
    await form.getByRole('button', { name: 'حفظ' }).click();
    await shown(log.getByText('شكرًا أم خالد'));
    expect(await form.isVisible()).toBe(false);
    const { conversation, messages } = await officersSee('أم خالد\n+966501234567');
    expect(messages[0]).toMatchObject({ text: 'أحتاج مساعدة في الإيجار' });
    expect(conversation.contactPoint.displayName).toBe('أم خالد');
  });

  it('does not ask while an officer is here', async () => {
    await setPresence(true);
    const page = await open({ path: '/?lang=en' });
    const { launcher, form, status, confirmed } = widget(page);
    await waitFor(
      async () => {
        // The hub's answer to "is anybody here?" may be a few seconds old.
        await page.reload();
        await launcher.click();
        await waitFor(async () => !/Connecting/.test((await status.textContent()) ?? 'Connecting'));
        return (await status.textContent()) === 'We are here to answer you now';
      },
      { timeout: 30_000, message: 'the officer to be seen' },
    );
    await say(page, 'Is anybody there?');
    await shown(confirmed('Is anybody there?'));
    await officersSee('Is anybody there?');
    expect(await form.isVisible()).toBe(false);
    await setPresence(false);
  });
});

describe('a network that fails', () => {
  it('neither loses a message nor sends it twice', async () => {
    const page = await open();
    const { launcher, confirmed } = widget(page);
    await launcher.click();
    let cuts = 0;
    await page.route('**/channels/website/default/messages', async (route) => {
      if (route.request().method() !== 'POST' || cuts >= 2) return route.continue();
      cuts += 1;
      // The hub takes it, and the answer is lost on the way.
      await route.fetch();
      return route.abort('connectionreset');
    });
    await say(page, 'رسالة واحدة فقط');
    await shown(confirmed('رسالة واحدة فقط'));
    expect(cuts).toBeGreaterThan(0);
    await say(page, 'وهذه بعدها');
    const { messages } = await officersSee('وهذه بعدها');
    const texts = messages.filter((message) => message.direction === 'inbound').map(({ text }) => text);
    expect(texts).toEqual(['رسالة واحدة فقط', 'وهذه بعدها']);
  });

  it('does not keep a message waiting while it looks again who is there', async () => {
    const page = await open();
    const { launcher, status, confirmed } = widget(page);
    await launcher.click();
    await waitFor(async () => !/جارٍ/.test((await status.textContent()) ?? 'جارٍ'));
    let looks = 0;
    let answer: () => void = () => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/channels/website/default/session', async (route) => {
      looks += 1;
      await answered;
      await route.continue();
    });
    await say(page, 'الأولى');
    await shown(confirmed('الأولى'));
    await waitFor(() => looks > 0, { message: 'the look after the first message' });
    await say(page, 'الثانية، بلا انتظار');
    await shown(confirmed('الثانية، بلا انتظار'));
    answer();
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('keeps what was written without a connection, also over a reload', async () => {
    const page = await open();
    const { launcher, status, log, confirmed } = widget(page);
    await launcher.click();
    await say(page, 'قبل الانقطاع');
    await shown(confirmed('قبل الانقطاع'));
    await page.route(`${hub.url}/channels/**`, (route) => route.abort('internetdisconnected'));
    await say(page, 'أثناء الانقطاع');
    await shown(log.getByText('قيد الإرسال'));
    await shown(status.getByText('لا يوجد اتصال'));
    await page.reload();
    await launcher.click();
    await shown(log.getByText('أثناء الانقطاع'));
    await page.unroute(`${hub.url}/channels/**`);
    await shown(confirmed('أثناء الانقطاع'));
    const { messages } = await officersSee('أثناء الانقطاع');
    expect(messages.filter(({ text }) => text === 'أثناء الانقطاع')).toHaveLength(1);
  });

  it('gives the answer that came while the line was down', async () => {
    const page = await open();
    const { launcher, confirmed, bubble } = widget(page);
    await launcher.click();
    await say(page, 'سأعود بعد قليل');
    await shown(confirmed('سأعود بعد قليل'));
    const { conversation } = await officersSee('سأعود بعد قليل');
    await context.setOffline(true);
    await answer(conversation, 'أهلًا بعودتك');
    await context.setOffline(false);
    await shown(bubble('أهلًا بعودتك'));
  });
});
