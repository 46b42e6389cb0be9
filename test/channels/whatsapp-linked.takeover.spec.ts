import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';
import { browserOf, LinkedDesk } from '../harness/whatsapp-web/linked-desk.js';
import { WhatsappWebStandIn } from '../harness/whatsapp-web/stand-in.js';

/** One session, several processes: who has the lease has the browser, and the others follow when it dies. */

const CHAT = '966550008888@c.us';

let whatsapp: WhatsappWebStandIn;
let hubs: RunningHub[];
let desk: LinkedDesk;

beforeAll(async () => {
  whatsapp = await WhatsappWebStandIn.start();
  whatsapp.scans = true;
  const web = await startHub({ role: 'web', env: whatsapp.env });
  const env = { ...whatsapp.env, DATA_DIR: web.env['DATA_DIR']! };
  const join = () => startHub({ role: 'worker', env, database: web.databaseUrl });
  hubs = [web, ...(await Promise.all([join(), join()]))];
  desk = await LinkedDesk.at(web);
});

afterAll(async () => {
  desk?.close();
  for (const hub of [...(hubs ?? [])].reverse()) await hub.stop();
  await whatsapp?.close();
});

/** The process that owns the session is the parent of the only browser. */
function ownerPid(): number | undefined {
  return browserOf(hubs[0]!)?.parent;
}

function timesSent(text: string): number {
  return whatsapp.sent.filter(({ body }) => body === text).length;
}

test('another process takes the session over when its owner dies, and nothing is lost or sent twice', async () => {
  await desk.linkIs('connected');
  whatsapp.text(CHAT, 'قبل');
  const conversation = await desk.conversationOf('+966550008888');
  await waitFor(() => whatsapp.sent.length === 1, { message: 'the receipt' });
  const first = await desk.reply(conversation, 'من الأول');
  await desk.message(first, 'sent');
  // It dies over a message that WhatsApp has and has not yet said so of.
  whatsapp.holdsAcks = true;
  const cutOff = await desk.reply(conversation, 'وسط الإرسال');
  await waitFor(() => timesSent('وسط الإرسال') === 1, { message: 'the message to be handed over' });

  const before = ownerPid();
  const owner = hubs.find(({ pid }) => pid === before);
  expect(owner?.env['ROLE']).toBe('worker');
  await owner!.kill();
  await waitFor(() => ownerPid() === undefined, { message: "the dead process's browser to end" });
  whatsapp.holdsAcks = false;
  whatsapp.text(CHAT, 'بعد موت المالك');
  const replies = [await desk.reply(conversation, 'من الثاني'), await desk.reply(conversation, 'ثم هذا')];
  // Nobody has it: the administrators see that, whatever the dead process last wrote down.
  const { reason } = await desk.linkIs('disconnected');
  expect(reason).toBe('no_process');

  await desk.linkIs('connected');
  // Settled before the phone was there again: nobody knows whether the person got it, so it does not go again by
  // itself, and nothing waits for it.
  const thread = await desk.thread(conversation);
  expect(thread.find(({ id }) => id === cutOff.id)?.status).toBe('uncertain');
  await desk.inbound(conversation, 'بعد موت المالك');
  for (const reply of replies) {
    await desk.message(reply, 'sent');
    expect(await desk.attempts(reply)).toBe(1);
  }
  expect(whatsapp.sent.slice(-3).map(({ body }) => body)).toEqual(['وسط الإرسال', 'من الثاني', 'ثم هذا']);
  expect(timesSent('وسط الإرسال')).toBe(1);
  expect(whatsapp.linkedDevices).toBe(1);
  expect(ownerPid()).not.toBe(before);
});

test('a hub without a browser says so in one line and keeps what is to be sent', async () => {
  const lost = await startHub({ env: { ...whatsapp.env, CHROME_PATH: '/nowhere/chromium' } });
  try {
    const there = await LinkedDesk.at(lost);
    const { reason } = await there.linkIs('unable');
    there.close();
    expect(reason).toBe('no_browser');
    const lines = lost.logs.split('\n').filter((line) => line.includes('/nowhere/chromium'));
    expect(lines).toHaveLength(1);
    const { data } = await there.api.get<{ data: { name: string; mode: string }[] }>('/channels');
    expect(data.find(({ name }) => name === 'linked')?.mode).toBe('live');
  } finally {
    await lost.stop();
  }
});
