// Over 400 lines: one property against one guard, tried by every path on the same rows.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import type { ChannelAccounts } from '../../src/channels/core/channel-accounts.js';
import type { ChannelAccount, OutboundMessage } from '../../src/channels/core/channel-adapter.js';
import type { ChannelRegistry } from '../../src/channels/core/channel-registry.js';
import { HandTasks } from '../../src/channels/core/hand-tasks.js';
import { AuditLog } from '../../src/modules/audit/audit-log.js';
import { ConversationsOutbound } from '../../src/modules/conversations/conversations.outbound.js';
import { Outbox } from '../../src/modules/delivery/delivery.outbox.js';
import { DeliveryOutcomes } from '../../src/modules/delivery/delivery.outcomes.js';
import { DeliveryReports } from '../../src/modules/delivery/delivery.reports.js';
import { DeliveryService } from '../../src/modules/delivery/delivery.service.js';
import { TwoWeeks } from '../../src/modules/delivery/delivery.two-weeks.js';
import { DeliveryUpdates } from '../../src/modules/delivery/delivery.updates.js';
import { Clock } from '../../src/platform/clock.js';
import { newId } from '../../src/platform/database/ids.js';
import { Nudges } from '../../src/platform/queue/nudges.js';
import { type DecidedRequest, databaseClock, decidedRequest } from '../harness/decided-request.js';
import { createTestDatabase, type TestDatabase } from '../harness/index.js';

/** Statements that are tried, beside the calls of the hub's own services. */
const STATEMENTS = 9_600;
const CALLS = 100;
const WEEK_MS = 7 * 24 * 3_600_000;

class SetClock extends Clock {
  at = new Date();
  now(): Date {
    return this.at;
  }
}
/** Lets everything pass: as if the service had forgotten to ask. */
class NoWeeks extends TwoWeeks {
  override async check(): Promise<void> {}
}
/** Ends a transaction whose rows are not kept. */
class StillWaiting extends Error {}
class NoNudges extends Nudges {
  nudge(): void {}
  nudgeAnew(): void {}
}

let db: TestDatabase;
let owner: pg.Client;
let app: pg.Client;
let early: DecidedRequest;
/** Carries the decision, and waits. */
let messageId: string;
/** An ordinary message on its way, to be turned into the other. */
let ordinaryId: string;
let attempts = 0;
const clock = new SetClock();

beforeAll(async () => {
  db = await createTestDatabase();
  owner = new pg.Client(db.ownerUrl);
  app = new pg.Client(db.url);
  await owner.connect();
  await app.connect();
  const accountId = newId();
  await owner.query(`INSERT INTO channel_account (id, channel, name) VALUES ($1, 'sms', 'default')`, [
    accountId,
  ]);
  early = await decidedRequest((text, params) => owner.query(text, params), {
    channel: 'sms',
    accountId,
    address: '+966500000001',
  });
  [messageId, ordinaryId] = [newId(), newId()];
  const message = `INSERT INTO message (id, conversation_id, direction, kind, text, automatic, notice, decision_id, occurred_at)
    VALUES ($1, $2, 'outbound', 'notice', 'words', true, $3, $4, now())`;
  await app.query(message, [messageId, early.conversationId, 'decision', early.decisionId]);
  await app.query(message, [ordinaryId, early.conversationId, null, null]);
  for (const id of [messageId, ordinaryId]) {
    await app.query(
      `INSERT INTO outbound (message_id, conversation_id, account_id, state) VALUES ($1, $2, $3, 'queued')`,
      [id, early.conversationId, accountId],
    );
  }
});

afterAll(async () => {
  await app?.end();
  await owner?.end();
  await db?.close();
});

/** Rows by which the decision would be under way, or have been. */
const LEFT = `
  SELECT 'outbound' AS by FROM public.outbound o JOIN public.message m ON m.id = o.message_id
   WHERE (m.decision_id IS NOT NULL OR m.id = $1) AND o.state <> 'queued'
  UNION ALL SELECT 'task' FROM public.hand_task t JOIN public.message m ON m.id = t.message_id
   WHERE m.decision_id IS NOT NULL OR m.id = $1
  UNION ALL SELECT 'website' FROM public.website_message w JOIN public.message m ON m.id = w.id
   WHERE m.decision_id IS NOT NULL OR m.id = $1
  UNION ALL SELECT 'notice' FROM public.request_notice n
   WHERE n.kind = 'decision' AND n.state IN ('sending', 'proven', 'undelivered', 'settled')`;

