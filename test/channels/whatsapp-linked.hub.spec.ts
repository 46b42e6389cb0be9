import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';
import { browserOf, LinkedDesk } from '../harness/whatsapp-web/linked-desk.js';
import { WhatsappWebStandIn } from '../harness/whatsapp-web/stand-in.js';

/** The genuine whatsapp-web.js in the genuine Chromium, in a hub; only WhatsApp's page and the phone are ours. */

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const HOUR_S = 3_600;

let whatsapp: WhatsappWebStandIn;
let hub: RunningHub;
let desk: LinkedDesk;
let people = 0;

beforeAll(async () => {
  whatsapp = await WhatsappWebStandIn.start();
  hub = await startHub({ env: whatsapp.env });
  desk = await LinkedDesk.at(hub);
});

afterAll(async () => {
  desk?.close();
  await hub?.stop();
  await whatsapp?.close();
});

/** Somebody new: their chat on WhatsApp, and how the hub knows them. */
function person(): { chat: string; address: string } {
  people += 1;
  const number = `96655000${String(people).padStart(4, '0')}`;
  return { chat: `${number}@c.us`, address: `+${number}` };
}

async function acquaintance() {
  const { chat, address } = person();
  whatsapp.text(chat, 'السلام عليكم');
  const conversation = await desk.conversationOf(address);
  await waitFor(() => whatsapp.sent.some(({ to }) => to === chat), { message: 'the receipt' });
  return { chat, address, conversation };
}

async function arrived(chat: string, text: string): Promise<number> {
  return whatsapp.sent.filter(({ to, body, caption }) => to === chat && (body ?? caption) === text).length;
}

async function linkAgain(): Promise<void> {
  const { id } = await desk.link();
  await desk.api.put(`/channel-links/${id}`);
  const { code } = await desk.linkIs('code');
  whatsapp.scan(code ?? '');
  await desk.linkIs('connected');
}

describe('linking', () => {
  test('shows a code that changes, to administrators only, and keeps it out of the log', async () => {
    const { code } = await desk.linkIs('code');
    whatsapp.renewCode();
    const next = await waitFor(async () => {
      const link = await desk.link();
      return link.code !== code && link.code;
    });
    const officer = {
      email: 'officer@insat.test',
      name: 'Officer',
      role: 'officer',
      password: 'a long password',
    };
    await desk.api.post('/staff', officer);
    const refused = await (await hub.signIn(officer)).request('GET', '/channel-links');
    expect(refused.status).toBe(403);
    expect(hub.logs).not.toContain(next.slice(2, 40));
  });

  test('becomes connected when the phone scans it, and takes nothing from before', async () => {
    const { chat, address } = person();
    const old = Math.floor(Date.now() / 1000) - HOUR_S;
    whatsapp.text(chat, 'قبل الربط', { t: old });
    const { code } = await desk.linkIs('code');
    whatsapp.scan(code ?? '');
    const link = await desk.linkIs('connected');
    expect(link).toMatchObject({ number: `+${whatsapp.number.split('@')[0]}`, code: null, reason: null });
    await waitFor(() => desk.told.at(-1) === 'connected', { message: 'the administrators to be told' });
    whatsapp.text(chat, 'بعد الربط');
    const written = await desk.inbound(await desk.conversationOf(address), 'بعد الربط');
    expect(written.map(({ text }) => text)).toEqual(['بعد الربط']);
  });
});

