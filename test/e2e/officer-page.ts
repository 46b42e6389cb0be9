import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { ApiClient } from '../harness/index.js';

export const DESK: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
};

/** What a browser says by itself when the page asks who is signed in, or a password is wrong. */
const EXPECTED_REFUSALS = /\/api\/v1\/auth\/(me|login)$/;

/** Waits until it is seen. */
export const shown = (locator: Locator, timeout = 15_000): Promise<void> =>
  locator.first().waitFor({ state: 'visible', timeout });

export const vanished = (locator: Locator, timeout = 15_000): Promise<void> =>
  locator.first().waitFor({ state: 'hidden', timeout });

/** The staff's page in a browser of its own, in Arabic unless switched, with everything it complained of. */
export class OfficerPage {
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly context: BrowserContext,
    private readonly hubUrl: string,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      const expected = EXPECTED_REFUSALS.test(message.location().url) && message.text().includes('401');
      if (message.type() === 'error' && !expected) {
        this.complaints.push(`${message.text()} (${message.location().url})`);
      }
    });
  }

  static async open(browser: Browser, hubUrl: string, screen = DESK): Promise<OfficerPage> {
    const context = await browser.newContext(screen);
    return new OfficerPage(await context.newPage(), context, hubUrl);
  }

  /** Enters with a session that was opened over the API, without the door. */
  async enter(email: string, password: string, path = '/inbox/queue'): Promise<void> {
    const [name, value] = (await ApiClient.signIn(this.hubUrl, email, password)).cookie.split('=');
    await this.context.addCookies([{ name: name!, value: decodeURIComponent(value!), url: this.hubUrl }]);
    await this.go(path);
    await shown(this.page.getByRole('heading', { level: 1 }));
  }

  async go(path: string): Promise<void> {
    await this.page.goto(this.hubUrl + path);
  }

  async signIn(email: string, password: string): Promise<void> {
    await this.page.getByLabel('البريد الإلكتروني').fill(email);
    await this.page.getByLabel('كلمة المرور', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'تسجيل الدخول' }).click();
  }

  /** A conversation in the list, by any of its words. */
  row(text: string): Locator {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }

  /** A message in the open thread, with its author and what became of it. */
  message(text: string): Locator {
    return this.page.getByRole('log').getByRole('article').filter({ hasText: text });
  }

  /** Above the open thread: who it is, where it stands, what may be done. */
  head(): Locator {
    return this.page.getByRole('main').locator('header').first();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async openConversation(text: string): Promise<void> {
    await this.row(text).getByRole('link').click();
    await shown(this.message(text));
  }

  async reply(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: /نص الرد|Reply text/ }).fill(text);
    await this.page.getByRole('button', { name: /^(إرسال|Send)$/ }).click();
    await shown(this.message(text));
  }

  direction(): Promise<{ lang: string | null; dir: string | null }> {
    return this.page
      .locator('html')
      .evaluate((root) => ({ lang: root.getAttribute('lang'), dir: root.getAttribute('dir') }));
  }

  /** Where it stands from the left edge of the screen, in pixels. */
  static async left(locator: Locator): Promise<number> {
    return (await locator.first().boundingBox())?.x ?? Number.NaN;
  }

  close(): Promise<void> {
    return this.context.close();
  }
}
