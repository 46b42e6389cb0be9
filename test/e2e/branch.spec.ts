import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';
import type { ConversationView, MessageView } from '../../src/modules/conversations/conversations.schemas.js';
import {
  type ApiClient,
  BROWSER_ARGS,
  findBrowser,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { BranchPage, PIN } from './branch-page.js';
import { shown, vanished } from './officer-page.js';

const SALEM = { email: 'salem@insat.test', password: 'carried in a pocket', name: 'سالم الجهني' };
const BRANCH = 'فرع ينبع النخل';
const ASKED = 'تسأل عن موعد توزيع السلال الغذائية';
const PLIGHT = 'انقطع راتب الزوج منذ شهرين وعليهم إيجار متأخر';
const ANSWER = 'التوزيع يوم الخميس بعد العصر في مقر الفرع، ولا حاجة إلى إحضار أوراق.';
const PHOTO = readFileSync(join(import.meta.dirname, '../../web/branch/public/icon-512.png'));

let hub: RunningHub;
let browser: Browser;
let office: ApiClient;
let phone: BranchPage;
/** On the papers, by what was taken down. */
const receipts: Record<string, string> = {};

beforeAll(async () => {
  [hub, browser] = await Promise.all([
    startHub(),
    chromium.launch({ executablePath: findBrowser(), args: BROWSER_ARGS }),
  ]);
  office = await hub.signIn();
  await office.post('/staff', { ...SALEM, role: 'representative', branch: BRANCH });
  phone = await BranchPage.open(browser, hub.url);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await hub?.stop();
});

async function found(receipt: string): Promise<ConversationView> {
  const list = () => office.get<{ data: ConversationView[] }>(`/conversations?view=all&q=${receipt}`);
  return waitFor(async () => (await list()).data[0], { message: `the conversation of ${receipt}` });
}

const thread = async (id: string): Promise<MessageView[]> =>
  (await office.get<{ data: MessageView[] }>(`/conversations/${id}/messages`)).data.reverse();

const inbound = () =>
  hub.sql<{ text: string }>(`SELECT text FROM message WHERE direction = 'inbound' ORDER BY id`);

/** The worker has put all of the page's files away. */
const furnished = () =>
  waitFor(
    () =>
      phone.page.evaluate<boolean>(`navigator.serviceWorker.ready.then(
        ({ active }) => active.state === 'activated' && navigator.serviceWorker.controller !== null)`),
    { message: 'the service worker' },
  );

describe('the page', () => {
  test('can be installed', async () => {
    await furnished();
    const devtools = await phone.context.newCDPSession(phone.page);
    const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
    // Every test's browser window is a private one.
    expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
    const { errors, data } = await devtools.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(JSON.parse(data!)).toMatchObject({
      name: 'إنصات للمناديب',
      lang: 'ar',
      dir: 'rtl',
      scope: '/branch',
      display: 'standalone',
    });
  });

  test('is for representatives only', async () => {
    await office.post('/staff', {
      email: 'huda@insat.test',
      password: 'an officer of the inbox',
      name: 'هدى',
      role: 'officer',
    });
    await phone.picture('sign-in');
    await phone.page.getByLabel('البريد الإلكتروني').fill('huda@insat.test');
    await phone.page.getByLabel('كلمة المرور').fill('an officer of the inbox');
    await phone.button('دخول').click();
    await shown(phone.page.getByRole('alert').getByText('هذه الصفحة للمناديب'));
  });

  test('is signed in on once, and asks for a PIN from then on', async () => {
    await phone.enrol(SALEM.email, SALEM.password);
    await phone.says('أُرسل كل شيء');
    await phone.picture('home');
    // The session was only needed for the phone's own token.
    expect(await phone.context.cookies()).toEqual([]);
    await phone.page.reload();
    await shown(phone.page.getByRole('heading', { name: 'اكتب رمزك' }));
    await phone.tapPin('111111');
    await shown(phone.page.getByRole('alert').getByText('بقي ٩ محاولات'));
    await phone.picture('pin');
    await phone.tapPin(PIN);
    await phone.says('أُرسل كل شيء');
  });
});

describe('with the network cut', () => {
  test('messages, requests and photographs are taken down, each with its number', async () => {
    await phone.context.setOffline(true);
    receipts['message'] = await phone.takeDown(/^رسالة/, { name: 'أم ناصر', text: ASKED });
    receipts['help'] = await phone.takeDown(/^طلب مساعدة/, {
      name: 'عائلة الحربي',
      text: PLIGHT,
      needs: ['إيجار', 'غذاء'],
    });
    receipts['photo'] = await phone.takeDown(/^رسالة/, { name: 'أبو فهد', photo: PHOTO });
    await phone.says('٣ بانتظار الإرسال');
    await phone.says('بلا اتصال');
    expect(new Set(Object.values(receipts)).size).toBe(3);
    await phone.picture('waiting');
    await phone.tab(/السجل/).click();
    await shown(phone.page.getByText(PLIGHT));
    await phone.picture('log-waiting');
  });

  test('what was written is nowhere to be read', async () => {
    const stored = await phone.storedText();
    expect(stored).toContain('11');
    for (const words of ['أم ناصر', ASKED, PLIGHT, 'عائلة', 'insat_dev_', receipts['message']!, 'PNG']) {
      expect(stored).not.toContain(words);
    }
  });

  test('the page starts again, counts while locked, and opens with everything there', async () => {
    await phone.page.reload();
    await shown(phone.page.getByText('٣ بانتظار الإرسال'));
    await vanished(phone.page.getByText(ASKED));
    await phone.picture('locked');
    await phone.unlock();
    await phone.says('٣ بانتظار الإرسال');
    await phone.tab(/السجل/).click();
    await shown(phone.page.getByText(ASKED));
  });

  test('half a sentence outlives a closed page', async () => {
    await phone.tab(/جديد/).click();
    await phone.choice(/^طلب مساعدة/).click();
    await phone.page.getByLabel('ما وضعه؟').fill('بدأ يقول');
    await phone.page.reload();
    await phone.unlock();
    await shown(phone.page.getByLabel('ما وضعه؟'));
    expect(await phone.page.getByLabel('ما وضعه؟').inputValue()).toBe('بدأ يقول');
    await phone.page.getByLabel('ما وضعه؟').fill('');
    await phone.button('رجوع').click();
  });
});

describe('with the network back', () => {
  test('everything is sent once and in order, also when an answer is lost on the way', async () => {
    let lost = 0;
    await phone.page.route('**/api/v1/branch/intakes/*', async (route) => {
      if (lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await phone.context.setOffline(false);
    await phone.says('أُرسل كل شيء', 30_000);
    await phone.page.unroute('**/api/v1/branch/intakes/*');
    expect(lost).toBe(1);
    await found(receipts['photo']!);
    expect((await inbound()).map(({ text }) => text)).toEqual([ASKED, PLIGHT, '']);
    const help = await found(receipts['help']!);
    expect(help).toMatchObject({ channel: 'branch', subject: 'طلب مساعدة' });
    const [asked] = await thread(help.id);
    expect(asked?.facts).toEqual({
      'branch.receipt': receipts['help'],
      'branch.needs': 'إيجار، غذاء',
      'branch.representative': SALEM.name,
      'branch.office': BRANCH,
    });
    const [pictured] = await thread((await found(receipts['photo']!)).id);
    expect(pictured?.attachments).toMatchObject([{ contentType: 'image/jpeg', state: 'stored' }]);
  });

  test('two tabs that send the same at once make one message of it', async () => {
    await phone.context.setOffline(true);
    await phone.page.goto(`${hub.url}/branch`);
    await phone.unlock();
    await phone.takeDown(/^رسالة/, { name: 'أم ناصر الثانية', text: 'مرة واحدة' });
    const other = await BranchPage.in(phone.context, hub.url);
    await other.unlock();
    await other.says('١ بانتظار الإرسال');
    await phone.context.setOffline(false);
    await Promise.all([phone.says('أُرسل كل شيء', 30_000), other.says('أُرسل كل شيء', 30_000)]);
    await other.page.close();
    await waitFor(async () => (await inbound()).length === 4, { message: 'the fourth message' });
    const journalled =
      await hub.sql(`SELECT FROM inbound_event e JOIN channel_account a ON a.id = e.account_id
      WHERE a.channel = 'branch'`);
    expect(journalled).toHaveLength(4);
  });

  test('a person changed here and at the office is shown as both, and the representative chooses', async () => {
    const { contactPoint } = await found(receipts['message']!);
    await phone.context.setOffline(true);
    await phone.choice(/^رسالة/).click();
    await phone.page.getByLabel('الاسم').fill('ام ناصر');
    await phone.page.getByRole('button', { name: /^أم ناصر(?! الثانية)/ }).click();
    await phone.button('تعديل البيانات').click();
    await phone.page.getByLabel('الاسم').fill('نوال الحربي');
    await phone.button('حفظ').click();
    await phone.button('شخص آخر').click();
    await phone.button('رجوع').click();
    await office.patch(`/contact-points/${contactPoint.id}`, { displayName: 'أم ناصر الحربي' });
    await phone.context.setOffline(false);
    await phone.tab(/السجل/).click();
    const card = phone.page.getByRole('article').filter({ hasText: 'عدّل المكتب' });
    await shown(card);
    expect(await card.textContent()).toContain('أم ناصر الحربي');
    expect(await card.textContent()).toContain('نوال الحربي');
    await phone.picture('conflict');
    const stays = await office.get<{ displayName: string }>(`/contact-points/${contactPoint.id}`);
    expect(stays.displayName).toBe('أم ناصر الحربي');
    await card.getByRole('button', { name: 'استخدم ما عندي' }).click();
    await vanished(card);
    await waitFor(
      async () =>
        (await office.get<{ displayName: string }>(`/contact-points/${contactPoint.id}`)).displayName ===
        'نوال الحربي',
      { message: 'the chosen name' },
    );
  });
});

test('the worker keeps the page itself, and nothing that the hub answered', async () => {
  const kept = await phone.page.evaluate<string[]>(`(async () => {
    const requests = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  })()`);
  expect(kept).toContain('/branch');
  expect(kept.filter((path) => !/^\/branch($|\/(assets\/|icon|manifest))/.test(path))).toEqual([]);
});

describe('an answer', () => {
  let conversation: ConversationView;
  let reply: MessageView;

  test('waits on the phone to be told', async () => {
    conversation = await found(receipts['help']!);
    reply = await office.post<MessageView>(`/conversations/${conversation.id}/replies`, { text: ANSWER });
    await waitFor(async () => (await hub.sql(`SELECT FROM hand_task WHERE state = 'open'`)).length === 1, {
      message: 'the task',
    });
    await phone.status().click();
    await shown(phone.tab(/للتبليغ/).getByText('١'));
    await phone.tab(/للتبليغ/).click();
    await shown(phone.page.getByText(ANSWER));
    await phone.picture('tasks');
  });

  test('is told without a network, with a signature, and outlives a closed page', async () => {
    await phone.context.setOffline(true);
    await phone.page.reload();
    await phone.unlock();
    await phone.page.getByText(ANSWER).click();
    await phone.page.getByText('بُلّغ', { exact: true }).click();
    const pad = await phone.page.getByRole('img', { name: 'يوقّع هنا بإصبعه' }).boundingBox();
    const { mouse } = phone.page;
    await mouse.move(pad!.x + 60, pad!.y + 60);
    await mouse.down();
    for (const [x, y] of [
      [110, 110],
      [160, 60],
      [220, 120],
    ]) {
      await mouse.move(pad!.x + x!, pad!.y + y!, { steps: 8 });
    }
    await mouse.up();
    await phone.page.getByLabel('ملاحظة، إن وُجدت').fill('استلمه ابنها');
    await phone.picture('task');
    await phone.button('احفظ').click();
    await phone.says('١ بانتظار الإرسال');
    await shown(phone.page.getByText('لا شيء للتبليغ'));
    await phone.page.reload();
    await phone.unlock();
    await phone.says('١ بانتظار الإرسال');
  });

  test('has arrived once the network is back', async () => {
    await phone.context.setOffline(false);
    await phone.says('أُرسل كل شيء', 30_000);
    await waitFor(
      async () => (await thread(conversation.id)).find(({ id }) => id === reply.id)?.status === 'delivered',
      { message: 'the answer to have arrived' },
    );
    const note = (await thread(conversation.id)).find(({ text }) => text.includes('استلمه ابنها'));
    expect(note).toMatchObject({ direction: 'note', attachments: [{ contentType: 'image/png' }] });
  });
});

test('a forgotten PIN costs a sign-in and no word that was written', async () => {
  await phone.context.setOffline(true);
  await phone.tab(/جديد/).click();
  const receipt = await phone.takeDown(/^رسالة/, { name: 'أم فهد', text: 'كُتبت قبل أن يُنسى الرمز' });
  await phone.page.reload();
  await phone.context.setOffline(false);
  await phone.button('نسيت الرمز').click();
  await phone.page.getByLabel('البريد الإلكتروني').fill(SALEM.email);
  await phone.page.getByLabel('كلمة المرور').fill(SALEM.password);
  await phone.button('دخول').click();
  await phone.choosePin();
  await phone.says('أُرسل كل شيء', 30_000);
  expect(await found(receipt)).toMatchObject({ preview: 'كُتبت قبل أن يُنسى الرمز' });
  expect(await phone.context.cookies()).toEqual([]);
});

describe('a phone that was away', () => {
  test('for more than two weeks opens only after asking the hub', async () => {
    await phone.context.setOffline(true);
    await phone.page.clock.setSystemTime(Date.now() + 15 * 24 * 3_600_000);
    await phone.page.reload();
    await phone.unlock();
    await shown(phone.page.getByRole('alert').getByText('اتصل بالشبكة مرة واحدة'));
    await phone.context.setOffline(false);
    await phone.unlock();
    await phone.says('أُرسل كل شيء');
    await phone.page.clock.setSystemTime(Date.now());
    await phone.page.reload();
    await phone.unlock();
    await phone.says('أُرسل كل شيء');
  });
});

describe('a phone whose account is switched off', () => {
  const inService = async (active: boolean) => {
    const { data } = await office.get<{ data: { staff: { id: string } }[] }>('/branch/devices');
    await office.patch(`/staff/${data[0]!.staff.id}`, { active });
  };

  test('locks at its next contact, opens by no PIN, and sends what waited once it is on again', async () => {
    await phone.context.setOffline(true);
    await phone.tab(/جديد/).click();
    const receipt = await phone.takeDown(/^رسالة/, { name: 'أم ناصر', text: 'كُتبت قبل أن يوقف الحساب' });
    await inService(false);
    await phone.context.setOffline(false);
    const alert = phone.page.getByRole('alert').getByText('حسابك موقوف');
    await shown(alert);
    await phone.picture('account-off');
    await Promise.all([phone.page.waitForResponse(/\/pulse$/), phone.unlock()]);
    await phone.context.setOffline(true);
    await phone.page.reload();
    await shown(alert);
    expect((await inbound()).map(({ text }) => text)).not.toContain('كُتبت قبل أن يوقف الحساب');
    await inService(true);
    await phone.context.setOffline(false);
    await phone.unlock();
    await phone.says('أُرسل كل شيء', 30_000);
    expect(await found(receipt)).toMatchObject({ preview: 'كُتبت قبل أن يوقف الحساب' });
  });
});

describe('a lost phone', () => {
  test('erases itself at its next contact, locked or not, and says so', async () => {
    await phone.context.setOffline(true);
    await phone.tab(/جديد/).click();
    await phone.takeDown(/^رسالة/, { name: 'من لم يُرسل بعد', text: 'يضيع مع الجوال' });
    await phone.page.reload();
    await shown(phone.page.getByRole('heading', { name: 'اكتب رمزك' }));
    const { data } = await office.get<{ data: { id: string }[] }>('/branch/devices');
    await office.put(`/branch/devices/${data[0]!.id}/wipe`);
    await phone.context.setOffline(false);
    await shown(phone.page.getByRole('heading', { name: 'مُسح هذا الجوال' }));
    await phone.picture('erased');
    const left = await phone.page.evaluate(`(async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      storage: Object.keys(localStorage),
    }))()`);
    // That it was erased is said again at the next start.
    expect(left).toEqual({ databases: [], caches: [], workers: 0, storage: ['insat.branch.erased'] });
    await waitFor(
      async () => (await hub.sql('SELECT FROM branch_device WHERE erased_at IS NOT NULL')).length === 1,
      { message: 'the phone to say that it is erased' },
    );
    expect((await inbound()).map(({ text }) => text)).not.toContain('يضيع مع الجوال');
  });

  test('left no complaint of the browser', () => {
    expect(phone.complaints.filter((words) => !/40[139]/.test(words))).toEqual([]);
  });
});
