import { Inject, Injectable } from '@nestjs/common';
import type { StatusChange } from '../../channels/core/channel-adapter.js';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { after, type OutboundState } from './delivery.states.js';
import { DeliveryUpdates } from './delivery.updates.js';

export interface Report extends StatusChange {
  accountId: string;
}

interface OutboundRow {
  message_id: string;
  conversation_id: string;
  account_id: string;
  external_id: string | null;
  state: OutboundState;
}

/** What networks report about our messages: every report is kept, states only move forward. */
@Injectable()
export class DeliveryReports {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DeliveryUpdates) private readonly updates: DeliveryUpdates,
  ) {}

  /** Records reports and moves the messages they name. A report about an id we do not know yet is kept for it. */
  async apply(tx: Transaction, reports: Report[]): Promise<void> {
    if (reports.length === 0) return;
    const rows = await this.lockNamed(tx, reports);
    const byId = new Map(rows.map((row) => [row.message_id, row]));
    const byExternalId = new Map(rows.map((row) => [`${row.account_id} ${row.external_id}`, row]));
    const matched = reports.map((report) => {
      const row =
        (report.messageId === null ? undefined : byId.get(report.messageId)) ??
        byExternalId.get(`${report.accountId} ${report.externalId}`);
      return { report, row: row?.account_id === report.accountId ? row : undefined };
    });
    await tx.query(
      `INSERT INTO delivery_event (id, account_id, message_id, external_id, status, code, detail, occurred_at)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
                            $8::timestamptz[])`,
      [
        reports.map(() => newId()),
        reports.map((report) => report.accountId),
        matched.map(({ row }) => row?.message_id ?? null),
        reports.map((report) => report.externalId),
        reports.map((report) => report.status),
        reports.map((report) => report.code),
        reports.map((report) => report.detail),
        reports.map((report) => report.occurredAt),
      ],
      'delivery.events',
    );
    await this.advance(
      tx,
      matched.filter((match): match is { report: Report; row: OutboundRow } => Boolean(match.row)),
    );
    await this.recordOptOuts(tx, matched);
  }

  /** Matches reports that came before the send was committed. Part of the sweep. */
  async matchEarly(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const early = await tx.query<Report & { id: string; outboundId: string }>(
        `SELECT e.id, e.account_id AS "accountId", o.message_id AS "outboundId", e.external_id AS "externalId",
                e.status, e.code, e.detail, e.occurred_at AS "occurredAt"
           FROM delivery_event e JOIN outbound o USING (account_id, external_id)
          WHERE e.message_id IS NULL AND e.external_id IS NOT NULL
          ORDER BY e.id LIMIT 500 FOR UPDATE OF e SKIP LOCKED`,
      );
      if (early.length === 0) return;
      await tx.query(
        `UPDATE delivery_event e SET message_id = m.message_id
           FROM unnest($1::uuid[], $2::uuid[]) AS m (id, message_id) WHERE e.id = m.id`,
        [early.map((event) => event.id), early.map((event) => event.outboundId)],
      );
      const rows = new Map(
        (
          await this.lock(
            tx,
            early.map((event) => event.outboundId),
          )
        ).map((row) => [row.message_id, row]),
      );
      await this.advance(
        tx,
        early.map((report) => ({ report, row: rows.get(report.outboundId)! })),
      );
    });
  }

  private async lockNamed(tx: Transaction, reports: Report[]): Promise<OutboundRow[]> {
    const ids = await tx.query<{ message_id: string }>(
      `SELECT message_id FROM outbound WHERE message_id = ANY($1::uuid[])
       UNION
       SELECT o.message_id FROM unnest($2::uuid[], $3::text[]) AS r (account_id, external_id)
         JOIN outbound o ON o.account_id = r.account_id AND o.external_id = r.external_id`,
      [
        reports.map((report) => report.messageId).filter((id) => id !== null),
        reports.map((report) => report.accountId),
        reports.map((report) => report.externalId),
      ],
      'delivery.named',
    );
    return this.lock(
      tx,
      ids.map((row) => row.message_id),
    );
  }

  private lock(tx: Sql, messageIds: string[]): Promise<OutboundRow[]> {
    return tx.query<OutboundRow>(
      `SELECT message_id, conversation_id, account_id, external_id, state
         FROM outbound WHERE message_id = ANY($1::uuid[]) ORDER BY message_id FOR NO KEY UPDATE`,
      [messageIds],
      'delivery.lock',
    );
  }

  private async advance(tx: Transaction, matched: { report: Report; row: OutboundRow }[]): Promise<void> {
    const moved = new Map<string, { row: OutboundRow; was: OutboundState; report: Report }>();
    for (const { report, row } of matched) {
      const was = moved.get(row.message_id)?.was ?? row.state;
      const next = after(row.state, report.status);
      const learnsId = row.external_id === null && report.externalId !== null;
      if (next === row.state && !learnsId) continue;
      row.state = next;
      row.external_id ??= report.externalId;
      moved.set(row.message_id, { row, was, report });
    }
    const changes = [...moved.values()];
    if (changes.length === 0) return;
    await tx.query(
      `UPDATE outbound o
          SET state = c.state,
              external_id = coalesce(o.external_id, c.external_id),
              lease_until = NULL,
              error_code = CASE WHEN c.state = 'failed' THEN c.code END,
              error_detail = CASE WHEN c.state = 'failed' THEN c.detail END,
              sent_at = CASE WHEN c.state IN ('sent', 'delivered', 'read') THEN coalesce(o.sent_at, c.at) ELSE o.sent_at END,
              delivered_at = CASE WHEN c.state IN ('delivered', 'read') THEN coalesce(o.delivered_at, c.at) ELSE o.delivered_at END,
              read_at = CASE WHEN c.state = 'read' THEN coalesce(o.read_at, c.at) ELSE o.read_at END,
              failed_at = CASE WHEN c.state = 'failed' THEN c.at END
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
           AS c (message_id, state, external_id, code, detail, at)
        WHERE o.message_id = c.message_id`,
      [
        changes.map((change) => change.row.message_id),
        changes.map((change) => change.row.state),
        changes.map((change) => change.row.external_id),
        changes.map((change) => change.report.code),
        changes.map((change) => change.report.detail),
        changes.map((change) => change.report.occurredAt),
      ],
      'delivery.advance',
    );
    await this.countUndelivered(tx, changes);
    tx.onCommit(() =>
      this.updates.publish(
        changes.map(({ row, report }) => ({
          conversationId: row.conversation_id,
          messageId: row.message_id,
          status: row.state,
          error: row.state === 'failed' ? { code: report.code ?? 'failed', detail: report.detail } : null,
        })),
      ),
    );
  }

  /** A conversation says how many of our messages did not arrive, so that an officer acts on it. */
  private async countUndelivered(
    tx: Transaction,
    changes: { row: OutboundRow; was: OutboundState }[],
  ): Promise<void> {
    const deltas = new Map<string, number>();
    for (const { row, was } of changes) {
      const delta = Number(row.state === 'failed') - Number(was === 'failed' || was === 'uncertain');
      if (delta !== 0) deltas.set(row.conversation_id, (deltas.get(row.conversation_id) ?? 0) + delta);
    }
    if (deltas.size === 0) return;
    await tx.query(
      `UPDATE conversation c SET undelivered = greatest(c.undelivered + d.delta, 0)
         FROM unnest($1::uuid[], $2::int[]) AS d (id, delta) WHERE c.id = d.id`,
      [[...deltas.keys()], [...deltas.values()]],
    );
  }

  private async recordOptOuts(
    tx: Transaction,
    matched: { report: Report; row?: OutboundRow }[],
  ): Promise<void> {
    const conversations = matched
      .filter(({ report, row }) => report.optedOut && row)
      .map(({ row }) => row!.conversation_id);
    if (conversations.length === 0) return;
    await tx.query(
      `UPDATE contact_point p SET opted_out_at = coalesce(p.opted_out_at, now())
         FROM conversation c WHERE c.id = ANY($1::uuid[]) AND p.id = c.contact_point_id`,
      [conversations],
    );
  }
}