describe('what people write', () => {
  test('is one message each, in order, though WhatsApp announces each twice', async () => {
    const { chat, address } = person();
    const texts = ['1', '2', '3', '4', '5'];
    for (const text of texts) whatsapp.text(chat, text);
    const conversation = await desk.conversationOf(address);
    expect(conversation).toMatchObject({ channel: 'whatsapp', account: 'linked' });
    expect((await desk.inbound(conversation, '5')).map(({ text }) => text)).toEqual(texts);
  });

  test('in groups, newsletters and statuses is none of our business', async () => {
    const before = await hub.sql("SELECT 1 FROM inbound_event WHERE kind = 'message'");
    whatsapp.text('120363000000000001@g.us', 'في مجموعة', { author: '966550009999@c.us' });
    whatsapp.text('status@broadcast', 'حالة');
    whatsapp.text('120363000000000002@newsletter', 'نشرة');
    // Journalled one after the other: when this one is there, the others have been passed over.
    const { conversation } = await acquaintance();
    await desk.inbound(conversation, 'السلام عليكم');
    const after = await hub.sql("SELECT 1 FROM inbound_event WHERE kind = 'message'");
    expect(after.length).toBe(before.length + 1);
  });

  test('with a picture, a voice note and a document comes with the bytes', async () => {
    const { chat, conversation } = await acquaintance();
    const voice = Buffer.from('OggS voice');
    const pdf = Buffer.from('%PDF-1.4 letter');
    whatsapp.file(chat, 'image', 'image/png', PNG, { caption: 'صورة الهوية' });
    whatsapp.file(chat, 'ptt', 'audio/ogg; codecs=opus', voice);
    whatsapp.file(chat, 'document', 'application/pdf', pdf, { filename: 'خطاب.pdf', caption: 'الخطاب' });
    await desk.inbound(conversation, 'الخطاب');
    const files = await waitFor(async () => {
      const found = (await desk.thread(conversation)).flatMap(({ attachments }) => attachments);
      return found.length === 3 && found.every(({ state }) => state === 'stored') && found;
    });
    const kinds = (await desk.thread(conversation)).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['image', 'audio', 'document']));
    const bytes = await Promise.all(files.map(({ id }) => bytesOf(id)));
    expect(bytes).toEqual([PNG, voice, pdf]);
    expect(files[2]).toMatchObject({ fileName: 'خطاب.pdf', contentType: 'application/pdf' });
  });

  test('is there when its file is gone from WhatsApp, and the file is asked for again', async () => {
    const { chat, conversation } = await acquaintance();
    const lost = whatsapp.write(chat, {
      type: 'image',
      mimetype: 'image/png',
      directPath: '/v/gone',
      caption: 'ضاعت',
    });
    expect(lost.id).toBeTruthy();
    await desk.inbound(conversation, 'ضاعت');
    const [row] = await waitFor(async () => {
      const rows = await hub.sql<{ attempts: number; state: string }>(
        `SELECT f.attempts, f.state FROM attachment f JOIN message m ON m.id = f.message_id WHERE m.text = 'ضاعت'`,
      );
      return rows[0]?.attempts === 1 && rows;
    });
    expect(row?.state).toBe('pending');
  });

  test('is shown changed and deleted', async () => {
    const { chat, conversation } = await acquaintance();
    const message = whatsapp.text(chat, 'رقمي 123');
    await desk.inbound(conversation, 'رقمي 123');
    whatsapp.edit(message, 'رقمي 321');
    await waitFor(async () =>
      (await desk.thread(conversation)).some(({ text }) => text.endsWith('\nرقمي 321')),
    );
    whatsapp.revoke(message);
    const last = await waitFor(async () =>
      (await desk.thread(conversation)).find(({ kind }) => kind === 'unsupported'),
    );
    expect(last.text).toBe('حذف رسالة سابقة من واتساب');
    expect((await desk.thread(conversation)).map(({ text }) => text)).toContain('رقمي 123');
  });

  test('is one person, whether their number is hidden or shown', async () => {
    const { chat, address } = person();
    whatsapp.lids.set('88112233445566@lid', chat);
    whatsapp.text('88112233445566@lid', 'رقمي مخفي');
    const conversation = await desk.conversationOf(address);
    whatsapp.text(chat, 'وهذا رقمي');
    await desk.inbound(conversation, 'وهذا رقمي');
    whatsapp.text('99112233445566@lid', 'لا أعطي رقمي');
    const hidden = await desk.conversationOf('lid:99112233445566');
    const reply = await desk.reply(hidden, 'أهلا بك');
    await desk.message(reply, 'sent');
    expect(await arrived('99112233445566@lid', 'أهلا بك')).toBe(1);
  });
});

