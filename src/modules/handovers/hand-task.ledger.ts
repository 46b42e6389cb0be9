import { Inject, Injectable } from '@nestjs/common';
import type { HandTaskKind } from '../../channels/core/hand-tasks.js';
import { Clock } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import { AuditLog, HUB } from '../audit/audit-log.js';
import { DeliveryReports } from '../delivery/delivery.reports.js';
import { HandTaskNotOpenError } from './handovers.errors.js';

/** An open task, locked by the transaction that took it. */
export interface HandTask {
  /** Id of the message that is to be carried. */
  id: string;
  accountId: string;
  conversationId: string;
  /** How often it was tried in vain. */
  attempts: number;
  step: string | null;
  details: Record<string, unknown>;
}

/** What somebody did about a task. */
export interface Deed {
  staffId: string;
  /** Its audit line's action (`message.called_back`), and what to keep with it; nothing of the person's words. */
  action: string;
  data?: Record<string, unknown>;
}

/**
 * Goes on with and ends the answers that a person carries, whatever their kind. Everything that is done to a task
 * leaves an audit line on its conversation, and its end is the message's delivery report, in one transaction.
 */
@Injectable()
export class HandTaskLedger {
  constructor(
    @Inject(DeliveryReports) private readonly reports: DeliveryReports,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /**
   * Locks an open task, so that two people do not both act on it.
   * @throws HandTaskNotOpenError when there is none, or somebody was quicker
   */
  async take(tx: Transaction, id: string, kind: HandTaskKind): Promise<HandTask> {
    const [task] = await tx.query<HandTask>(
      `SELECT t.message_id AS id, t.account_id AS "accountId", m.conversation_id AS "conversationId", t.attempts,
              t.step, t.details
         FROM hand_task t JOIN message m ON m.id = t.message_id
        WHERE t.message_id = $1 AND t.kind = $2 AND t.state = 'open' FOR UPDATE OF t`,
      [id, kind],
    );
    if (!task) throw new HandTaskNotOpenError(id);
    return task;
  }

  /** The task stays open: a further step, another try later. `details` are added to those it has. */
  async advance(
    tx: Transaction,
    task: HandTask,
    change: { step?: string | null; attempts?: number; dueAt?: Date; outcome?: string; details?: object },
    deed: Deed,
  ): Promise<void> {
    await tx.query(
      `UPDATE hand_task
          SET step = $2, attempts = $3, due_at = coalesce($4, due_at), outcome = coalesce($5, outcome),
              details = details || $6::jsonb, claimed_by = NULL, claimed_until = NULL
        WHERE message_id = $1`,
      [
        task.id,
        change.step === undefined ? task.step : change.step,
        change.attempts ?? task.attempts,
        change.dueAt ?? null,
        change.outcome ?? null,
        JSON.stringify(change.details ?? {}),
      ],
    );
    await this.record(tx, task, deed);
  }

  /** The answer arrived, or it cannot: `outcome` says how, and is the reason of a failure. */
  async close(
    tx: Transaction,
    task: HandTask,
    end: { outcome: string; delivered: boolean; occurredAt?: Date; attempts?: number; details?: object },
    deed: Deed,
  ): Promise<void> {
    const now = this.clock.now();
    await tx.query(
      `UPDATE hand_task
          SET state = 'closed', outcome = $2, attempts = $3, details = details || $4::jsonb, closed_by = $5,
              closed_at = $6, claimed_by = NULL, claimed_until = NULL
        WHERE message_id = $1`,
      [
        task.id,
        end.outcome,
        end.attempts ?? task.attempts,
        JSON.stringify(end.details ?? {}),
        deed.staffId,
        now,
      ],
    );
    await this.reports.apply(tx, [
      {
        accountId: task.accountId,
        messageId: task.id,
        externalId: task.id,
        status: end.delivered ? 'delivered' : 'failed',
        code: end.delivered ? null : end.outcome,
        detail: null,
        occurredAt: end.occurredAt ?? now,
      },
    ]);
    await this.record(tx, task, deed);
  }

  /**
   * Takes open tasks off everybody's lists: nobody need carry these answers any more. Nothing is said about whether they
   * arrived. Tasks that are over already stay as they ended.
   * @returns the messages whose tasks were open
   */
  async callOff(tx: Transaction, messageIds: string[], reason: string): Promise<string[]> {
    const closed = await tx.query<{ id: string; conversationId: string }>(
      `UPDATE hand_task t
          SET state = 'closed', outcome = $2, closed_at = $3, claimed_by = NULL, claimed_until = NULL
         FROM message m
        WHERE t.message_id = ANY($1::uuid[]) AND t.state = 'open' AND m.id = t.message_id
        RETURNING m.id, m.conversation_id AS "conversationId"`,
      [messageIds, reason, this.clock.now()],
    );
    await this.audit.record(
      tx,
      closed.map(({ id, conversationId }) => ({
        actor: HUB,
        action: 'message.called_off',
        subjectKind: 'conversation',
        subjectId: conversationId,
        data: { messageId: id, reason },
      })),
    );
    return closed.map(({ id }) => id);
  }

  private async record(tx: Transaction, task: HandTask, { staffId, action, data }: Deed): Promise<void> {
    await this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: staffId },
        action,
        subjectKind: 'conversation',
        subjectId: task.conversationId,
        data: { messageId: task.id, ...data },
      },
    ]);
  }
}
