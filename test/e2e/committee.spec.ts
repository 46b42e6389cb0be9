import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import {
  type CommitteeStaff,
  committeeStaff,
  type StudiedRequest,
  studiedRequest,
} from '../harness/committee.js';
import { BROWSER_ARGS, findBrowser, type RunningHub, startHub } from '../harness/index.js';
import { OfficerPage, PHONE, shown, vanished } from './officer-page.js';

/** A folder for pictures of the pages, to be looked at; none are taken without it. */
const PICTURES = process.env['INSAT_PICTURES'];

let hub: RunningHub;
let browser: Browser;
let huda: CommitteeStaff;
let sami: CommitteeStaff;
let request: StudiedRequest;
let member: OfficerPage;
let supervisor: OfficerPage;

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  const admin = await hub.signIn();
  huda = await committeeStaff(hub, admin, 'هدى الشهري');
  sami = await committeeStaff(hub, admin, 'سامي المشرف', 'supervisor');
  request = await studiedRequest(hub, 'أم سعد الحربي');
  await studiedRequest(hub, 'أبو نايف');
  await sami.api.put(`/requests/${request.id}/social-report`, {
    text: 'زرنا البيت، وهو من غرفتين، ويسكنه ستة أفراد. الإيجار متأخر منذ مرض الأب.',
    recommendation: 'نوصي بالقبول لستة أشهر',
    finished: true,
  });
  supervisor = await OfficerPage.open(browser, hub.url);
  await supervisor.enter(sami.email, sami.password, '/committee');
  member = await OfficerPage.open(browser, hub.url, PHONE);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function picture({ page }: OfficerPage, name: string): Promise<void> {
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

describe('around a session', () => {
  let other: StudiedRequest;
  let officer: OfficerPage;

  beforeAll(async () => {
    other = await studiedRequest(hub, 'أم ريان');
    const admin = await hub.signIn();
    const noura = await committeeStaff(hub, admin, 'نورة الباحثة', 'officer');
    officer = await OfficerPage.open(browser, hub.url);
    await officer.enter(noura.email, noura.password, `/requests/${other.id}`);
  }, 60_000);

  test('an officer writes the social report, as a draft and then finished', async () => {
    const { page } = officer;
    const report = page.getByRole('region', { name: 'تقرير البحث الاجتماعي' });
    await report.getByRole('button', { name: 'اكتب التقرير' }).click();
    await report.getByLabel('ما وجده الباحث').fill('بيت مستأجر من غرفتين، والراتب التقاعدي وحده لا يكفي.');
    await report.getByLabel(/التوصية/).fill('نوصي بستة أشهر');
    await report.getByRole('button', { name: 'حفظ' }).click();
    await shown(report.getByText('مسودة'));
    await report.getByRole('button', { name: 'عدّل التقرير' }).click();
    await report.getByRole('checkbox', { name: /اكتمل التقرير/ }).check();
    await picture(officer, 'ar-desk-report-form');
    await report.getByRole('button', { name: 'حفظ' }).click();
    await shown(report.getByText('مكتمل'));
    await report.scrollIntoViewIfNeeded();
    await picture(officer, 'ar-desk-report');
    const [row] = await hub.sql<{ finished: boolean; recommendation: string }>(
      'SELECT finished_at IS NOT NULL AS finished, recommendation FROM social_report WHERE request_id = $1',
      [other.id],
    );
    expect(row).toEqual({ finished: true, recommendation: 'نوصي بستة أشهر' });
  });

  test('the supervisor changes its plan, its order and who stands aside, and calls it off', async () => {
    const { page } = supervisor;
    const third = await studiedRequest(hub, 'أبو وليد');
    const { id } = await sami.api.post<{ id: string }>('/committee/sessions', {
      heldAt: '2026-12-08T10:00:00+03:00',
      mode: 'votes',
      quorum: 1,
      chairId: sami.id,
      memberIds: [sami.id, huda.id],
      notes: 'أحضروا عقود الإيجار',
    });
    await sami.api.post(`/committee/sessions/${id}/agenda`, { requestIds: [other.id, third.id] });
    await supervisor.go(`/committee/${id}`);
    await supervisor.button('عدّل الاجتماع').click();
    await shown(page.getByLabel('الوقت'));
    expect(await page.getByLabel('الوقت').inputValue()).toBe('10:00');
    await page.getByLabel('المكان').fill('القاعة الكبرى');
    await picture(supervisor, 'ar-desk-replan');
    await supervisor.button('احفظ الاجتماع').click();
    await shown(page.getByText('القاعة الكبرى'));
    await shown(page.getByText('أحضروا عقود الإيجار'));

    const rows = page.getByRole('region', { name: 'جدول الأعمال' }).getByRole('link');
    await shown(rows.first().filter({ hasText: 'أم ريان' }));
    await supervisor.button('أخّر أم ريان في الجدول').focus();
    await page.keyboard.press('Enter');
    await shown(rows.first().filter({ hasText: 'أبو وليد' }));
    // It is the last one now: the keyboard stays with it, on the way back.
    await shown(page.locator('[aria-label="قدّم أم ريان في الجدول"]:focus'));

    const row = page.getByRole('listitem').filter({ hasText: 'أم ريان' });
    await row.getByRole('button', { name: 'تعارض المصالح' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'العضو' }).click();
    await page.getByRole('option', { name: huda.name }).click();
    await dialog.getByLabel(/الصلة/).fill('ابنة أختها');
    await dialog.getByRole('button', { name: 'احجب عنه الملف' }).click();
    await shown(dialog.getByText('ابنة أختها'));
    await picture(supervisor, 'ar-desk-conflicts');
    const tied = () => hub.sql('SELECT staff_id FROM conflict_of_interest WHERE request_id = $1', [other.id]);
    expect(await tied()).toEqual([{ staff_id: huda.id }]);
    await dialog.getByRole('button', { name: 'سُجّل خطأً' }).click();
    await shown(dialog.getByText('لا أحد'));
    expect(await tied()).toEqual([]);
    await dialog.getByRole('button', { name: 'إغلاق' }).click();
    await vanished(dialog);
    await picture(supervisor, 'ar-desk-agenda');

    await supervisor.button('ألغِ الاجتماع').click();
    await page.getByRole('dialog').getByRole('button', { name: 'نعم، ألغِه' }).click();
    await shown(page.getByText('أُلغي', { exact: true }));
  });

  test('a request goes back to be verified, and the officer reads why', async () => {
    const { page } = supervisor;
    const { id } = await sami.api.post<{ id: string }>('/committee/sessions', {
      heldAt: '2026-12-09T10:00:00+03:00',
      mode: 'consensus',
      quorum: 1,
      chairId: sami.id,
      memberIds: [sami.id],
    });
    await sami.api.post(`/committee/sessions/${id}/agenda`, { requestIds: [other.id] });
    await sami.api.put(`/committee/sessions/${id}/seats`, { seats: [{ staffId: sami.id, present: true }] });
    await sami.api.post(`/committee/sessions/${id}/open`);
    await supervisor.go(`/committee/${id}`);
    await page.getByRole('link', { name: /أم ريان/ }).click();
    await supervisor.button('أعد للتحقق').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'أعد للتحقق' }).click();
    await shown(dialog.getByText('اكتب السبب'));
    await picture(supervisor, 'ar-desk-return');
    await dialog.getByLabel(/ما الذي يُتحقق منه/).fill('كشف الراتب قديم');
    await dialog.getByRole('button', { name: 'أعد للتحقق' }).click();
    await vanished(dialog);
    await officer.go(`/requests/${other.id}`);
    await shown(officer.page.getByText('كشف الراتب قديم'));
    expect(officer.complaints).toEqual([]);
    expect(supervisor.complaints).toEqual([]);
    await supervisor.go('/committee');
  });
});

