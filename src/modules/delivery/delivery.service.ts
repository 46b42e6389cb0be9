import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { DeliverySettledError } from './delivery.errors.js';
import type { OutboundState } from './delivery.states.js';

export interface NewOutbound {
  messageId: string;
  conversationId: string;
  accountId: string;
  /** Leaves at this moment, not before; at once when left out. What is behind it does not wait for it. */
  notBefore?: Date | undefined;
}

/** What a person decides about a message whose sending failed or stayed uncertain. */
export type Resolution = 'resend' | 'sent';

/** The single way out: whatever leaves the hub is first a row here, written with what caused it. */
@Injectable()
export class DeliveryService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Queues messages for sending; they leave once the transaction is committed. */
  async enqueue(tx: Transaction, messages: NewOutbound[]): Promise<void> {
    if (messages.length === 0) return;
    await tx.query(
      `INSERT INTO outbound (message_id, conversation_id, account_id, not_before, state)
       SELECT *, 'queued' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[])`,
      [
        messages.map((message) => message.messageId),
        messages.map((message) => message.conversationId),
        messages.map((message) => message.accountId),
        messages.map((message) => message.notBefore ?? null),
      ],
      'delivery.enqueue',
    );
    tx.onCommit(() => this.nudgeAccounts(messages.map((message) => message.accountId)));
  }

  /** Messages that reached the person before they were written down: said face to face. There is nothing to send. */
  async recordArrived(tx: Transaction, messages: (NewOutbound & { arrivedAt: Date })[]): Promise<void> {
    if (messages.length === 0) return;
    await tx.query(
      `WITH arrived AS (
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
           AS a (event_id, message_id, conversation_id, account_id, at)
       ), event AS (
         INSERT INTO delivery_event (id, account_id, message_id, external_id, status, occurred_at)
         SELECT event_id, account_id, message_id, message_id::text, 'delivered', at FROM arrived)
       INSERT INTO outbound (message_id, conversation_id, account_id, state, external_id, sent_at, delivered_at)
       SELECT message_id, conversation_id, account_id, 'delivered', message_id::text, at, at FROM arrived`,
      [
        messages.map(() => newId()),
        messages.map((message) => message.messageId),
        messages.map((message) => message.conversationId),
        messages.map((message) => message.accountId),
        messages.map((message) => message.arrivedAt),
      ],
    );
  }

  nudgeAccounts(accountIds: Iterable<string>): void {
    for (const accountId of new Set(accountIds)) this.nudges.nudge('delivery', { accountId });
  }

  /**
   * Settles by hand a message that failed or whose sending was cut off.
   * @throws DeliverySettledError when there is nothing to settle
   */
  async resolve(
    messageId: string,
    resolution: Resolution,
    actor: Actor,
  ): Promise<{ conversationId: string }> {
    return this.database.transaction(async (tx) => {
      const state: OutboundState = resolution === 'resend' ? 'queued' : 'sent';
      const [row] = await tx.query<{ conversation_id: string; account_id: string }>(
        `UPDATE outbound SET state = $2, attempts = 0, next_attempt_at = now(), lease_until = NULL,
                error_code = NULL, error_detail = NULL, failed_at = NULL,
                sent_at = CASE WHEN $2 = 'sent' THEN now() ELSE sent_at END
          WHERE message_id = $1 AND state IN ('failed', 'uncertain')
          RETURNING conversation_id, account_id`,
        [messageId, state],
      );
      if (!row) throw new DeliverySettledError(messageId);
      await tx.query('UPDATE conversation SET undelivered = greatest(undelivered - 1, 0) WHERE id = $1', [
        row.conversation_id,
      ]);
      await this.audit.record(tx, [
        {
          actor,
          action: resolution === 'resend' ? 'message.resent' : 'message.confirmed_sent',
          subjectKind: 'conversation',
          subjectId: row.conversation_id,
          data: { messageId },
        },
      ]);
      if (resolution === 'resend') tx.onCommit(() => this.nudgeAccounts([row.account_id]));
      return { conversationId: row.conversation_id };
    });
  }
}
