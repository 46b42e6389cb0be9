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
import { OfficerPage, PHONE, shown } from './officer-page.js';

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
    await page.getByRole('link', { name: /الاجتماع رقم 1/ }).click();
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
    await page.getByRole('link', { name: /الاجتماع رقم 1/ }).click();
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
    expect(supervisor.complaints).toEqual([]);
  });

  test('speaks English as well', async () => {
    await hub.sql(`UPDATE staff SET locale = 'en' WHERE id = ANY($1::uuid[])`, [[huda.id, sami.id]]);
    await supervisor.go('/committee');
    await shown(supervisor.page.getByRole('heading', { name: 'Research committee' }));
    await supervisor.page.getByRole('link', { name: /Session 1/ }).click();
    await shown(supervisor.page.getByText('There is a quorum: 2 present, 2 needed'));
    await picture(supervisor, 'en-desk-session');
    await supervisor.page.getByRole('link', { name: /أم سعد/ }).click();
    await shown(supervisor.page.getByText('Social research report'));
    await picture(supervisor, 'en-desk-dossier');
  });
});
