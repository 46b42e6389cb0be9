import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DecidedRequest, decidedRequest } from '../harness/decided-request.js';
import {
  type ApiClient,
  movableClock,
  moveClock,
  type RunningHub,
  startHub,
  waitFor,
} from '../harness/index.js';
import { startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';
import { WhatsappStandIn } from '../harness/whatsapp-stand-in.js';

interface Step {
  channel: string;
  state: string;
  reason: string | null;
  messageId: string | null;
}

const TEXT = 'قُبل طلبكم، ومبلغه 5000 ريال';

let twilio: TwilioStandIn;
let whatsapp: WhatsappStandIn;
let hub: RunningHub;
let api: ApiClient;
let whatsappAccount: string;
const people: DecidedRequest[] = [];

beforeAll(async () => {
  whatsapp = await WhatsappStandIn.start();
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({ env: { ...whatsapp.env, ...sms.env, ...movableClock() } });
  const [account] = await hub.sql<{ id: string }>(
    `SELECT id FROM channel_account WHERE channel = 'whatsapp'`,
  );
  whatsappAccount = account!.id;
  for (let number = 1; number <= 5; number += 1) people.push(await askedByWhatsapp(`+96650000000${number}`));
});

afterAll(async () => {
  await hub?.stop();
  await twilio?.close();
  await whatsapp?.close();
});

function askedByWhatsapp(address: string): Promise<DecidedRequest> {
  return decidedRequest((text, params) => hub.sql(text, params), {
    channel: 'whatsapp',
    accountId: whatsappAccount,
    address,
  });
}

function stepsOf({ noticeId }: DecidedRequest): Promise<Step[]> {
  return hub.sql<Step>(
    `SELECT channel, state, reason, message_id AS "messageId" FROM notice_step WHERE notice_id = $1 ORDER BY position`,
    [noticeId],
  );
}

function step(person: DecidedRequest, channel: string, outbound: string): Promise<Step & { text: string }> {
  return waitFor(
    async () => {
      const [found] = await hub.sql<Step & { text: string }>(
        `SELECT s.channel, s.state, s.reason, s.message_id AS "messageId", m.text FROM notice_step s
           JOIN message m ON m.id = s.message_id JOIN outbound o ON o.message_id = m.id
          WHERE s.notice_id = $1 AND s.channel = $2 AND o.state = $3`,
        [person.noticeId, channel, outbound],
      );
      return found;
    },
    { timeout: 40_000, message: `a step by ${channel} to be ${outbound}` },
  );
}

function notice(person: DecidedRequest, state: string) {
  return waitFor(
    async () => {
      const [row] = await hub.sql<{
        state: string;
        proof: string | null;
        reason: string | null;
        request: string;
      }>(
        `SELECT n.state, n.proof, n.undelivered_reason AS reason, r.state AS request
           FROM request_notice n JOIN support_request r ON r.id = n.request_id WHERE n.id = $1`,
        [person.noticeId],
      );
      return row?.state === state && row;
    },
    { timeout: 40_000, message: `the notice to be ${state}` },
  );
}

/** What the network says of a message, as its report would have it written. */
function reported(messageId: string | null, state: string) {
  return hub.sql('UPDATE outbound SET state = $2, delivered_at = now() WHERE message_id = $1', [
    messageId,
    state,
  ]);
}

describe('the notice of a decision', () => {
  test('leaves the house only when both clocks have come to its date', async () => {
    expect(await hub.sql('SELECT 1 FROM notice_step')).toEqual([]);
    await moveClock(hub, 13.9);
    await hub.sql(`UPDATE request_notice SET not_before = not_before - interval '1 day'`);
    // The sweep finds it due by its own date, which was tampered with, and the round's date holds it back.
    await waitFor(
      async () =>
        (await hub.sql('SELECT insat_now() > min(not_before) AS due FROM request_notice'))[0]?.['due'],
    );
    expect(await hub.sql('SELECT 1 FROM notice_step')).toEqual([]);
    await moveClock(hub, 14.1);
    api = await hub.signIn();
    const sent = await step(people[0]!, 'sms', 'sent');
    expect(sent.text).toContain('/track');
    expect(sent.text).not.toContain(TEXT);
    expect(whatsapp.messages).toEqual([]);
    expect(twilio.messages.filter(({ to }) => to === '+966500000001')).toHaveLength(1);
  });

  test('climbs past a network that takes no words now, and says so in the thread', async () => {
    const [person] = people as [DecidedRequest];
    expect(await stepsOf(person)).toMatchObject([
      { channel: 'whatsapp', state: 'skipped', reason: 'no_template' },
      { channel: 'sms', state: 'sending' },
    ]);
    const notes = await hub.sql(
      `SELECT 1 FROM message WHERE conversation_id = $1 AND direction = 'note' AND notice = 'ladder'`,
      [person.conversationId],
    );
    expect(notes).toHaveLength(1);
  });

  test('ends with the network’s proof, and the request goes on', async () => {
    const [person] = people as [DecidedRequest];
    await reported((await step(person, 'sms', 'sent')).messageId, 'delivered');
    expect(await notice(person, 'proven')).toMatchObject({ proof: 'delivered', request: 'notified' });
  });

  test('is told by telephone, in full, when the networks fail; the call is the proof', async () => {
    const person = people[1]!;
    await reported((await step(person, 'sms', 'sent')).messageId, 'failed');
    const call = await step(person, 'phone', 'sent');
    expect(call.text).toContain(TEXT);
    const answer = await api.request('PUT', `/call-backs/${call.messageId}/outcome`, { outcome: 'reached' });
    expect(answer.status).toBe(200);
    expect(await notice(person, 'proven')).toMatchObject({ proof: 'told', request: 'notified' });
  });

  test('comes on the list of the undelivered when no way is left, and off it by a late proof', async () => {
    const person = people[2]!;
    const sms = await step(person, 'sms', 'sent');
    await reported(sms.messageId, 'failed');
    const call = await step(person, 'phone', 'sent');
    await api.request('PUT', `/call-backs/${call.messageId}/outcome`, { outcome: 'wrong_number' });
    expect(await notice(person, 'undelivered')).toMatchObject({ reason: 'failed', request: 'notice_due' });
    await reported(sms.messageId, 'delivered');
    expect(await notice(person, 'proven')).toMatchObject({ proof: 'delivered', request: 'notified' });
  });

  test('takes the call off the list when the person has read it meanwhile', async () => {
    const person = people[4]!;
    const sms = await step(person, 'sms', 'sent');
    await reported(sms.messageId, 'failed');
    const call = await step(person, 'phone', 'sent');
    await reported(sms.messageId, 'delivered');
    expect(await notice(person, 'proven')).toMatchObject({ proof: 'delivered', request: 'notified' });
    const [task] = await hub.sql(
      'SELECT state, outcome, closed_by AS "closedBy" FROM hand_task WHERE message_id = $1',
      [call.messageId],
    );
    expect(task).toEqual({ state: 'closed', outcome: 'known_already', closedBy: null });
    const late = await api.request('PUT', `/call-backs/${call.messageId}/outcome`, { outcome: 'reached' });
    expect(late.status).toBeGreaterThanOrEqual(400);
    const lines = await hub.sql(
      `SELECT FROM audit_line WHERE action = 'message.called_off' AND data ->> 'messageId' = $1`,
      [call.messageId],
    );
    expect(lines).toHaveLength(1);
  });

  test('goes on after a crash, each step once', async () => {
    const person = people[3]!;
    const sms = await step(person, 'sms', 'sent');
    await hub.kill();
    await reported(sms.messageId, 'failed');
    await hub.restart();
    await step(person, 'phone', 'sent');
    expect((await stepsOf(person)).map(({ channel }) => channel)).toEqual(['whatsapp', 'sms', 'phone']);
    expect(twilio.messages.filter(({ to }) => to === '+966500000004')).toHaveLength(1);
  });
});

describe('the list of the undelivered', () => {
  let person: DecidedRequest;
  const listed = async () =>
    (
      await api.get<{ data: { id: string; owner: { id: string } | null; steps: Step[] }[] }>(
        '/undelivered-notices',
      )
    ).data;

  test('has an owner, an age and the steps, and is retried on a channel of choice', async () => {
    api = await hub.signIn();
    person = people[3]!;
    const call = await step(person, 'phone', 'sent');
    await api.request('PUT', `/call-backs/${call.messageId}/outcome`, { outcome: 'wrong_number' });
    await notice(person, 'undelivered');
    expect(await listed()).toMatchObject([
      {
        id: person.noticeId,
        owner: null,
        steps: [{ channel: 'whatsapp' }, { channel: 'sms' }, { channel: 'phone' }],
      },
    ]);
    const [me] = await hub.sql<{ id: string }>(`SELECT id FROM staff WHERE email = 'admin@insat.test'`);
    const given = await api.request('PUT', `/undelivered-notices/${person.noticeId}/owner`, {
      staffId: me!.id,
    });
    expect(given.status).toBe(204);
    expect(await listed()).toMatchObject([{ owner: { id: me!.id } }]);
    const elsewhere = await api.request<{ code: string }>(
      'POST',
      `/undelivered-notices/${person.noticeId}/retry`,
      {
        contactPointId: people[0]!.contactPointId,
      },
    );
    expect(elsewhere.body.code).toBe('undelivered_notice.no_channel');
    const [point] = await hub.sql<{ id: string }>(
      `SELECT id FROM contact_point WHERE channel = 'phone' AND address = '+966500000004'`,
    );
    const again = await api.request('POST', `/undelivered-notices/${person.noticeId}/retry`, {
      contactPointId: point!.id,
    });
    expect(again.status).toBe(204);
    expect((await stepsOf(person)).map(({ channel }) => channel)).toEqual([
      'whatsapp',
      'sms',
      'phone',
      'phone',
    ]);
  });

  test('is settled with a proof, and the request goes on', async () => {
    const call = (await stepsOf(person)).at(-1)!;
    await waitFor(
      async () =>
        (await hub.sql('SELECT 1 FROM hand_task WHERE message_id = $1', [call.messageId])).length > 0,
    );
    await api.request('PUT', `/call-backs/${call.messageId}/outcome`, { outcome: 'wrong_number' });
    await notice(person, 'undelivered');
    const settled = await api.request('POST', `/undelivered-notices/${person.noticeId}/settlement`, {
      proof: 'told',
      note: 'حضرت إلى المكتب',
    });
    expect(settled.status).toBe(204);
    expect(await notice(person, 'proven')).toMatchObject({ proof: 'told', request: 'notified' });
    expect(await listed()).toEqual([]);
    const { data } = await api.get<{ data: { state: string; settledNote: string; steps: Step[] }[] }>(
      `/requests/${person.requestId}/notices`,
    );
    expect(data).toMatchObject([{ state: 'proven', settledNote: 'حضرت إلى المكتب' }]);
  });
});
