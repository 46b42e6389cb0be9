import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Locator } from 'playwright-core';
import sharp from 'sharp';
import { ApiClient, BROWSER_ARGS, findBrowser, type RunningHub, startHub } from '../harness/index.js';
import { OfficerPage, PHONE, shown, vanished } from './officer-page.js';

const NOURA = { email: 'noura@insat.test', password: 'the first officer here', name: 'نورة' };
const ASKED = 'تسأل عن مساعدة الإيجار لوالدتها، ومعها عقد الإيجار';
const TOLD = 'أخبرناها أن الطلب يُرفع إلى لجنة البحث بعد اكتمال العقد';
const LETTER = 'قبلت اللجنة طلبكم، وتُصرف المساعدة يوم الأحد القادم بإذن الله.';
const ID = '1000000008';
/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let noura: OfficerPage;
let reference: string;

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
  await noura.enter(NOURA.email, NOURA.password, '/visits');
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

/** The page scrolls inside: to see all of it the window is made as tall as it is. */
async function picture(officer: OfficerPage, name: string, height?: number): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  const before = officer.page.viewportSize()!;
  if (height) await officer.page.setViewportSize({ ...before, height });
  await officer.page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await officer.page.setViewportSize(before);
}

const name = () => noura.page.getByRole('combobox', { name: 'اسم الزائر' });
const words = () => noura.page.getByRole('textbox', { name: 'ما الذي قاله؟' });
const focused = () => noura.page.locator(':focus');
/** The confirmation of a saved visit. */
const saved = () => noura.page.getByRole('status', { name: 'سُجّلت الزيارة' });
const answers = (officer = noura) => officer.page.getByRole('region', { name: 'للتبليغ أو التسليم' });
const task = (text: string, officer = noura) =>
  answers(officer).getByRole('listitem').filter({ hasText: text });

/** Something like a name, drawn in two strokes across the canvas. */
async function sign(officer: OfficerPage, canvas: Locator): Promise<void> {
  const box = (await canvas.boundingBox())!;
  const { mouse } = officer.page;
  const point = ([x, y]: readonly [number, number]) =>
    [box.x + box.width * x, box.y + box.height * y] as const;
  const strokes = [
    [
      [0.8, 0.4],
      [0.7, 0.7],
      [0.6, 0.3],
      [0.5, 0.65],
      [0.4, 0.4],
      [0.3, 0.6],
    ],
    [
      [0.55, 0.8],
      [0.35, 0.78],
      [0.2, 0.5],
    ],
  ] as const;
  for (const [first, ...rest] of strokes) {
    await mouse.move(...point(first));
    await mouse.down();
    for (const next of rest) await mouse.move(...point(next), { steps: 8 });
    await mouse.up();
  }
}

/** Whether there is ink on white paper. */
async function hasInk(png: Buffer): Promise<boolean> {
  const [grey] = (await sharp(png).greyscale().stats()).channels;
  return grey!.min < 60 && grey!.max > 250 && grey!.stdev > 5;
}

