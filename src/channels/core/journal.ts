import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import type { ChannelAccount } from './channel-adapter.js';
import { GatewayUnavailableError, InvalidPayloadError } from './channels.errors.js';
import { type InboundEvent, InboundGateway } from './inbound-gateway.js';
import { laneOf } from './lanes.js';
import { type JournalRow, Spool } from './spool.js';

interface Arrival {
  row: JournalRow;
  settle: (error?: Error) => void;
}

/** Rows of one statement. One statement is in flight at a time, so a batch is what arrived meanwhile. */
const BATCH_ROWS = 200;
/** Bytes of one statement, so that a burst of mails with attachments stays small in memory. */
const BATCH_BYTES = 8 * 1024 * 1024;
/** How long to leave a database alone that just refused us. */
const RETRY_AFTER_MS = 1_000;

const INSERT = `
  WITH inserted AS (
    INSERT INTO inbound_event (id, account_id, kind, external_id, lane, raw, received_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::bytea[], $7::timestamptz[])
    ON CONFLICT (account_id, external_id) DO NOTHING
    RETURNING lane
  )
  SELECT DISTINCT lane FROM inserted`;

/**
 * The inbound gateway: everything is journalled, and only then acknowledged. Concurrent arrivals share one
 * multi-row insert without waiting for each other: while one commit is in flight the next batch gathers.
 * While the database is down arrivals are fsynced to a spool on disk, and replayed in order.
 */
@Injectable()
export class Journal extends InboundGateway implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(Journal.name);
  private arrivals: Arrival[] = [];
  private writing: Promise<void> | null = null;
  private databaseDownUntil = 0;
  private replayTimer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Spool) private readonly spool: Spool,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(Clock) private readonly clock: Clock,
  ) {
    super();
  }

  async receive(account: ChannelAccount, events: InboundEvent[]): Promise<void> {
    const receivedAt = this.clock.now();
    const settled = events.map(
      (event) =>
        new Promise<void>((resolve, reject) => {
          this.arrivals.push({
            row: {
              id: newId(),
              accountId: account.id,
              kind: event.kind,
              externalId: event.externalId,
              lane: laneOf(event.sender),
              raw: event.raw,
              receivedAt,
            },
            settle: (error) => (error ? reject(error) : resolve()),
          });
        }),
    );
    this.wake();
    await Promise.all(settled);
  }

  /** Takes over what earlier runs left in the spool; a hub that cannot spool does not start. */
  async onModuleInit(): Promise<void> {
    await this.spool.open();
    if (!this.spool.isEmpty()) await this.replay();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.replayTimer) clearTimeout(this.replayTimer);
    await this.writing;
    await this.spool.close();
  }

  private wake(): void {
    this.writing ??= this.write().finally(() => {
      this.writing = null;
      if (this.arrivals.length > 0) this.wake();
    });
  }

  private async write(): Promise<void> {
    while (this.arrivals.length > 0) {
      const batch = this.nextBatch();
      if (await this.databaseTakes()) await this.insert(batch);
      else await this.toSpool(batch);
    }
  }

  private nextBatch(): Arrival[] {
    let bytes = 0;
    let count = 0;
    for (const arrival of this.arrivals) {
      bytes += arrival.row.raw.length;
      if (count > 0 && (count === BATCH_ROWS || bytes > BATCH_BYTES)) break;
      count += 1;
    }
    return this.arrivals.splice(0, count);
  }

  /** Whether rows may go straight to the database: nothing older may still wait in the spool. */
  private async databaseTakes(): Promise<boolean> {
    if (Date.now() < this.databaseDownUntil) return false;
    return this.spool.isEmpty() || (await this.replay());
  }

  private async insert(batch: Arrival[]): Promise<void> {
    try {
      await this.insertRows(batch.map((arrival) => arrival.row));
      for (const arrival of batch) arrival.settle();
    } catch (error) {
      if (isUnreachable(error)) return this.toSpool(batch, error as Error);
      // One bad row must not fail its neighbours.
      for (const arrival of batch) await this.insertOne(arrival);
    }
  }

  private async insertOne(arrival: Arrival): Promise<void> {
    try {
      await this.insertRows([arrival.row]);
      arrival.settle();
    } catch (error) {
      if (isUnreachable(error)) return this.toSpool([arrival], error as Error);
      this.logger.error({ event: arrival.row.id, code: (error as { code?: string }).code }, 'event refused');
      arrival.settle(new InvalidPayloadError('The event cannot be stored as it is.'));
    }
  }

  private async insertRows(rows: JournalRow[]): Promise<void> {
    const lanes = await this.database.query<{ lane: number }>(
      INSERT,
      [
        rows.map((row) => row.id),
        rows.map((row) => row.accountId),
        rows.map((row) => row.kind),
        rows.map((row) => row.externalId),
        rows.map((row) => row.lane),
        rows.map((row) => row.raw),
        rows.map((row) => row.receivedAt),
      ],
      'journal.insert',
    );
    for (const { lane } of lanes) this.nudges.nudge('inbound', { lane });
  }

  private async toSpool(batch: Arrival[], reason?: Error): Promise<void> {
    if (reason) {
      this.databaseDownUntil = Date.now() + RETRY_AFTER_MS;
      this.logger.error({ error: reason.message }, 'database unreachable: journalling to the spool');
    }
    try {
      await this.spool.append(batch.map((arrival) => arrival.row));
      for (const arrival of batch) arrival.settle();
    } catch (error) {
      this.logger.fatal({ error: (error as Error).message }, 'neither database nor spool takes events');
      for (const arrival of batch) arrival.settle(new GatewayUnavailableError());
    }
    this.scheduleReplay();
  }

  /** @returns whether the spool is empty now */
  private async replay(): Promise<boolean> {
    try {
      const replayed = await this.spool.replay((rows) => this.insertRows(rows));
      if (replayed > 0) this.logger.log({ events: replayed }, 'spool replayed');
      return true;
    } catch (error) {
      this.databaseDownUntil = Date.now() + RETRY_AFTER_MS;
      this.logger.warn({ error: (error as Error).message }, 'spool not replayed yet');
      this.scheduleReplay();
      return false;
    }
  }

  private scheduleReplay(): void {
    if (this.replayTimer) return;
    this.replayTimer = setTimeout(() => {
      this.replayTimer = null;
      // Through `writing`, so that a replay and an insert never pass each other.
      this.writing ??= this.replay()
        .then(() => undefined)
        .finally(() => {
          this.writing = null;
          if (this.arrivals.length > 0) this.wake();
        });
      if (!this.spool.isEmpty()) this.scheduleReplay();
    }, RETRY_AFTER_MS);
    this.replayTimer.unref();
  }
}

const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENOENT',
]);

/**
 * Whether the database could not be asked at all, as against it having refused the rows. Class 08 is a broken
 * connection, 53 a server out of resources, 57 one that is shutting down or was told to, 58 a disk error, 25006 a
 * read-only standby.
 */
function isUnreachable(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string };
  if (code === undefined) return /timeout|terminated|closed|not queryable|ended/i.test(message ?? '');
  return UNREACHABLE_CODES.has(code) || /^(08|53|57|58)/.test(code) || code === '25006';
}
