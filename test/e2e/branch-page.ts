import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { PHONE, shown } from './officer-page.js';

/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];
export const PIN = '482913';
/** What the browser itself says when there is no network, on purpose here. */
const CUT = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to load resource/;

/** Run in the page: its whole database, bytes read as letters. */
const STORED_TEXT = `(async () => {
  const done = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
  const database = await done(indexedDB.open('insat-branch'));
  const read = (name) => done(database.transaction(name).objectStore(name).getAll());
  const rows = await Promise.all([...database.objectStoreNames].map(read));
  database.close();
  const letters = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);
  return JSON.stringify(rows, (_, value) => (letters(value) ? new TextDecoder().decode(value) : value));
})()`;

/** The representatives' page in a phone's browser, in Arabic. */
export class BranchPage {
  readonly complaints: string[] = [];

  private constructor(
    readonly page: Page,
    readonly context: BrowserContext,
  ) {
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !CUT.test(message.text())) this.complaints.push(message.text());
    });
  }

  static async open(browser: Browser, hubUrl: string): Promise<BranchPage> {
    const context = await browser.newContext(PHONE);
    return BranchPage.in(context, hubUrl);
  }

  /** Another tab of the same phone. */
  static async in(context: BrowserContext, hubUrl: string): Promise<BranchPage> {
    const phone = new BranchPage(await context.newPage(), context);
    await phone.page.goto(`${hubUrl}/branch`);
    return phone;
  }

  async enrol(email: string, password: string): Promise<void> {
    await this.page.getByLabel('البريد الإلكتروني').fill(email);
    await this.page.getByLabel('كلمة المرور').fill(password);
    await this.page.getByRole('button', { name: 'دخول' }).click();
    await this.choosePin();
    await shown(this.page.getByRole('heading', { name: /أهلًا/ }));
  }

  async choosePin(): Promise<void> {
    await shown(this.page.getByRole('heading', { name: 'اختر رمزًا من ٦ أرقام' }));
    await this.page.keyboard.type(PIN);
    await shown(this.page.getByRole('heading', { name: 'أعد كتابة الرمز' }));
    await this.page.keyboard.type(PIN);
  }

  async unlock(pin = PIN): Promise<void> {
    await shown(this.page.getByRole('heading', { name: 'اكتب رمزك' }));
    await this.page.keyboard.type(pin);
  }

  /** Tapped on the drawn keys. */
  async tapPin(pin: string): Promise<void> {
    for (const digit of pin) await this.button(digit).tap();
  }

  button(name: string) {
    return this.page.getByRole('button', { name, exact: true });
  }

  choice(name: RegExp) {
    return this.page.getByRole('main').getByRole('button', { name });
  }

  tab(name: RegExp) {
    return this.page.getByRole('navigation', { name: 'الصفحات' }).getByRole('button', { name });
  }

  status() {
    return this.page.getByRole('banner').getByRole('status');
  }

  async says(words: string, timeout?: number): Promise<void> {
    await shown(this.status().filter({ hasText: words }), timeout);
  }

  /** Takes something down. @returns the number on the paper */
  async takeDown(
    kind: RegExp,
    what: { name: string; text?: string; needs?: string[]; photo?: Buffer },
  ): Promise<string> {
    await this.choice(kind).click();
    await this.page.getByLabel('الاسم').fill(what.name);
    for (const need of what.needs ?? []) await this.page.getByText(need, { exact: true }).click();
    if (what.text) await this.page.getByLabel(/ماذا قال|ما وضعه/).fill(what.text);
    if (what.photo) {
      const file = { name: 'photo.png', mimeType: 'image/png', buffer: what.photo };
      await this.page.locator('input[type=file]').setInputFiles(file);
      await shown(this.page.getByRole('img', { name: 'الصورة ١' }));
    }
    await this.picture(`form-${what.photo ? 'photo' : (what.needs?.length ?? 0) > 0 ? 'help' : 'message'}`);
    await this.button('احفظ وأعطِ الإيصال').click();
    const number = this.page.locator('output');
    await shown(number);
    const receipt = (await number.textContent())!;
    await this.picture('receipt');
    await this.button('تم').click();
    await shown(this.page.getByRole('heading', { name: /أهلًا/ }));
    return receipt;
  }

  /** Everything that lies in the phone's database, as text that a thief could search. */
  storedText(): Promise<string> {
    return this.page.evaluate<string>(STORED_TEXT);
  }

  async picture(name: string): Promise<void> {
    if (!PICTURES) return;
    mkdirSync(PICTURES, { recursive: true });
    await this.page.screenshot({ path: join(PICTURES, `branch-${name}.png`) });
  }
}
