import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelAccount, ParsedPayload } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { DeliveryReports } from '../delivery/delivery.reports.js';
import type { ParsedMessage } from './conversations.contacts.js';
import { Intake } from './conversations.intake.js';

/** Journal rows of one pass, and their bytes: a pass is one transaction and should stay short. */
const PASS_ROWS = 1_000;
const PASS_BYTES = 4 * 1024 * 1024;

/** After a pass of so many rows a lane counts as busy. */
const BUSY_ROWS = 10;
/** How long rows of a busy lane gather between two passes. */
const GATHER_MS = 80;

/** First key of the advisory locks that lanes are held by; the second is the lane. */
const LANE_LOCK = 0x1a4e;

interface PendingRow {
  id: string;
  accountId: string;
  externalId: string;
  raw: Buffer;
  receivedAt: Date;
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

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  /**
   * Processes everything pending in a lane. A pass costs little more for a hundred rows than for ten, so on a busy
   * lane the next one waits a moment for more to gather; on a quiet lane nothing waits.
   */
  async drain(lane: number): Promise<void> {
    let busy = false;
    for (;;) {
      const rows = await this.pending(lane);
      if (rows.length === 0 && !busy) return;
      busy = rows.length >= BUSY_ROWS;
      const parsed = await this.parse(rows);
      if (!(await this.settleAll(lane, parsed))) return;
      if (busy && rows.length < PASS_ROWS) await sleep(GATHER_MS);
    }
  }

  /** Nudges lanes whose rows have waited longer than a nudge takes. Part of the sweep. */
  async nudgeForgotten(): Promise<void> {
    const lanes = await this.database.query<{ lane: number }>(
      `SELECT DISTINCT lane FROM inbound_event WHERE state = 'pending' AND received_at < now() - interval '2 seconds'`,
    );
    for (const { lane } of lanes) this.nudges.nudgeAnew('inbound', { lane });
  }

  private pending(lane: number): Promise<PendingRow[]> {
    return this.database.query<PendingRow>(
      `SELECT id, "accountId", "externalId", raw, "receivedAt"
         FROM (SELECT id, account_id AS "accountId", external_id AS "externalId", raw, received_at AS "receivedAt",
                      sum(octet_length(raw)) OVER (ORDER BY id) - octet_length(raw) AS before
                 FROM (SELECT * FROM inbound_event WHERE lane = $1 AND state = 'pending'
                        ORDER BY id LIMIT ${PASS_ROWS}) next) sized
        WHERE before < ${PASS_BYTES}
        ORDER BY id`,
      [lane],
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

  /** @returns whether the lane was ours to work on */
  private async settleAll(lane: number, rows: ParsedRow[]): Promise<boolean> {
    if (rows.length === 0) return true;
    try {
      return await this.settle(lane, rows);
    } catch (error) {
      if (isPassing(error)) throw error; // the job is tried again
      if (rows.length === 1) {
        await this.setAside(rows[0]!.row, error as Error);
        return true;
      }
      // One of them is bad: find it without failing its neighbours.
      for (const row of rows) if (!(await this.settleAll(lane, [row]))) return false;
      return true;
    }
  }

  private async settle(lane: number, rows: ParsedRow[]): Promise<boolean> {
    const messages = await this.keepAttachments(rows);
    return this.database.transaction(async (tx) => {
      const taken = await this.take(tx, lane, rows);
      if (taken.size === 0) return false;
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
      return true;
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
   * Holds the lane for the transaction and marks the rows done in it. Who finds the lane held may go: the holder
   * looks for more after every pass, and what we were woken for was committed before.
   * @returns the rows that are ours: none when the lane is held, or somebody did them meanwhile
   */
  private async take(tx: Transaction, lane: number, rows: ParsedRow[]): Promise<Set<string>> {
    const taken = await tx.query<{ id: string }>(
      `WITH lane AS MATERIALIZED (SELECT pg_try_advisory_xact_lock($1, $2) AS held)
       UPDATE inbound_event SET state = 'done', attempts = attempts + 1, settled_at = now(), error = NULL
        WHERE id = ANY($3::uuid[]) AND state = 'pending' AND (SELECT held FROM lane)
       RETURNING id`,
      [LANE_LOCK, lane, rows.map(({ row }) => row.id)],
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