const state = fc.constantFrom(
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'uncertain',
  'sandboxed',
  'queued',
);
const moment = fc.constantFrom(
  'now()',
  `now() - interval '20 days'`,
  `now() + interval '20 days'`,
  `'-infinity'`,
  `'infinity'`,
  'NULL',
  `'epoch'`,
);
const zone = fc.oneof(
  fc.constantFrom(
    'UTC',
    'Asia/Riyadh',
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'Africa/Casablanca',
    'Antarctica/Troll',
  ),
  fc
    .tuple(fc.integer({ min: -167, max: 167 }), fc.integer({ min: -167, max: 167 }))
    .map(([a, b]) => `AAA${a}BBB${b},J1,J365`),
);
const one = () => `'${messageId}'`;
const either = fc.boolean().map((decision) => `'${decision ? messageId : ordinaryId}'`);

const statement: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(state, moment, either)
    .map(
      ([to, at, id]) =>
        `UPDATE outbound SET state = '${to}', sent_at = ${at}, next_attempt_at = coalesce(${at}, now()), not_before = ${at} WHERE message_id = ${id}`,
    ),
  state.map(
    (to) => `UPDATE outbound SET message_id = ${one()}, state = '${to}' WHERE message_id = '${ordinaryId}'`,
  ),
  state.map(
    (to) => `DELETE FROM outbound; INSERT INTO outbound (message_id, conversation_id, account_id, state)
    VALUES (${one()}, '${early.conversationId}', '${early.accountId}', '${to}')`,
  ),
  state.map(
    (to) => `INSERT INTO outbound (message_id, conversation_id, account_id, state)
    VALUES (${one()}, '${early.conversationId}', '${early.accountId}', 'queued') ON CONFLICT (message_id) DO UPDATE SET state = '${to}'`,
  ),
  state.map(
    (to) =>
      `MERGE INTO outbound o USING (SELECT 1) x ON o.message_id = ${one()} WHEN MATCHED THEN UPDATE SET state = '${to}'`,
  ),
  // The message is written after what carries it, in one statement: keys are looked at last of all.
  fc
    .tuple(
      state,
      fc.constantFrom<(id: string, to: string) => string>(
        (id, to) => `INSERT INTO outbound (message_id, conversation_id, account_id, state)
          VALUES ('${id}', '${early.conversationId}', '${early.accountId}', '${to}')`,
        (id) =>
          `INSERT INTO hand_task (message_id, account_id, kind) VALUES ('${id}', '${early.accountId}', 'call_back')`,
      ),
    )
    .map(([to, carrier]) => {
      const id = newId();
      return `WITH late AS (INSERT INTO message (id, conversation_id, direction, kind, text, notice, decision_id, occurred_at)
        VALUES ('${id}', '${early.conversationId}', 'outbound', 'notice', 'words', 'decision', '${early.decisionId}', now()))
        ${carrier(id, to)}; UPDATE outbound SET state = 'sending' WHERE message_id = '${id}'`;
    }),
  // A mailbox has no key to the message.
  fc.constant(null).map(() => {
    const id = newId();
    return `INSERT INTO website_visitor (id, account_id, token_hash) VALUES ('${early.requestId}', '${early.accountId}', '\\x00')
      ON CONFLICT DO NOTHING; INSERT INTO website_message (id, visitor_id, direction, text)
      VALUES ('${id}', '${early.requestId}', 'outbound', 'x');
      INSERT INTO message (id, conversation_id, direction, kind, text, notice, decision_id, occurred_at)
      VALUES ('${id}', '${early.conversationId}', 'outbound', 'notice', 'words', 'decision', '${early.decisionId}', now())`;
  }),
  moment.map((at) => `UPDATE outbound SET not_before = ${at} WHERE message_id = ${one()}`),
  fc.tuple(moment, either).map(
    ([at, id]) => `INSERT INTO hand_task (message_id, account_id, kind, due_at)
    VALUES (${id}, '${early.accountId}', 'call_back', coalesce(${at}, now()))`,
  ),
  fc.constant(null).map(() => `UPDATE hand_task SET message_id = ${one()}, state = 'closed'`),
  either.map(
    (
      id,
    ) => `INSERT INTO website_visitor (id, account_id, token_hash) VALUES ('${early.requestId}', '${early.accountId}', '\\x00')
    ON CONFLICT DO NOTHING; INSERT INTO website_message (id, visitor_id, direction, text) VALUES (${id}, '${early.requestId}', 'outbound', 'x')`,
  ),
  fc.constant(null).map(() => `UPDATE website_message SET id = ${one()}`),
  moment.map((at) => `UPDATE request_round SET not_before = ${at}, submitted_at = coalesce(${at}, now())`),
  fc
    .constantFrom('request_round', 'decision', 'message', 'support_request')
    .map((table) => `DELETE FROM ${table}`),
  fc
    .constantFrom('request_round', 'decision', 'message', 'outbound', 'notice_step')
    .map((table) => `TRUNCATE ${table} CASCADE`),
  fc.tuple(fc.integer({ min: -3, max: 9 }), moment).map(
    ([round, at]) => `INSERT INTO request_round (request_id, round, submitted_at, not_before, answer_by)
    VALUES ('${early.requestId}', ${round}, ${at}, ${at}, 'infinity')`,
  ),
  fc.integer({ min: -3, max: 9 }).map((round) => `UPDATE decision SET round = ${round}`),
  fc
    .integer({ min: -3, max: 9 })
    .map((round) => `UPDATE support_request SET round = ${round}, state = 'notified'`),
  fc.constant(null).map(() => `UPDATE message SET decision_id = NULL, notice = NULL WHERE id = ${one()}`),
  either.map((id) => `UPDATE message SET id = gen_random_uuid() WHERE id = ${id}`),
  fc
    .constant(null)
    .map(
      () =>
        `UPDATE message SET decision_id = '${early.decisionId}', notice = 'decision' WHERE id = '${ordinaryId}'`,
    ),
  fc
    .tuple(fc.constantFrom('sending', 'proven', 'undelivered', 'settled'), moment)
    .map(([to, at]) => `UPDATE request_notice SET state = '${to}', not_before = coalesce(${at}, not_before)`),
  fc.constant('UPDATE request_notice SET kind = $$receipt$$, decision_id = NULL, state = $$sending$$'),
  fc
    .constantFrom('outbound', 'message', 'hand_task', 'request_round')
    .map((table) => `ALTER TABLE ${table} DISABLE TRIGGER ALL`),
  fc.constantFrom(
    'SET session_replication_role = replica',
    'DROP FUNCTION insat_now() CASCADE',
    'DROP TRIGGER outbound_decision_waits ON outbound',
    `CREATE OR REPLACE FUNCTION insat_now() RETURNS timestamptz LANGUAGE sql AS 'SELECT now() + interval ''1 year'''`,
    `CREATE OR REPLACE FUNCTION refuse_early(timestamptz) RETURNS void LANGUAGE sql AS ''`,
  ),
);
/** What the session may be brought to before: other zones, other tables and functions of the same names. */
const setting: fc.Arbitrary<string> = fc.oneof(
  zone.map((name) => `SET LOCAL TimeZone = '${name}'`),
  fc.constant('SET LOCAL search_path = bullmq, pg_temp, public, pg_catalog'),
  fc
    .constantFrom('request_round', 'decision', 'message')
    .map((table) => `CREATE TEMP TABLE ${table} ON COMMIT DROP AS SELECT * FROM public.${table} LIMIT 0`),
  fc.constantFrom('request_round', 'message').map(
    (table) => `CREATE TABLE bullmq.${table} AS SELECT * FROM public.${table} LIMIT 0;
    SET LOCAL search_path = bullmq, public`,
  ),
  fc.constantFrom('insat_now', 'now').map(
    (name) => `CREATE FUNCTION bullmq.${name}() RETURNS timestamptz LANGUAGE sql AS
    'SELECT pg_catalog.now() + interval ''1 year'''; SET LOCAL search_path = bullmq, public, pg_catalog`,
  ),
  fc.constant(`CREATE FUNCTION bullmq.never(timestamptz, timestamptz) RETURNS boolean LANGUAGE sql AS 'SELECT false';
    CREATE OPERATOR bullmq.> (LEFTARG = timestamptz, RIGHTARG = timestamptz, FUNCTION = bullmq.never);
    SET LOCAL search_path = bullmq, public, pg_catalog`),
  fc.constant('SET LOCAL search_path = public'),
);

