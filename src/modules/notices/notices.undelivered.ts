import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelType } from '../../channels/core/channel-adapter.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import type { Rung } from './notice-ladder.js';
import type { WorkedNotice } from './notice-steps.js';
import { NoChannelError, UndeliveredNoticeNotFoundError } from './notices.errors.js';
import type { Retry, Settlement, UndeliveredQuery } from './notices.schemas.js';
import { NoticesService } from './notices.service.js';

const keys = z.tuple([z.iso.datetime(), z.uuid()]);

interface Row {
  id: string;
  kind: string;
  reason: string;
  since: Date;
  request_id: string;
  reference: string;
  conversation_id: string;
  name: string;
  owner_id: string | null;
  owner_name: string | null;
  steps: { channel: string; state: string; reason: string | null }[];
  cursor_at: string;
}

/** Steps of the ladder of `n`, as the API shows them. */
const STEPS = `coalesce((SELECT jsonb_agg(jsonb_build_object('position', s.position, 'channel', s.channel, 'state', s.state,
    'reason', s.reason, 'conversationId', s.conversation_id, 'messageId', s.message_id, 'startedAt', s.started_at,
    'endedAt', s.ended_at, 'delivery', o.state) ORDER BY s.position)
  FROM notice_step s LEFT JOIN outbound o ON o.message_id = s.message_id WHERE s.notice_id = n.id), '[]')`;

/** Notices that no channel could deliver: who looks after each, since when, and how it ends. */
@Injectable()
export class UndeliveredNotices {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(NoticesService) private readonly notices: NoticesService,
  ) {}

  /** Oldest first; without those of people to whom whoever asks is tied. */
  async list(query: UndeliveredQuery, staffId: string) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<Row>(
      `SELECT n.id, n.kind, n.undelivered_reason AS reason, n.undelivered_since AS since, r.id AS request_id, r.reference,
              r.conversation_id, r.applicant_name AS name, s.id AS owner_id, s.name AS owner_name, ${STEPS} AS steps,
              to_char(n.undelivered_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
         FROM request_notice n JOIN support_request r ON r.id = n.request_id LEFT JOIN staff s ON s.id = n.owner_id
        WHERE n.state = 'undelivered' AND ($1::timestamptz IS NULL OR (n.undelivered_since, n.id) > ($1, $2::uuid))
          AND NOT has_conflict($4, r.id)
          AND CASE $3 WHEN 'me' THEN n.owner_id = $4 WHEN 'nobody' THEN n.owner_id IS NULL ELSE true END
        ORDER BY n.undelivered_since, n.id LIMIT $5`,
      [at, id, query.owner, staffId, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.cursor_at, row.id],
      (row) => ({
        id: row.id,
        kind: row.kind,
        reason: row.reason,
        since: row.since.toISOString(),
        request: { id: row.request_id, reference: row.reference, applicantName: row.name },
        conversationId: row.conversation_id,
        owner: row.owner_id ? { id: row.owner_id, name: row.owner_name } : null,
        steps: row.steps,
      }),
    );
  }

  /** Everything that a request's person was told or is to be told, oldest first, with the steps of each. */
  async ofRequest(requestId: string) {
    return this.database.query(
      `SELECT n.id, n.kind, n.round, n.state, n.not_before AS "notBefore", n.proof, n.proven_at AS "provenAt",
              n.undelivered_since AS "undeliveredSince", n.undelivered_reason AS "undeliveredReason",
              n.settled_note AS "settledNote", n.created_at AS "createdAt", ${STEPS} AS steps
         FROM request_notice n WHERE n.request_id = $1 ORDER BY n.id`,
      [requestId],
    );
  }

  /** @throws UndeliveredNoticeNotFoundError */
  async giveTo(id: string, ownerId: string | null, staffId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const notice = await this.take(tx, id, staffId);
      await tx.query('UPDATE request_notice SET owner_id = $2 WHERE id = $1', [id, ownerId]);
      await this.notices.record(tx, notice, 'given', { ownerId }, { kind: 'staff', id: staffId });
    });
  }

  /**
   * Ends it by hand: with a proof the person knows, and the request goes on as if a network had said so.
   * @throws UndeliveredNoticeNotFoundError
   */
  async settle(id: string, { proof, note }: Settlement, staffId: string): Promise<void> {
    const actor = { kind: 'staff', id: staffId } as const;
    await this.database.transaction(async (tx) => {
      const notice = await this.take(tx, id, staffId);
      await tx.query('UPDATE request_notice SET settled_by = $2, settled_note = $3 WHERE id = $1', [
        id,
        staffId,
        note ?? null,
      ]);
      if (note) await this.notices.remark(tx, notice, 'settled', { note });
      if (proof) return this.notices.prove(tx, notice, proof, null, actor);
      await tx.query(`UPDATE request_notice SET state = 'settled' WHERE id = $1`, [id]);
      await this.notices.record(tx, notice, 'settled', {}, actor);
    });
  }

  /**
   * Once more: to one of the person's contact points, or as it began.
   * @throws UndeliveredNoticeNotFoundError, NoChannelError
   */
  async retry(id: string, { contactPointId }: Retry, staffId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const notice = await this.take(tx, id, staffId);
      const rung = contactPointId ? await this.rung(tx, notice, contactPointId) : null;
      await this.notices.record(tx, notice, 'retried', {}, { kind: 'staff', id: staffId });
      await this.notices.begin(tx, notice, rung);
    });
  }

  private async take(tx: Transaction, id: string, staffId: string): Promise<WorkedNotice> {
    const notice = await this.notices.lock(tx, id);
    // A decision that was given up without a proof can still be proven, or tried again: its request waits for that.
    const givenUp = notice?.kind === 'decision' && notice.state === 'settled';
    if (!notice || (notice.state !== 'undelivered' && !givenUp)) throw new UndeliveredNoticeNotFoundError(id);
    const [kept] = await tx.query('SELECT 1 AS kept WHERE has_conflict($1, $2)', [staffId, notice.requestId]);
    if (kept) throw new UndeliveredNoticeNotFoundError(id);
    return notice;
  }

  private async rung(tx: Transaction, notice: WorkedNotice, contactPointId: string): Promise<Rung> {
    const [point] = await tx.query<{ channel: ChannelType }>(
      `SELECT p.channel FROM support_request r JOIN conversation c ON c.id = r.conversation_id
         JOIN contact_point o ON o.id = c.contact_point_id
         JOIN contact_point p ON p.id = o.id OR p.beneficiary_id = coalesce(r.beneficiary_id, o.beneficiary_id)
        WHERE r.id = $1 AND p.id = $2`,
      [notice.requestId, contactPointId],
    );
    const account = point && this.accounts.usable(point.channel);
    if (!account) throw new NoChannelError(contactPointId);
    return { contactPointId, account };
  }
}