describe('what we answer', () => {
  test('is typed, sent once, and goes forward to delivered and read', async () => {
    const { chat, conversation } = await acquaintance();
    const reply = await desk.reply(conversation, 'كيف نخدمكم؟');
    await desk.message(reply, 'sent');
    expect(whatsapp.typing).toContain(chat);
    const [sent] = whatsapp.sent.filter(({ to, body }) => to === chat && body === 'كيف نخدمكم؟');
    whatsapp.ack(sent!, 3);
    await desk.message(reply, 'read');
    whatsapp.ack(sent!, 2);
    await acquaintance();
    expect((await desk.message(reply, 'read')).status).toBe('read');
    expect(await arrived(chat, 'كيف نخدمكم؟')).toBe(1);
  });

  test('carries a file with its words', async () => {
    const { chat, conversation } = await acquaintance();
    const form = new FormData();
    form.set('file', new Blob([PNG], { type: 'image/png' }), 'map.png');
    const upload = await desk.api.post<{ id: string }>('/uploads', form);
    const reply = await desk.reply(conversation, 'موقعنا', [upload.id]);
    await desk.message(reply, 'sent');
    const sent = whatsapp.sent.find(({ to, type }) => to === chat && type === 'image');
    expect(sent).toMatchObject({ caption: 'موقعنا', mimetype: 'image/png', size: PNG.length });
  });

  test('fails for good to a number without WhatsApp, and goes again when WhatsApp fails it', async () => {
    const { chat, conversation } = await acquaintance();
    whatsapp.failing.add(chat);
    const later = await desk.reply(conversation, 'لاحقا');
    await waitFor(async () => (await desk.attempts(later)) === 1);
    whatsapp.failing.delete(chat);
    await desk.message(later, 'sent');
    expect(await arrived(chat, 'لاحقا')).toBe(1);

    const gone = await acquaintance();
    whatsapp.leave(gone.chat);
    const never = await desk.reply(gone.conversation, 'لن تصل');
    const failed = await desk.message(never, 'failed');
    expect(failed.error?.code).toBe('not_on_whatsapp');
    expect(await desk.attempts(never)).toBe(1);
  });
});

describe('when the page does not say what became of a message', () => {
  test('it goes again where the chat was not found, and the number has WhatsApp', async () => {
    const { chat, conversation } = await acquaintance();
    whatsapp.lose(chat);
    const reply = await desk.reply(conversation, 'لم نجد المحادثة');
    await waitFor(async () => (await errorOf(reply.id)) === 'no_chat', { message: 'the first try' });
    whatsapp.unfound.delete(chat);
    await desk.message(reply, 'sent');
    expect(await arrived(chat, 'لم نجد المحادثة')).toBe(1);
  });

  test('a person is asked where it was handed over, and it does not go again', async () => {
    const { chat, conversation } = await acquaintance();
    whatsapp.refiling.add(chat);
    const reply = await desk.reply(conversation, 'أين ذهبت؟');
    expect((await desk.message(reply, 'uncertain')).error?.code).toBe('no_message');
    whatsapp.refiling.delete(chat);
    const next = await desk.reply(conversation, 'والتالية؟');
    await desk.message(next, 'sent');
    expect(await arrived(chat, 'أين ذهبت؟')).toBe(1);
  });
});

