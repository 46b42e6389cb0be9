import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelAccount, ParsedPayload } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { LANES } from '../../channels/core/lanes.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { DeliveryReports } from '../delivery/delivery.reports.js';
import type { ParsedMessage } from './conversations.contacts.js';
import { Intake } from './conversations.intake.js';

/** Journal rows of a lane in one pass, and their bytes: a pass is one transaction and should stay short. */
const LANE_ROWS = 500;
const LANE_BYTES = 2 * 1024 * 1024;

/** After a pass of so many rows a lane counts as busy. */
const BUSY_ROWS = 10;
/** How long calls gather between two passes. */
const GATHER_MS = 5;
/** The same while a lane is busy. */
const BUSY_GATHER_MS = 80;
/** A pass of more rows than this is a transaction per lane. */
const SPLIT_ROWS = 200;

/** One parameter per lane, null for those not wanted: a list of unknown length would be planned anew each time. */
const WANTED = Array.from({ length: LANES }, (_, index) => `($${index + 1}::smallint)`).join(', ');

/** First key of the advisory locks that lanes are held by; the second is the lane. */
const LANE_LOCK = 0x1a4e;

interface PendingRow {
  id: string;
  accountId: string;
  externalId: string;
  lane: number;
  raw: Buffer;
  receivedAt: Date;
}

interface LaneOutcome {
  /** Whether there may be more to do: it was busy, a limit cut it short, or somebody else held it. */
  again: boolean;
  error: unknown;
}

interface ParsedRow {
  row: PendingRow;
  account: ChannelAccount;
  /** What answers its message. */
  answering: ChannelAccount;
  parsed: ParsedPayload;
}

/**
 * Turns the journal into conversations, one lane at a time and in order, set-based: one transaction for all
 * rows of a pass. A row that cannot be processed is set aside with its error, and the lane goes on.
 */
@Injectable()
export class InboundDrain {
  private readonly logger = new Logger(InboundDrain.name);
  private upcoming: { lanes: Set<number>; outcome: Promise<Map<number, LaneOutcome>> } | null = null;
  /** Resolves when the last pass is over and some time has gone by. */
  private rested: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  /**
   * Processes everything pending in a lane. Lanes that are wanted at the same time in one process share its passes:
   * a pass costs little more for a hundred rows than for ten, so rows also gather for a moment between two of them.
   * The first pass after a quiet time waits for nothing.
   */
  async drain(lane: number): Promise<void> {
    for (;;) {
      const { error, again } = (await this.joinPass(lane)).get(lane)!;
      if (error) throw error;
      if (!again) return;
    }
  }

  /** The outcome, by lane, of the next pass to begin. */
  private joinPass(lane: number): Promise<Map<number, LaneOutcome>> {
    if (!this.upcoming) {
      const lanes = new Set<number>();
      const outcome = this.rested.then(() => {
        this.upcoming = null;
        return this.pass([...lanes]);
      });
      this.upcoming = { lanes, outcome };
      this.rested = outcome.then(
        (lanes) => sleep([...lanes.values()].some(({ again }) => again) ? BUSY_GATHER_MS : GATHER_MS),
        () => sleep(GATHER_MS),
      );
    }
    this.upcoming.lanes.add(lane);
    return this.upcoming.outcome;
  }

  private async pass(lanes: number[]): Promise<Map<number, LaneOutcome>> {
    const rows = await this.pending(lanes);
    const parsed = await this.parse(rows);
    const left = new Set(parsed.map(({ row }) => row.id));
    const errors = new Map<number, unknown>();
    // A small pass is one transaction; in a large one the lanes are worked on side by side.
    const groups =
      rows.length > SPLIT_ROWS
        ? lanes.map((lane) => parsed.filter(({ row }) => row.lane === lane))
        : [parsed];
    await Promise.all(
      groups.map(async (group) => {
        try {
          for (const id of await this.settleAll(group)) left.delete(id);
        } catch (error) {
          for (const { row } of group) errors.set(row.lane, error);
        }
      }),
    );
    return new Map(
      lanes.map((lane) => {
        const ours = rows.filter((row) => row.lane === lane);
        const bytes = ours.reduce((sum, { raw }) => sum + raw.length, 0);
        const again = ours.length >= BUSY_ROWS || bytes >= LANE_BYTES || ours.some(({ id }) => left.has(id));
        return [lane, { again, error: errors.get(lane) }];
      }),
    );
  }

  /** Nudges lanes whose rows have waited longer than a nudge takes. Part of the sweep. */
  async nudgeForgotten(): Promise<void> {
    const lanes = await this.database.query<{ lane: number }>(
      `SELECT DISTINCT lane FROM inbound_event WHERE state = 'pending' AND received_at < now() - interval '2 seconds'`,
    );
    for (const { lane } of lanes) this.nudges.nudgeAnew('inbound', { lane });
  }

  /** The oldest rows of each lane. */
  private pending(lanes: number[]): Promise<PendingRow[]> {
    return this.database.query<PendingRow>(
      `SELECT e.id, e.account_id AS "accountId", e.external_id AS "externalId", e.lane, e.raw,
              e.received_at AS "receivedAt"
         FROM (VALUES ${WANTED}) AS wanted (lane)
        CROSS JOIN LATERAL (
          SELECT next.*, sum(octet_length(raw)) OVER (ORDER BY id) - octet_length(raw) AS before
            FROM (SELECT * FROM inbound_event WHERE lane = wanted.lane AND state = 'pending'
                   ORDER BY id LIMIT ${LANE_ROWS}) next) e
        WHERE e.before < ${LANE_BYTES}
        ORDER BY e.id`,
      Array.from({ length: LANES }, (_, index) => lanes[index] ?? null),
      'inbound.pending',
    );
  }

