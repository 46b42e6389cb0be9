import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newId } from '../../src/platform/database/ids.js';
import { type DecidedRequest, databaseClock, decidedRequest } from '../harness/decided-request.js';
import { type ApiClient, movableClock, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

/** A running hub, with a network that takes whatever it is given: nothing of a decision is given before its date. */

const DECISION = 'الجواب حاضر رقم ٧٣';
const WEEKS_3_MS = 21 * 24 * 3_600_000;

let twilio: TwilioStandIn;
let hub: RunningHub;
let api: ApiClient;
let early: DecidedRequest;
let messageId: string;

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({ env: { ...sms.env, ...movableClock() } });
  api = await hub.signIn();
  const [account] = await hub.sql<{ id: string }>(`SELECT id FROM channel_account WHERE channel = 'sms'`);
  early = await decidedRequest((text, params) => hub.sql(text, params), {
    channel: 'sms',
    accountId: account!.id,
    address: '+966500000001',
  });
  messageId = newId();
  await hub.sql(
    `INSERT INTO message (id, conversation_id, direction, kind, text, automatic, notice, decision_id, occurred_at)
     VALUES ($1, $2, 'outbound', 'notice', $3, true, 'decision', $4, now())`,
    [messageId, early.conversationId, DECISION, early.decisionId],
  );
  await hub.sql(
    `INSERT INTO outbound (message_id, conversation_id, account_id, state) VALUES ($1, $2, $3, 'queued')`,
    [messageId, early.conversationId, early.accountId],
  );
});

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
});

const sent = () => twilio.messages.map(({ body }) => body);
const decisions = () => sent().filter((text) => text.includes(DECISION));

const wipeQueues = () =>
  hub.sql('TRUNCATE bullmq.job, bullmq.scheduler, bullmq.dedup, bullmq.dedup_next, bullmq.event CASCADE');

/** An answer written after the decision, in the same conversation: when it has left, the sender has looked at both. */
async function answerLeaves(text: string): Promise<void> {
  const answer = await api.request('POST', `/conversations/${early.conversationId}/replies`, {
    text,
    decisionId: early.decisionId,
    notice: 'decision',
    notBefore: new Date(0).toISOString(),
  });
  expect(answer.status).toBe(201);
  await waitFor(() => sent().includes(text), { timeout: 40_000, message: `${text} to leave` });
}

const state = async () =>
  (
    await hub.sql<{ state: string; notice: string; request: string }>(
      `SELECT o.state, n.state AS notice, r.state AS request FROM outbound o, request_notice n
         JOIN support_request r ON r.id = n.request_id WHERE o.message_id = $1 AND n.id = $2`,
      [messageId, early.noticeId],
    )
  )[0];
const WAITING = { state: 'queued', notice: 'due', request: 'notice_due' };

describe('a decision in a running hub, before its date', () => {
  test('is passed over by the sender, and an answer behind it leaves and carries nothing of it', async () => {
    await answerLeaves('أهلًا بكم');
    expect(decisions()).toEqual([]);
    const carried = await hub.sql(`SELECT 1 FROM message WHERE decision_id IS NOT NULL AND id <> $1`, [
      messageId,
    ]);
    expect(carried).toEqual([]);
    expect(await state()).toEqual(WAITING);
  });

  test('is not sent by deciding about it, settling it or trying it again', async () => {
    for (const resolution of ['resend', 'sent']) {
      const decided = await api.request('PUT', `/messages/${messageId}/delivery`, { resolution });
      expect(decided.status).toBe(409);
    }
    const notice = `/undelivered-notices/${early.noticeId}`;
    expect((await api.request('POST', `${notice}/retry`, {})).status).toBe(404);
    expect((await api.request('POST', `${notice}/settlement`, { proof: 'told', note: 'x' })).status).toBe(
      404,
    );
    expect(await state()).toEqual(WAITING);
  });

  test('is not sent by a hub whose clock runs ahead, after a crash, with every queue lost', async () => {
    writeFileSync(hub.env['INSAT_TEST_CLOCK']!, String(WEEKS_3_MS));
    await hub.kill();
    await wipeQueues();
    await hub.sql(`UPDATE outbound SET next_attempt_at = now() - interval '1 day', not_before = NULL`);
    await hub.restart();
    api = await hub.signIn();
    await answerLeaves('وصلت أوراقكم');
    expect(decisions()).toEqual([]);
    expect(await state()).toEqual(WAITING);
  });

  test('is not sent by a database whose clock runs ahead of the hub’s', async () => {
    await hub.terminate();
    writeFileSync(hub.env['INSAT_TEST_CLOCK']!, '0');
    // What was to be done next by the other clock would be done in three weeks.
    await wipeQueues();
    await hub.restart();
    api = await hub.signIn();
    await databaseClock((text) => hub.sql(text), '15 days');
    // Claimed, and put back for later by whoever looked at the other clock.
    await waitFor(
      async () =>
        (
          await hub.sql(
            `SELECT FROM outbound WHERE message_id = $1 AND state = 'queued' AND next_attempt_at > now()`,
            [messageId],
          )
        ).length > 0,
      { timeout: 40_000, message: 'the sender to look at its own clock' },
    );
    expect(decisions()).toEqual([]);
  });
});

describe('at its date', () => {
  test('leaves by itself, once', async () => {
    writeFileSync(hub.env['INSAT_TEST_CLOCK']!, String(WEEKS_3_MS));
    await hub.sql(`UPDATE outbound SET next_attempt_at = now() WHERE message_id = $1 AND state = 'queued'`, [
      messageId,
    ]);
    await waitFor(() => decisions().length > 0, { timeout: 60_000, message: 'the decision to leave' });
    await waitFor(async () => (await state())?.state === 'sent', {
      message: 'it to be written down as sent',
    });
    expect(decisions()).toHaveLength(1);
  });
});