describe('a visit, by keyboard alone', () => {
  test('is written down from the name on, and a reload keeps all but the ID number', async () => {
    const { keyboard } = noura.page;
    await shown(name());
    await keyboard.type('أم خالد الجهني');
    await keyboard.press('Enter');
    await keyboard.type('٠٥٠١٢٣٤٥٦٧');
    await keyboard.press('Enter');
    await keyboard.type(ID);
    await keyboard.press('Enter');
    await keyboard.type(ASKED);
    await noura.page.getByRole('radio', { name: 'قريب' }).press('Space');
    await noura.page.getByLabel('اسم من جاء لأجله').fill('والدتها فاطمة');
    await noura.page.getByRole('checkbox', { name: 'أذن بالتواصل معه بشأن طلبه' }).press('Space');
    await noura.button('إضافة وثيقة').press('Enter');
    await noura.page.getByLabel('نوع الوثيقة').selectOption('rent_contract');
    await noura.page.getByLabel('سارية حتى').fill('2020-01-31');
    await shown(noura.page.getByText('منتهية الصلاحية'));
    await picture(noura, 'ar-desk-log', 1300);
    await noura.page.reload();
    await shown(words());
    expect(await name().inputValue()).toBe('أم خالد الجهني');
    expect(await words().inputValue()).toBe(ASKED);
    expect(await noura.page.getByLabel('رقم الهوية أو الإقامة').inputValue()).toBe('');
    const stored = await noura.page.evaluate<string>(
      'JSON.stringify({ ...sessionStorage, ...localStorage })',
    );
    expect(stored).toContain(ASKED);
    expect(stored).not.toContain(ID);
  });

  test('asks for what is missing where it is missing', async () => {
    await noura.page.getByRole('radio', { name: 'بلفظه' }).press('Space');
    await words().focus();
    await noura.page.keyboard.press('Control+Enter');
    await shown(noura.page.getByText('لا يُدوَّن الكلام بلفظه إلا بإذن صاحبه'));
    expect(await focused().getAttribute('type')).toBe('checkbox');
    await noura.page.keyboard.press('Space');
  });

  test('is saved with the answer given on the spot, and tells the reference', async () => {
    await noura.page.getByLabel('رقم الهوية أو الإقامة').fill(ID);
    await noura.page.getByRole('textbox', { name: 'ما أُبلغ به في الحال' }).fill(TOLD);
    await noura.page.keyboard.press('Control+Enter');
    await shown(saved().getByText(/^\d+-\d{4}$/));
    reference = (await saved()
      .getByText(/^\d+-\d{4}$/)
      .textContent())!;
    const [row] = await hub.sql('SELECT reference, channel, waiting_since FROM conversation');
    expect(row).toEqual({ reference, channel: 'interview', waiting_since: null });
    expect(await name().inputValue()).toBe('');
    expect(await focused().inputValue()).toBe('');
    await picture(noura, 'ar-desk-saved');
  });

  test('shows in the thread, both what was said and what was told', async () => {
    await saved().getByRole('link', { name: 'افتح المحادثة' }).press('Enter');
    await shown(noura.message(ASKED));
    const said = await noura.message(ASKED).textContent();
    for (const fact of [
      'بلفظه',
      'قريب',
      'والدتها فاطمة',
      'نورة',
      'مقر الجمعية',
      'عقد الإيجار',
      '31 يناير 2020',
    ])
      expect(said).toContain(fact);
    expect(said).not.toContain(ID);
    await shown(noura.message(TOLD).getByText('بلغت صاحبها', { exact: true }));
    await shown(noura.message(TOLD).getByText('أُبلغ به أثناء الزيارة'));
    await picture(noura, 'ar-desk-thread');
  });

  test('finds who has come before, by name and by ID, and goes on in their conversation', async () => {
    await noura.page.getByRole('link', { name: 'الزيارات' }).press('Enter');
    await shown(name());
    const { keyboard } = noura.page;
    await noura.page.getByLabel('رقم الهوية أو الإقامة').fill(ID);
    await shown(noura.page.getByText('هذه الهوية مسجلة باسم أم خالد الجهني'));
    await noura.page.getByLabel('رقم الهوية أو الإقامة').fill('');
    await name().focus();
    await keyboard.type('ام خال');
    await shown(noura.page.getByRole('option').filter({ hasText: 'أم خالد الجهني' }));
    await picture(noura, 'ar-desk-found');
    await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await shown(noura.page.getByRole('link', { name: `آخر محادثة ${reference}` }));
    expect(await noura.page.getByRole('combobox', { name: 'الجوال' }).inputValue()).toBe('+966501234567');
    await words().fill('أحضرت العقد الجديد');
    await keyboard.press('Control+Enter');
    await shown(saved().getByText(reference));
    expect(await hub.sql('SELECT 1 FROM conversation')).toHaveLength(1);
  });
});

