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

interface Call {
  lane: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface ParsedRow {
  row: PendingRow;
  account: ChannelAccount;
  parsed: ParsedPayload;
}

/**
 * Turns the journal into conversations, one lane at a time and in order, set-based: one transaction for all
 * rows of a pass. A row that cannot be processed is set aside with its error, and the lane goes on.
 */
@Injectable()
export class InboundDrain {
  private readonly logger = new Logger(InboundDrain.name);
  private calls: Call[] = [];
  private working: Promise<void> | null = null;

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
   * a pass costs little more for a hundred rows than for ten, so the rows of a busy lane also gather for a moment
   * between two of them. On a quiet lane nothing waits.
   */
  drain(lane: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.calls.push({ lane, resolve, reject });
      this.working ??= this.work().finally(() => {
        this.working = null;
      });
    });
  }

  private async work(): Promise<void> {
    while (this.calls.length > 0) {
      const calls = this.calls;
      this.calls = [];
      try {
        const busy = await this.pass([...new Set(calls.map(({ lane }) => lane))]);
        for (const call of calls) {
          if (busy.has(call.lane)) this.calls.push(call);
          else call.resolve();
        }
        await sleep(busy.size > 0 ? BUSY_GATHER_MS : GATHER_MS);
      } catch (error) {
        for (const call of calls) call.reject(error);
      }
    }
  }

  /** @returns the lanes that are worth another look */
  private async pass(lanes: number[]): Promise<Set<number>> {
    const rows = await this.pending(lanes);
    const parsed = await this.parse(rows);
    const byLane = new Map(lanes.map((lane) => [lane, parsed.filter(({ row }) => row.lane === lane)]));
    // A small pass is one transaction; in a large one the lanes are worked on side by side.
    const groups = rows.length > SPLIT_ROWS ? [...byLane.values()] : [parsed];
    await Promise.all(groups.map((group) => this.settleAll(group)));
    return new Set([...byLane].filter(([, { length }]) => length >= BUSY_ROWS).map(([lane]) => lane));
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
        parsed.push({ row, account, parsed: await this.registry.get(account.channel).parse(payload) });
      } catch (error) {
        await this.setAside(row, error as Error);
      }
    }
    return parsed;
  }

  private async settleAll(rows: ParsedRow[]): Promise<void> {
    if (rows.length === 0) return;
    try {
      await this.settle(rows);
    } catch (error) {
      if (isPassing(error)) throw error; // the job is tried again
      if (rows.length === 1) return this.setAside(rows[0]!.row, error as Error);
      // One of them is bad: find it without failing its neighbours.
      for (const row of rows) await this.settleAll([row]);
    }
  }

  private async settle(rows: ParsedRow[]): Promise<void> {
    const messages = await this.keepAttachments(rows);
    await this.database.transaction(async (tx) => {
      const taken = await this.take(tx, rows);
      if (taken.size === 0) return;
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
    });
  }

  /** Before the transaction, and side by side: each file is a wait for the disk. */
  private keepAttachments(rows: ParsedRow[]): Promise<ParsedMessage[]> {
    return Promise.all(
      rows.flatMap(({ row, account, parsed: { message } }) => {
        if (!message) return [];
        return this.intake.keep(message.attachments).then((attachments) => ({
          id: row.id,
          account,
          threaded: this.registry.get(account.channel).capabilities.threaded,
          receivedAt: row.receivedAt,
          message,
          attachments,
        }));
      }),
    );
  }

  /**
   * Holds the rows' lanes for the transaction and marks the rows done in it. Rows of a lane that somebody else holds
   * are left to them: the holder looks for more after every pass, and what we were woken for was committed before.
   * @returns the rows that are ours: none when the lane is held, or somebody did them meanwhile
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
