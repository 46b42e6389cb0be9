import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const MESSAGES = 2_000;
const PEOPLE = 150;

let hub: RunningHub;
let twilio: TwilioStandIn;

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({
    env: sms.env,
  });
});

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
});

const sidOf = (n: number) => `SM${n.toString(16).padStart(32, '0')}`;

test('loses none and doubles none of 2,000 messages when it is killed among them', async () => {
  const acknowledged = new Set<number>();
  let next = 0;
  let killed: Promise<void> | undefined;
  const post = async (n: number) => {
    const answer = await twilio.inbound(
      PUBLIC_URL,
      { from: `+9665000${String(10_000 + (n % PEOPLE))}`, body: `رسالة ${n}`, messageSid: sidOf(n) },
      { deliverTo: hub.url },
    );
    await answer.arrayBuffer();
    return answer.status === 200;
  };
  // As Twilio does: what is not acknowledged is sent again, and now and then something that was.
  const sender = async () => {
    for (;;) {
      const n = next;
      next += 1;
      if (n >= MESSAGES) return;
      if (n === MESSAGES / 2) killed = hub.kill().then(() => hub.restart());
      for (;;) {
        const taken = await post(n).catch(() => false);
        if (taken) break;
        await killed;
      }
      acknowledged.add(n);
      if (n % 10 === 0) await post(n).catch(() => false);
    }
  };
  await Promise.all(Array.from({ length: 24 }, sender));
  await killed;

  expect(acknowledged.size).toBe(MESSAGES);
  await waitFor(
    async () => {
      const [row] = await hub.sql<{ count: number }>(
        `SELECT count(*)::int FROM inbound_event WHERE state <> 'done'`,
      );
      return row!.count === 0;
    },
    { timeout: 60_000, message: 'the journal to be processed' },
  );
  const messages = await hub.sql<{ text: string; address: string }>(
    `SELECT m.text, p.address FROM message m JOIN conversation c ON c.id = m.conversation_id
       JOIN contact_point p ON p.id = c.contact_point_id WHERE m.direction = 'inbound' ORDER BY m.id`,
  );
  expect(messages).toHaveLength(MESSAGES);
  expect(new Set(messages.map(({ text }) => text)).size).toBe(MESSAGES);
  const [conversations] = await hub.sql<{ count: number }>('SELECT count(*)::int FROM conversation');
  expect(conversations!.count).toBe(PEOPLE);

  // Every conversation gets its one receipt; a send that was cut off is asked about, never repeated.
  const receipts = await waitFor(
    async () => {
      const rows = await hub.sql<{ state: string; count: number }>(
        `SELECT o.state, count(*)::int FROM outbound o JOIN message m ON m.id = o.message_id WHERE m.notice = 'receipt' GROUP BY 1`,
      );
      return rows.every(({ state }) => state === 'sent' || state === 'uncertain') && rows;
    },
    { timeout: 90_000, message: 'every receipt to have an outcome' },
  );
  expect(receipts.reduce((sum, { count }) => sum + count, 0)).toBe(PEOPLE);
  const perPerson = new Map<string, number>();
  for (const { to } of twilio.messages) perPerson.set(to, (perPerson.get(to) ?? 0) + 1);
  expect([...perPerson.values()].every((count) => count === 1)).toBe(true);
});