describe('a letter for a visitor', () => {
  test('waits to be handed over', async () => {
    await saved().getByRole('link', { name: 'افتح المحادثة' }).press('Enter');
    await noura.reply(LETTER);
    await shown(noura.message(LETTER).getByText('بانتظار صاحبها', { exact: true }));
    await noura.page.getByRole('link', { name: 'الزيارات' }).press('Enter');
    await shown(task(LETTER));
    expect(await task(LETTER).textContent()).toContain(reference);
    const letter = task(LETTER).getByRole('link', { name: 'الخطاب للطباعة' });
    expect(await letter.getAttribute('href')).toMatch(/^\/api\/v1\/messages\/[\w-]+\/letter\.pdf$/);
    await picture(noura, 'ar-desk-answers');
  });

  test('is not handed over without a signature', async () => {
    await task(LETTER).getByRole('button', { name: 'سُلّم الخطاب' }).press('Enter');
    await shown(
      noura.page
        .getByRole('dialog')
        .getByText(new RegExp(`أُقرّ بأنني استلمت هذا الخطاب، ورقم متابعته \\u200e${reference}\\u200e`)),
    );
    await noura.button('تأكيد التسليم').press('Enter');
    await shown(noura.page.getByRole('alert').getByText('لم يُوقَّع بعد'));
    await noura.page.keyboard.press('Escape');
    await vanished(noura.page.getByRole('dialog'));
  });

  test('is signed for on the screen of a phone, and the signature stands under it for good', async () => {
    const phone = await OfficerPage.open(browser, hub.url, PHONE);
    await phone.enter(NOURA.email, NOURA.password, '/visits/answers');
    await shown(task(LETTER, phone));
    await picture(phone, 'ar-phone-answers');
    await task(LETTER, phone).getByRole('button', { name: 'سُلّم الخطاب' }).tap();
    const canvas = phone.page.getByRole('img', { name: 'مكان التوقيع' });
    await shown(canvas);
    await sign(phone, canvas);
    await vanished(phone.page.getByText('وقّع هنا'));
    await phone.button('مسح').tap();
    await shown(phone.page.getByText('وقّع هنا'));
    await sign(phone, canvas);
    await picture(phone, 'ar-phone-sign');
    const sideways = await phone.page.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
    expect(sideways).toBe(0);
    await phone.button('تأكيد التسليم').tap();
    await shown(answers(phone).getByText('سُلّم الخطاب، وحُفظ إثبات الاستلام في المحادثة.'));
    await phone.go('/visits');
    await shown(phone.page.getByRole('combobox', { name: 'اسم الزائر' }));
    await picture(phone, 'ar-phone-log', 1500);
    expect(phone.complaints).toEqual([]);
    await phone.close();

    await noura.go('/inbox/all');
    await noura.row(reference).getByRole('link').click();
    await shown(noura.message(LETTER).getByText('بلغت صاحبها', { exact: true }));
    await shown(noura.message(LETTER).getByText('توقيع على الشاشة'));
    const signature = noura.message(LETTER).getByRole('img', { name: 'توقيع الاستلام.png' });
    await signature.scrollIntoViewIfNeeded();
    const drawn = await signature.evaluate(
      (img) => (img as unknown as { naturalWidth: number }).naturalWidth,
    );
    expect(drawn).toBeGreaterThan(300);
    const address = hub.url + (await signature.getAttribute('src'));
    expect(await hasInk(await (await noura.page.request.get(address)).body())).toBe(true);
    await picture(noura, 'ar-desk-signed');
    const [proof] = await hub.sql<{ details: Record<string, string> }>(
      `SELECT details FROM hand_task WHERE outcome = 'handed_over'`,
    );
    expect(proof?.details).toMatchObject({ proof: 'signature', signedBy: 'أم خالد الجهني' });
    expect(proof?.details['sha256']).toMatch(/^[0-9a-f]{64}$/);
  });

  test('or it is told face to face, by keyboard', async () => {
    await noura.reply('نذكّركم بإحضار الأصل');
    await noura.page.getByRole('link', { name: 'الزيارات' }).press('Enter');
    await shown(task('نذكّركم'));
    await task('نذكّركم').getByRole('button', { name: 'أُبلغ به' }).press('Enter');
    await picture(noura, 'ar-desk-spoken');
    await noura.button('تأكيد التبليغ').press('Enter');
    await shown(answers().getByText('عُدّ الرد واصلًا.'));
    await vanished(task('نذكّركم'));
    const audited = await hub.sql(
      `SELECT data->>'outcome' AS outcome FROM audit_line WHERE action = 'message.told_in_person' ORDER BY id`,
    );
    expect(audited).toEqual([{ outcome: 'handed_over' }, { outcome: 'spoken' }]);
  });

  test('reads as well in English', async () => {
    const she = await ApiClient.signIn(hub.url, NOURA.email, NOURA.password);
    await she.patch('/auth/me', { locale: 'en' });
    await noura.go('/visits');
    await shown(noura.page.getByRole('combobox', { name: "Visitor's name" }));
    expect(await noura.direction()).toEqual({ lang: 'en', dir: 'ltr' });
    await picture(noura, 'en-desk-log', 1300);
  });

  test('leaves no complaint of the browser', () => {
    expect(noura.complaints).toEqual([]);
  });
});