describe('the committee', () => {
  test('is convened by the supervisor, who sees plainly when there is a quorum', async () => {
    const { page } = supervisor;
    await supervisor.button('اجتماع جديد').click();
    await page.getByLabel('اليوم').fill('2026-12-01');
    await page.getByLabel('المكان').fill('قاعة الاجتماعات');
    await page.getByRole('checkbox', { name: huda.name }).check();
    await page.getByRole('checkbox', { name: sami.name }).check();
    await page.getByRole('combobox', { name: 'رئيس الاجتماع' }).click();
    await page.getByRole('option', { name: sami.name }).click();
    await picture(supervisor, 'ar-desk-plan');
    await supervisor.button('احفظ الاجتماع').click();
    await page.getByRole('link', { name: /الاجتماع رقم 3/ }).click();
    await shown(page.getByText(/لم يكتمل النصاب/));
    await page.getByRole('combobox', { name: /طلبات قيد الدراسة/ }).click();
    await page.getByRole('option', { name: /أم سعد/ }).click();
    await page.keyboard.press('Escape');
    await supervisor.button('أضف إلى الجدول').click();
    await shown(page.getByRole('link', { name: /أم سعد/ }));
    for (const name of [huda.name, sami.name]) {
      const box = page.getByRole('checkbox', { name: new RegExp(name) });
      await box.click();
      await shown(page.getByRole('checkbox', { name: new RegExp(name), checked: true, disabled: false }));
    }
    await shown(page.getByText('اكتمل النصاب: حضر 2 والمطلوب 2'));
    await supervisor.button('افتتح الاجتماع').click();
    await shown(page.getByText('منعقد الآن'));
    await picture(supervisor, 'ar-desk-session');
  });

  test('is all that a member sees: the sessions, the dossier, and the vote', async () => {
    const { page } = member;
    await member.go('/');
    await member.signIn(huda.email, huda.password);
    await shown(page.getByRole('heading', { name: 'لجنة البحث' }));
    expect(new URL(page.url()).pathname).toBe('/committee');
    await page.getByRole('link', { name: /الاجتماع رقم 3/ }).click();
    await page.getByRole('link', { name: /أم سعد/ }).click();
    await shown(page.getByText(/ويسكنه ستة أفراد/));
    await picture(member, 'ar-phone-dossier');
    await page.getByRole('radiogroup', { name: 'صوتك' }).getByText('قبول').click();
    await member.button('صوّت').click();
    await shown(page.getByText('سُجّل صوتك'));
    await shown(page.getByText('صوّت 1 من 2'));
    await picture(member, 'ar-phone-vote');
    expect(member.complaints).toEqual([]);
  });

  test('decides, and shows when the person can hear of it', async () => {
    const { page } = supervisor;
    await page.getByRole('link', { name: /أم سعد/ }).click();
    await page.getByRole('radiogroup', { name: 'صوتك' }).getByText('قبول').click();
    await supervisor.button('صوّت').click();
    await shown(page.getByText(`${huda.name} · قبول`));
    await page.getByRole('combobox', { name: 'سبب القرار' }).click();
    await page.getByRole('option', { name: 'ثبتت الحاجة' }).click();
    await page.getByLabel(/شرح السبب/).fill('ثبتت الحاجة بالأوراق والزيارة');
    await page.getByLabel('ما الدعم').fill('إيجار السكن');
    await page.getByLabel('المبلغ بالريال').fill('12500');
    await shown(page.getByText(/على أقرب تقدير/));
    await page.getByRole('region', { name: 'القرار' }).scrollIntoViewIfNeeded();
    await picture(supervisor, 'ar-desk-decision');
    await supervisor.button('سجّل القرار').click();
    await page.getByRole('link', { name: 'رجوع' }).click();
    await shown(page.getByRole('listitem').filter({ hasText: 'أم سعد' }).getByText('قبول'));
    await supervisor.button('اختم الاجتماع واكتب المحضر').click();
    await shown(page.getByRole('link', { name: 'المحضر (PDF)' }));
    const [decided] = await hub.sql<{ state: string; award: object }>(
      'SELECT r.state, d.award FROM support_request r JOIN decision d ON d.request_id = r.id WHERE r.id = $1',
      [request.id],
    );
    expect(decided).toMatchObject({
      state: 'decided',
      award: { what: 'إيجار السكن', amountHalalas: 1_250_000 },
    });
    await supervisor.go(`/requests/${request.id}`);
    const card = page.getByRole('region', { name: 'القرار', exact: true });
    await shown(card.getByText('ثبتت الحاجة', { exact: true }));
    await shown(card.getByText(/لم يُبلَّغ صاحب الطلب بعد/));
    await card.scrollIntoViewIfNeeded();
    await picture(supervisor, 'ar-desk-decided');
    expect(supervisor.complaints).toEqual([]);
  });

  test('speaks English as well', async () => {
    await hub.sql(`UPDATE staff SET locale = 'en' WHERE id = ANY($1::uuid[])`, [[huda.id, sami.id]]);
    await supervisor.go('/committee');
    await shown(supervisor.page.getByRole('heading', { name: 'Research committee' }));
    await supervisor.page.getByRole('link', { name: /Session 3/ }).click();
    await shown(supervisor.page.getByText('There is a quorum: 2 present, 2 needed'));
    await picture(supervisor, 'en-desk-session');
    await supervisor.page.getByRole('link', { name: /أم سعد/ }).click();
    await shown(supervisor.page.getByText('Social research report'));
    await picture(supervisor, 'en-desk-dossier');
    await supervisor.go(`/requests/${request.id}`);
    await supervisor.page.getByRole('region', { name: 'Decision', exact: true }).scrollIntoViewIfNeeded();
    await picture(supervisor, 'en-desk-decided');
    await member.go('/committee');
    await shown(member.page.getByRole('heading', { name: 'Research committee' }));
    await picture(member, 'en-phone-sessions');
    const phone = await OfficerPage.open(browser, hub.url, PHONE);
    await phone.enter(sami.email, sami.password, '/committee');
    await phone.page.getByRole('link', { name: /Session 3/ }).click();
    await shown(phone.page.getByRole('region', { name: 'Agenda' }));
    await picture(phone, 'en-phone-session');
    await phone.close();
  });
});