describe('when the connection breaks', () => {
  test('says so, and reads what came meanwhile when it is back', async () => {
    const { chat, conversation } = await acquaintance();
    whatsapp.cut();
    await waitFor(() => desk.told.includes('disconnected'));
    whatsapp.text(chat, 'أثناء الانقطاع');
    await desk.inbound(conversation, 'أثناء الانقطاع');
    await desk.linkIs('connected');
  });

  test('reads the other chats where the page cannot show one, and that one later', async () => {
    const failing = await acquaintance();
    const silent = await acquaintance();
    const other = await acquaintance();
    whatsapp.loading.set(failing.chat, 'failure').set(silent.chat, 'silence');
    const times = desk.told.length;
    whatsapp.cut();
    await waitFor(() => desk.told.indexOf('disconnected', times) >= 0, { message: 'the cut' });
    const writtenAt = new Date();
    for (const { chat } of [failing, silent, other]) whatsapp.text(chat, 'أثناء الانقطاع');
    await desk.inbound(other.conversation, 'أثناء الانقطاع');
    for (const { conversation } of [failing, silent]) {
      expect((await desk.thread(conversation)).map(({ text }) => text)).not.toContain('أثناء الانقطاع');
    }
    expect((await readUntil()).getTime()).toBeLessThan(writtenAt.getTime());

    whatsapp.loading.clear();
    await desk.inbound(failing.conversation, 'أثناء الانقطاع');
    await desk.inbound(silent.conversation, 'أثناء الانقطاع');
    await waitFor(async () => (await readUntil()) > writtenAt, { message: 'everything to be read' });
  });

  test('opens another browser after one was killed, and loses and repeats nothing', async () => {
    const { chat, conversation } = await acquaintance();
    const browser = browserOf(hub)?.pid;
    expect(browser).toBeGreaterThan(0);
    process.kill(browser ?? 0, 'SIGKILL');
    const { reason } = await desk.linkIs('disconnected');
    expect(reason).toBe('browser_gone');
    for (const text of ['واحد', 'اثنان']) whatsapp.text(chat, text);
    const reply = await desk.reply(conversation, 'ننتظر الاتصال');
    await desk.linkIs('connected');
    const written = await desk.inbound(conversation, 'اثنان');
    expect(written.map(({ text }) => text)).toEqual(['السلام عليكم', 'واحد', 'اثنان']);
    await desk.message(reply, 'sent');
    expect(await desk.attempts(reply)).toBe(1);
    expect(browserOf(hub)?.pid).not.toBe(browser);
  });

  test('keeps the link over a restart of the hub, and reads what it missed', async () => {
    const { chat, conversation } = await acquaintance();
    expect(await hub.terminate()).toBe(0);
    expect(browserOf(hub)).toBeUndefined();
    for (let number = 1; number <= 70; number += 1) whatsapp.text(chat, `رسالة ${number}`);
    await hub.restart();
    await desk.comeBack();
    await desk.linkIs('connected');
    const written = await desk.inbound(conversation, 'رسالة 70');
    expect(written).toHaveLength(71);
    expect(whatsapp.linkedDevices).toBe(1);
  });
});

describe('when the phone ends the link', () => {
  test('tells the administrators at once, keeps what is queued, and loses nothing when it is linked again', async () => {
    const { chat, conversation } = await acquaintance();
    whatsapp.logOut();
    const { reason, code } = await desk.linkIs('logged_out');
    expect({ reason, code }).toEqual({ reason: 'logout', code: null });
    await waitFor(() => desk.told.at(-1) === 'logged_out', { message: 'the administrators to be told' });
    await waitFor(() => browserOf(hub) === undefined, { message: 'the browser to be closed' });
    const reply = await desk.reply(conversation, 'تنتظر الربط');
    whatsapp.text(chat, 'بعد تسجيل الخروج');
    await linkAgain();
    await desk.message(reply, 'sent');
    expect(await desk.attempts(reply)).toBe(1);
    await desk.inbound(conversation, 'بعد تسجيل الخروج');
  });

  test('is ended from the hub as well, by an administrator, and both are in the audit', async () => {
    const { id } = await desk.link();
    await desk.api.delete(`/channel-links/${id}`);
    const { reason } = await desk.linkIs('unlinked');
    expect(reason).toBe('unlinked_here');
    expect(whatsapp.linkedDevices).toBe(0);
    const lines = await hub.sql<{ action: string }>(
      'SELECT action FROM audit_line WHERE subject_id = $1 ORDER BY id',
      [id],
    );
    expect(lines.map(({ action }) => action)).toEqual([
      'channel_account.link_requested',
      'channel_account.unlinked',
    ]);
  });
});

async function errorOf(messageId: string): Promise<string | undefined> {
  const [row] = await hub.sql<{ error_code: string }>(
    'SELECT error_code FROM outbound WHERE message_id = $1',
    [messageId],
  );
  return row?.error_code;
}

/** Up to when the hub claims to have read everything. */
async function readUntil(): Promise<Date> {
  const [row] = await hub.sql<{ read_until: string }>('SELECT read_until FROM device_link');
  return new Date(row!.read_until);
}

async function bytesOf(id: string): Promise<Buffer> {
  const answer = await fetch(`${hub.url}/api/v1/attachments/${id}`, { headers: { cookie: desk.api.cookie } });
  return Buffer.from(await answer.arrayBuffer());
}
