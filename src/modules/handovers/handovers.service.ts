import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { StatusChange } from '../../channels/core/channel-adapter.js';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { AuditLog } from '../audit/audit-log.js';
import { DeliveryReports } from '../delivery/delivery.reports.js';
import { HandTaskNotOpenError } from './handovers.errors.js';
import type { CallBackQuery, CallOutcome } from './handovers.schemas.js';

/** Somebody who does not answer is called so often, so far apart. */
const MOST_CALLS = 3;
const CALL_AGAIN_MINUTES = 120;

const keys = z.tuple([z.iso.datetime(), z.uuid()]);

interface CallBackRow {
  id: string;
  conversation_id: string;
  reference: string;
  address: string;
  display_name: string | null;
  text: string;
  attempts: number;
  due_at: Date;
  cursor_at: string;
}

/** The answers that a person carries: what is to be done, and what came of it. */
@Injectable()
export class HandoversService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** People to call, longest due first, each with the script: what the officer wrote. */
  async callBacks(query: CallBackQuery) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<CallBackRow>(
      `SELECT t.message_id AS id, c.id AS conversation_id, c.reference, p.address, p.display_name, m.text, t.attempts,
              t.due_at, to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
         FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
         JOIN contact_point p ON p.id = c.contact_point_id
        WHERE t.kind = 'call_back' AND t.state = 'open' AND ($1::timestamptz IS NULL OR t.due_at <= $1)
          AND ($2::timestamptz IS NULL OR (t.due_at, t.message_id) > ($2, $3::uuid))
        ORDER BY t.due_at, t.message_id LIMIT $4`,
      [query.due ? this.clock.now() : null, at, id, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.cursor_at, row.id],
      (row) => ({
        id: row.id,
        conversationId: row.conversation_id,
        reference: row.reference,
        number: row.address,
        name: row.display_name,
        script: row.text,
        attempts: row.attempts,
        dueAt: row.due_at.toISOString(),
      }),
    );
  }

  /**
   * Writes down how a call went: it is the message's delivery status.
   * @throws HandTaskNotOpenError
   */
  async recordCall(id: string, outcome: CallOutcome, staffId: string): Promise<{ open: boolean }> {
    return this.database.transaction(async (tx) => {
      const [task] = await tx.query<{ account_id: string; attempts: number; conversation_id: string }>(
        `SELECT t.account_id, t.attempts, m.conversation_id
           FROM hand_task t JOIN message m ON m.id = t.message_id
          WHERE t.message_id = $1 AND t.kind = 'call_back' AND t.state = 'open' FOR UPDATE OF t`,
        [id],
      );
      if (!task) throw new HandTaskNotOpenError(id);
      const open = outcome === 'no_answer' && task.attempts + 1 < MOST_CALLS;
      await tx.query(
        `UPDATE hand_task
            SET attempts = attempts + CASE WHEN $2 = 'no_answer' THEN 1 ELSE 0 END, outcome = $2,
                state = CASE WHEN $3 THEN 'open' ELSE 'closed' END,
                due_at = CASE WHEN $3 THEN $4::timestamptz + make_interval(mins => $5) ELSE due_at END,
                closed_by = CASE WHEN $3 THEN NULL ELSE $6::uuid END,
                closed_at = CASE WHEN $3 THEN NULL ELSE $4::timestamptz END
          WHERE message_id = $1`,
        [id, outcome, open, this.clock.now(), CALL_AGAIN_MINUTES, staffId],
      );
      if (!open) await this.reports.apply(tx, [{ ...this.report(id, outcome), accountId: task.account_id }]);
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: staffId },
          action: 'message.called_back',
          subjectKind: 'conversation',
          subjectId: task.conversation_id,
          data: { messageId: id, outcome },
        },
      ]);
      return { open };
    });
  }

  private report(messageId: string, outcome: CallOutcome): StatusChange {
    const reached = outcome === 'reached';
    return {
      messageId,
      externalId: messageId,
      status: reached ? 'delivered' : 'failed',
      code: reached ? null : outcome,
      detail: null,
      occurredAt: this.clock.now(),
    };
  }
}
