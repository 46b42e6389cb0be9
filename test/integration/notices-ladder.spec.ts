import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { type DecidedRequest, decidedRequest } from '../harness/decided-request.js';
import { movableClock, moveClock, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const RACED = '+966500000011';
const LATE = '+966500000012';
const LEFT = '+966500000013';

let twilio: TwilioStandIn;
let hub: RunningHub;
let second: RunningHub;
let raced: DecidedRequest;
let late: DecidedRequest;
/** Asked by e-mail, whose account is in sandbox here, and left a number that could be texted. */
let inSandbox: DecidedRequest;

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  const env = { ...sms.env, ...movableClock() };
  hub = await startHub({ env });
  second = await startHub({
    role: 'worker',
    database: hub.databaseUrl,
    env: { ...env, DATA_DIR: hub.env['DATA_DIR']! },
  });
  raced = await asked('sms', RACED);
  late = await asked('sms', LATE);
  inSandbox = await asked('email', 'huda@example.org', LEFT);
});

afterAll(async () => {
  await second?.stop();
  await hub?.stop();
  await twilio?.close();
});

async function asked(channel: string, address: string, phone?: string): Promise<DecidedRequest> {
  const [account] = await hub.sql<{ id: string }>('SELECT id FROM channel_account WHERE channel = $1', [
    channel,
  ]);
  return decidedRequest((text, params) => hub.sql(text, params), {
    channel,
    accountId: account!.id,
    address,
    ...(phone && { phone }),
  });
}

const stepsOf = ({ noticeId }: DecidedRequest) =>
  hub.sql<{ channel: string; state: string; reason: string | null; outbound: string; messageId: string }>(
    `SELECT s.channel, s.state, s.reason, o.state AS outbound, s.message_id AS "messageId"
       FROM notice_step s LEFT JOIN outbound o ON o.message_id = s.message_id
      WHERE s.notice_id = $1 ORDER BY s.position`,
    [noticeId],
  );

const sentBy = (person: DecidedRequest, channel: string) =>
  waitFor(
    async () => (await stepsOf(person)).find((step) => step.channel === channel && step.outbound === 'sent'),
    { timeout: 40_000, message: `the notice to be sent by ${channel}` },
  );

/** What the hub says of the ladder in the thread of the request. */
const remarks = async ({ conversationId }: DecidedRequest) =>
  (
    await hub.sql<{ text: string }>(
      `SELECT text FROM message WHERE conversation_id = $1 AND direction = 'note' AND notice = 'ladder' ORDER BY id`,
      [conversationId],
    )
  ).map(({ text }) => text);

const textsTo = (number: string) => twilio.messages.filter(({ to }) => to === number);

test('two workers who advance a notice at the same moment send one message', async () => {
  const holder = new pg.Client(hub.databaseUrl);
  await holder.connect();
  const waiting = async () => {
    const [row] = await hub.sql<{ workers: number }>(
      `SELECT count(*)::int AS workers FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%FROM support_request%'`,
    );
    return row!.workers;
  };
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM support_request WHERE id = $1 FOR UPDATE', [raced.requestId]);
    await moveClock(hub, 14.1);
    // The next sweep wakes another, for who had it might be dead: both stand before the same row now.
    await waitFor(async () => (await waiting()) >= 2, {
      timeout: 40_000,
      message: 'two workers to be at the notice',
    });
    expect(await stepsOf(raced)).toEqual([]);
    await holder.query('COMMIT');
  } finally {
    await holder.end();
  }
  await sentBy(raced, 'sms');
  await waitFor(async () => (await waiting()) === 0, { message: 'the other worker to be done' });
  expect(await stepsOf(raced)).toMatchObject([{ channel: 'sms', state: 'sending' }]);
  expect(textsTo(RACED)).toHaveLength(1);
  const messages = await hub.sql('SELECT 1 FROM message WHERE decision_id = $1', [raced.decisionId]);
  expect(messages).toHaveLength(1);
});

describe('a notice by an account in sandbox', () => {
  test('stands on the list of the undelivered, and its thread says plainly why', async () => {
    const api = await hub.signIn();
    const found = await waitFor(
      async () => {
        const { data } = await api.get<{ data: { id: string; reason: string; steps: object[] }[] }>(
          '/undelivered-notices',
        );
        return data.find(({ id }) => id === inSandbox.noticeId);
      },
      { timeout: 40_000, message: 'the notice to be on the list' },
    );
    expect(found.reason).toBe('sandbox');
    expect(found.steps).toMatchObject([{ channel: 'email', state: 'unproven', reason: 'sandbox' }]);
    const said = await remarks(inSandbox);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('الحساب في وضع التجربة: لم يخرج شيء');
  });

  test('climbs nowhere: nobody is texted, and the request waits', async () => {
    expect(await stepsOf(inSandbox)).toMatchObject([{ channel: 'email', outbound: 'sandboxed' }]);
    expect(textsTo(LEFT)).toEqual([]);
    const [request] = await hub.sql('SELECT state FROM support_request WHERE id = $1', [inSandbox.requestId]);
    expect(request).toEqual({ state: 'notice_due' });
  });
});

describe('a decision without a proof', () => {
  test('is given the time of the settings', async () => {
    await sentBy(late, 'sms');
    const [left] = await hub.sql<{ hours: number }>(
      `SELECT extract(epoch FROM climb_at - insat_now())::float / 3600 AS hours FROM request_notice WHERE id = $1`,
      [late.noticeId],
    );
    expect(left!.hours).toBeGreaterThan(71);
    expect(left!.hours).toBeLessThanOrEqual(72);
  });

  test('climbs when the time is over, though the network took it, and says so', async () => {
    await moveClock(hub, 17.2);
    await sentBy(late, 'phone');
    expect(await stepsOf(late)).toMatchObject([
      { channel: 'sms', state: 'unproven', reason: 'no_proof', outbound: 'sent' },
      { channel: 'phone', state: 'sending' },
    ]);
    expect(textsTo(LATE)).toHaveLength(1);
    expect(await remarks(late)).toHaveLength(1);
    const [task] = await hub.sql(
      `SELECT t.kind, t.state FROM hand_task t JOIN notice_step s ON s.message_id = t.message_id WHERE s.notice_id = $1`,
      [late.noticeId],
    );
    expect(task).toMatchObject({ state: 'open' });
  });

  test('is proven by what comes late from the earlier step, and nobody need call', async () => {
    const [sms] = await stepsOf(late);
    await hub.sql(`UPDATE outbound SET state = 'delivered', delivered_at = now() WHERE message_id = $1`, [
      sms!.messageId,
    ]);
    const proven = await waitFor(
      async () => {
        const [row] = await hub.sql<{ state: string; proof: string; request: string; task: string }>(
          `SELECT n.state, n.proof, r.state AS request, t.outcome AS task
             FROM request_notice n JOIN support_request r ON r.id = n.request_id
             JOIN notice_step s ON s.notice_id = n.id JOIN hand_task t ON t.message_id = s.message_id
            WHERE n.id = $1`,
          [late.noticeId],
        );
        return row?.state === 'proven' && row;
      },
      { timeout: 40_000, message: 'the notice to be proven' },
    );
    expect(proven).toMatchObject({ proof: 'delivered', request: 'notified', task: 'known_already' });
  });
});