/** Tries it within the running transaction; whether it was refused does not matter, what came of it does. */
async function attempt(sql: string): Promise<void> {
  attempts += 1;
  try {
    await app.query(`SAVEPOINT attempt; ${sql}; RELEASE SAVEPOINT attempt`);
  } catch {
    await app.query('ROLLBACK TO SAVEPOINT attempt');
  }
}

describe('a decision before its date', () => {
  test('does not leave by any statement of the application’s role', async () => {
    const perRun = 48;
    const runs = STATEMENTS / perRun;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.option(setting, { freq: 4 }), statement), {
          minLength: perRun,
          maxLength: perRun,
        }),
        async (tries) => {
          await app.query('BEGIN');
          try {
            for (const [before, sql] of tries) {
              if (before !== null) await attempt(before);
              await attempt(sql);
              const { rows } = await app.query(LEFT, [messageId]);
              if (rows.length > 0) throw new Error(`It left by: ${before ?? ''} ${sql}`);
            }
          } finally {
            await app.query('ROLLBACK');
          }
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
    expect(attempts).toBeGreaterThanOrEqual(STATEMENTS);
  });

  test('does not leave by the hub’s own services, whatever their clock says', async () => {
    const weeks = new TwoWeeks(clock);
    const audit = new AuditLog();
    const delivery = new DeliveryService(db.database, new NoNudges(), audit);
    const reports = new DeliveryReports(db.database, new DeliveryUpdates());
    const tasks = new HandTasks(db.database);
    const row = { messageId, conversationId: early.conversationId, accountId: early.accountId };
    const account = { id: early.accountId } as ChannelAccount;
    const accounts = { all: () => [account] } as ChannelAccounts;
    const registry = { capabilitiesOf: () => ({ onUncertain: 'resend' }) } as unknown as ChannelRegistry;
    const none = undefined as never;
    const outbox = new Outbox(db.database, accounts, none, none);
    const outcomes = new DeliveryOutcomes(
      db.database,
      new NoNudges(),
      audit,
      new DeliveryUpdates(),
      accounts,
      registry,
      none,
    );
    const live = { messagesAdded: () => undefined } as never;
    const publish = (asks: TwoWeeks) =>
      db.database.transaction(async (tx) => {
        const outbound = new ConversationsOutbound(
          ...([db.database, registry, accounts, clock, delivery, audit, none, live, asks] as const),
        );
        const { conversationId, accountId, decisionId } = early;
        const [id, notBefore] = [newId(), new Date(0)];
        const carried = { notice: 'decision', text: 'words', decisionId, notBefore };
        await outbound.publish(tx, [{ id, conversationId, accountId, ...carried }]);
        // Where the service did not ask, the row waits.
        if ((await tx.query(LEFT, [messageId])).length > 0) throw new Error('It left by publishing.');
        throw new StillWaiting();
      });
    const paths: (() => Promise<unknown>)[] = [
      () => weeks.check(db.database, [early.decisionId]),
      () => delivery.resolve(messageId, 'resend', { kind: 'hub', id: null }),
      () => delivery.resolve(messageId, 'sent', { kind: 'hub', id: null }),
      () => db.database.transaction((tx) => delivery.recordArrived(tx, [{ ...row, arrivedAt: clock.now() }])),
      () =>
        db.database.transaction((tx) =>
          reports.apply(tx, [
            {
              accountId: row.accountId,
              messageId,
              externalId: messageId,
              status: 'delivered',
              code: null,
              detail: null,
              occurredAt: clock.now(),
            },
          ]),
        ),
      () => tasks.open({ id: messageId, account } as OutboundMessage, 'call_back'),
      () => publish(weeks),
      () => publish(new NoWeeks(clock)),
    ];
    // These look for what is due and refuse nothing: the decision is never among it.
    const looks: (() => Promise<unknown>)[] = [
      () => outbox.claim(account, false, 100),
      () => outcomes.settleCutOff(),
      () => outcomes.settleCutOff(early.accountId),
    ];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -500, max: 500 }), async (weeksAway) => {
        clock.at = new Date(Date.now() + weeksAway * WEEK_MS);
        for (const path of paths) {
          attempts += 1;
          await expect(path()).rejects.toThrow(/^(?!It left)/);
        }
        // Somebody has made it look as due as the rows allow.
        await app.query(
          `UPDATE outbound SET next_attempt_at = '-infinity', lease_until = '-infinity', not_before = NULL`,
        );
        for (const look of looks) {
          attempts += 1;
          await look();
        }
        expect((await app.query(LEFT, [messageId])).rows).toEqual([]);
      }),
      { numRuns: CALLS },
    );
    expect(attempts).toBeGreaterThanOrEqual(10_000);
  });

  test('cannot be promised earlier than two weeks, in whatever zone', async () => {
    await app.query(`SET TimeZone = 'AAA0BBB-167,J1,J365'`);
    await expect(
      app.query(
        `INSERT INTO request_round (request_id, round, not_before, answer_by)
         VALUES ($1, 2, now() + interval '335 hours 59 minutes', 'infinity')`,
        [early.requestId],
      ),
    ).rejects.toMatchObject({ constraint: 'two_weeks' });
    await app.query('RESET TimeZone');
  });
});

describe('at its date', () => {
  const toSending = () =>
    app.query(`UPDATE outbound SET state = 'sending' WHERE message_id = $1`, [messageId]);

  test('waits until the last moment, and goes at the next', async () => {
    await databaseClock((text) => owner.query(text), '335 hours 50 minutes');
    await expect(toSending()).rejects.toMatchObject({ constraint: 'two_weeks' });
    await databaseClock((text) => owner.query(text), '336 hours');
    clock.at = new Date();
    const weeks = new TwoWeeks(clock);
    // The database's clock alone is not enough.
    await expect(weeks.check(db.database, [early.decisionId])).rejects.toMatchObject({
      code: 'decision.early',
    });
    clock.at = new Date(Date.now() + 2 * WEEK_MS);
    await weeks.check(db.database, [early.decisionId]);
    expect((await toSending()).rowCount).toBe(1);
  });
});
