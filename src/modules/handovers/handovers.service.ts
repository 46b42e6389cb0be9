import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { HandTaskLedger } from './hand-task.ledger.js';
import { HandTaskClaimedError } from './handovers.errors.js';
import type { CallBackQuery, CallOutcome } from './handovers.schemas.js';

/** Somebody who does not answer is called so often, so far apart. */
const MOST_CALLS = 3;
const CALL_AGAIN_MS = 2 * 3_600_000;
/** Nobody talks longer than this without writing down how it went; then others may call. */
const CLAIM_MS = 15 * 60_000;

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
  caller_id: string | null;
  caller_name: string | null;
  cursor_at: string;
}

/** The answers that a person carries: what is to be done, and what came of it. */
@Injectable()
export class HandoversService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HandTaskLedger) private readonly ledger: HandTaskLedger,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** People to call, longest due first, each with the script: what the officer wrote. */
  async callBacks(query: CallBackQuery) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<CallBackRow>(
      `SELECT t.message_id AS id, c.id AS conversation_id, c.reference, p.address, p.display_name, m.text, t.attempts,
              t.due_at, s.id AS caller_id, s.name AS caller_name, to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
         FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
         JOIN contact_point p ON p.id = c.contact_point_id
         LEFT JOIN staff s ON s.id = t.claimed_by AND t.claimed_until > $5
        WHERE t.kind = 'call_back' AND t.state = 'open' AND ($1::timestamptz IS NULL OR t.due_at <= $1)
          AND ($2::timestamptz IS NULL OR (t.due_at, t.message_id) > ($2, $3::uuid))
        ORDER BY t.due_at, t.message_id LIMIT $4`,
      [query.due ? this.clock.now() : null, at, id, query.limit + 1, this.clock.now()],
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
        /** Who is calling at this moment. */
        caller: row.caller_id ? { id: row.caller_id, name: row.caller_name } : null,
      }),
    );
  }

  /**
   * Tells the others that somebody is calling. It runs out, or ends with the outcome.
   * @throws HandTaskNotOpenError, HandTaskClaimedError
   */
  async startCall(id: string, staffId: string): Promise<{ until: string }> {
    return this.database.transaction(async (tx) => {
      await this.ledger.take(tx, id, 'call_back');
      const now = this.clock.now();
      const until = new Date(now.getTime() + CLAIM_MS);
      const [claimed] = await tx.query(
        `UPDATE hand_task SET claimed_by = $2, claimed_until = $3
          WHERE message_id = $1 AND (claimed_by = $2 OR claimed_until IS NULL OR claimed_until <= $4)
        RETURNING message_id`,
        [id, staffId, until, now],
      );
      if (!claimed) throw new HandTaskClaimedError(await this.callerOf(tx, id));
      return { until: until.toISOString() };
    });
  }

  /** Not calling after all. Somebody else's call is not touched. */
  async stopCall(id: string, staffId: string): Promise<void> {
    await this.database.query(
      'UPDATE hand_task SET claimed_by = NULL, claimed_until = NULL WHERE message_id = $1 AND claimed_by = $2',
      [id, staffId],
    );
  }

  private async callerOf(tx: Transaction, id: string): Promise<string> {
    const [row] = await tx.query<{ name: string }>(
      'SELECT s.name FROM hand_task t JOIN staff s ON s.id = t.claimed_by WHERE t.message_id = $1',
      [id],
    );
    return row?.name ?? '';
  }

  /**
   * Writes down how a call went: it is the message's delivery status.
   * @throws HandTaskNotOpenError
   */
  async recordCall(id: string, outcome: CallOutcome, staffId: string): Promise<{ open: boolean }> {
    const deed = { staffId, action: 'message.called_back', data: { outcome } };
    return this.database.transaction(async (tx) => {
      const task = await this.ledger.take(tx, id, 'call_back');
      const attempts = task.attempts + (outcome === 'no_answer' ? 1 : 0);
      const open = outcome === 'no_answer' && attempts < MOST_CALLS;
      if (open) {
        const dueAt = new Date(this.clock.now().getTime() + CALL_AGAIN_MS);
        await this.ledger.advance(tx, task, { attempts, dueAt, outcome }, deed);
      } else {
        await this.ledger.close(tx, task, { outcome, attempts, delivered: outcome === 'reached' }, deed);
      }
      return { open };
    });
  }
}