  private async parse(rows: PendingRow[]): Promise<ParsedRow[]> {
    const parsed: ParsedRow[] = [];
    await this.accounts.know(rows.map(({ accountId }) => accountId));
    for (const row of rows) {
      try {
        const account = this.accounts.get(row.accountId);
        const payload = {
          id: row.id,
          externalId: row.externalId,
          raw: row.raw,
          receivedAt: row.receivedAt,
          account,
        };
        const read = await this.registry.get(account.channel).parse(payload);
        const answering = this.accounts.answering(account, read.message?.answerOn);
        parsed.push({ row, account, answering, parsed: read });
      } catch (error) {
        await this.setAside(row, error as Error);
      }
    }
    return parsed;
  }

  /** @returns the rows that are settled now; others belong to a lane that somebody else holds */
  private async settleAll(rows: ParsedRow[]): Promise<Iterable<string>> {
    if (rows.length === 0) return [];
    try {
      return await this.settle(rows);
    } catch (error) {
      if (isPassing(error)) throw error; // the job is tried again
      if (rows.length > 1) return this.settleOneByOne(rows);
      await this.setAside(rows[0]!.row, error as Error);
      return [rows[0]!.row.id];
    }
  }

  /** One of them is bad: finds it without failing its neighbours, and without passing over one that is not ours. */
  private async settleOneByOne(rows: ParsedRow[]): Promise<string[]> {
    const settled: string[] = [];
    const lost = new Set<number>();
    for (const row of rows) {
      if (lost.has(row.row.lane)) continue;
      const [id] = await this.settleAll([row]);
      if (id) settled.push(id);
      else lost.add(row.row.lane);
    }
    return settled;
  }

  private async settle(rows: ParsedRow[]): Promise<Set<string>> {
    const messages = await this.keepAttachments(rows);
    return this.database.transaction(async (tx) => {
      const taken = await this.take(tx, rows);
      if (taken.size === 0) return taken;
      const reports = rows
        .filter(({ row }) => taken.has(row.id))
        .flatMap(({ account, parsed }) =>
          parsed.statuses.map((status) => ({ ...status, accountId: account.id })),
        );
      await this.reports.apply(tx, reports);
      await this.intake.accept(
        tx,
        messages.filter((message) => taken.has(message.id)),
      );
      return taken;
    });
  }

  /** Before the transaction, and side by side: each file is a wait for the disk. */
  private keepAttachments(rows: ParsedRow[]): Promise<ParsedMessage[]> {
    return Promise.all(
      rows.flatMap(({ row, account, answering, parsed: { message } }) => {
        if (!message) return [];
        return this.intake.keep(message.attachments).then((attachments) => ({
          id: row.id,
          externalId: row.externalId,
          account,
          answering,
          threaded: this.registry.capabilitiesOf(account).threaded,
          receivedAt: row.receivedAt,
          message,
          attachments,
        }));
      }),
    );
  }

  /**
   * Holds the rows' lanes for the transaction and marks the rows done in it.
   * @returns the rows that are ours: not those of a lane that somebody else holds, or has done meanwhile
   */
  private async take(tx: Transaction, rows: ParsedRow[]): Promise<Set<string>> {
    const taken = await tx.query<{ id: string }>(
      `WITH held AS MATERIALIZED (
         SELECT lane FROM unnest($2::int[]) AS wanted (lane) WHERE pg_try_advisory_xact_lock($1, lane))
       UPDATE inbound_event SET state = 'done', attempts = attempts + 1, settled_at = now(), error = NULL
        WHERE id = ANY($3::uuid[]) AND state = 'pending' AND lane IN (SELECT lane FROM held)
       RETURNING id`,
      [LANE_LOCK, [...new Set(rows.map(({ row }) => row.lane))], rows.map(({ row }) => row.id)],
      'inbound.take',
    );
    return new Set(taken.map((row) => row.id));
  }

  private async setAside(row: PendingRow, error: Error): Promise<void> {
    this.logger.error(
      { event: row.id, error: error.name, code: (error as { code?: string }).code },
      'event set aside',
    );
    await this.database.query(
      `UPDATE inbound_event SET state = 'set_aside', attempts = attempts + 1, settled_at = now(), error = $2
        WHERE id = $1 AND state = 'pending'`,
      [row.id, error.message.slice(0, 500).replaceAll('\0', '')],
    );
  }
}

/**
 * Whether an error says nothing about the row: a broken connection, a deadlock or a serialization failure
 * (class 40), a server that is short of resources or stopping (08, 53, 57), a lock that was not to be had (55P03).
 */
function isPassing(error: unknown): boolean {
  const { code } = error as { code?: string };
  if (code === undefined) return /timeout|terminated|closed|not queryable/i.test((error as Error).message);
  return /^(08|40|53|57)/.test(code) || code === '55P03' || /^E[A-Z]+$/.test(code);
}
