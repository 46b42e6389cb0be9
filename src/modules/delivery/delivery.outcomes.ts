import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { Capabilities, SendError, SendReceipt } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog, HUB } from '../audit/audit-log.js';
import type { Claim } from './delivery.outbox.js';
import { backoff, MAX_ATTEMPTS } from './delivery.states.js';
import { type DeliveryUpdate, DeliveryUpdates } from './delivery.updates.js';

/** Writes down how a send ended: one short transaction each, and a live event after it. */
@Injectable()
export class DeliveryOutcomes {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(DeliveryUpdates) private readonly updates: DeliveryUpdates,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
  ) {}

  async sent({ message }: Claim, receipt: SendReceipt): Promise<void> {
    // A report may have overtaken us: then the state is past 'sending' already and stays there.
    const [row] = await this.database.query<{ state: DeliveryUpdate['status'] }>(
      `WITH event AS (
         INSERT INTO delivery_event (id, account_id, message_id, external_id, status, occurred_at)
         VALUES ($1, $2, $3, $4, $5, now()))
       UPDATE outbound
          SET external_id = coalesce(external_id, $4), lease_until = NULL, sent_at = coalesce(sent_at, now()),
              state = CASE WHEN state IN ('sending', 'uncertain', 'queued') THEN $5 ELSE state END,
              delivered_at = CASE WHEN $5 = 'delivered' THEN coalesce(delivered_at, now()) ELSE delivered_at END,
              error_code = NULL, error_detail = NULL
        WHERE message_id = $3
        RETURNING state`,
      [newId(), message.account.id, message.id, receipt.externalId, receipt.status],
      'delivery.sent',
    );
    this.publish(message, row?.state ?? receipt.status);
  }

  async sandboxed({ message }: Claim): Promise<void> {
    await this.database.query(
      `UPDATE outbound SET state = 'sandboxed', lease_until = NULL WHERE message_id = $1 AND state = 'sending'`,
      [message.id],
      'delivery.sandboxed',
    );
    this.publish(message, 'sandboxed');
  }

  async failed(claim: Claim, error: SendError, onUncertain: Capabilities['onUncertain']): Promise<void> {
    if (error.uncertain && onUncertain === 'ask') return this.uncertain(claim, error);
    if ((error.retryable || error.uncertain) && claim.attempt < MAX_ATTEMPTS)
      return this.retryLater(claim, error);
    return this.giveUp(claim, error);
  }

  /**
   * Settles sends that were cut off: their worker died between the provider's answer and our commit. The
   * channel's policy decides whether they go out again or a person is asked. Part of the sweep.
   */
  async settleCutOff(): Promise<void> {
    const resend = this.accounts
      .all()
      .filter((account) => this.registry.get(account.channel).capabilities.onUncertain === 'resend')
      .map((account) => account.id);
    const rows = await this.database.transaction(async (tx) => {
      const settled = await tx.query<{
        messageId: string;
        conversationId: string;
        accountId: string;
        state: 'queued' | 'uncertain';
      }>(
        `UPDATE outbound SET lease_until = NULL, next_attempt_at = now(),
                state = CASE WHEN account_id = ANY($1::uuid[]) THEN 'queued' ELSE 'uncertain' END
          WHERE state = 'sending' AND lease_until < now()
          RETURNING message_id AS "messageId", conversation_id AS "conversationId", account_id AS "accountId", state`,
        [resend],
      );
      for (const row of settled.filter(({ state }) => state === 'uncertain')) {
        await this.flag(tx, row.conversationId, row.messageId, 'message.uncertain', 'cut_off');
      }
      return settled;
    });
    for (const row of rows) {
      if (row.state === 'queued') this.nudges.nudge('delivery', { accountId: row.accountId });
    }
    this.updates.publish(
      rows.map((row) => ({
        conversationId: row.conversationId,
        messageId: row.messageId,
        status: row.state,
        error: null,
      })),
    );
  }

  private async retryLater({ message, attempt }: Claim, error: SendError): Promise<void> {
    const waitMs = error.retryAfterMs ?? backoff(attempt);
    await this.database.query(
      `UPDATE outbound SET state = 'queued', lease_until = NULL, error_code = $2, error_detail = $3,
              next_attempt_at = now() + make_interval(secs => $4)
        WHERE message_id = $1 AND state = 'sending'`,
      [message.id, error.code, error.message, waitMs / 1000],
      'delivery.retry',
    );
    this.nudges.nudge('delivery', { accountId: message.account.id }, waitMs);
    this.publish(message, 'queued', error);
  }

  private async uncertain({ message }: Claim, error: SendError): Promise<void> {
    await this.end(message, 'uncertain', error, 'message.uncertain');
  }

  private async giveUp({ message }: Claim, error: SendError): Promise<void> {
    await this.end(message, 'failed', error, 'message.failed');
  }

  private async end(
    message: Claim['message'],
    state: 'failed' | 'uncertain',
    error: SendError,
    action: string,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const moved = await tx.query(
        `UPDATE outbound SET state = $2, lease_until = NULL, error_code = $3, error_detail = $4,
                failed_at = CASE WHEN $2 = 'failed' THEN now() END
          WHERE message_id = $1 AND state = 'sending' RETURNING message_id`,
        [message.id, state, error.code, error.message],
      );
      if (moved.length === 0) return; // a report overtook us
      await tx.query(
        `INSERT INTO delivery_event (id, account_id, message_id, status, code, detail, occurred_at)
         VALUES ($1, $2, $3, $4, $5, $6, now())`,
        [newId(), message.account.id, message.id, state, error.code, error.message],
      );
      if (error.optedOut) {
        await tx.query(
          `UPDATE contact_point p SET opted_out_at = coalesce(p.opted_out_at, now())
             FROM conversation c WHERE c.id = $1 AND p.id = c.contact_point_id`,
          [message.conversationId],
        );
      }
      await this.flag(tx, message.conversationId, message.id, action, error.code);
    });
    this.publish(message, state, error);
  }

  private async flag(
    tx: Transaction,
    conversationId: string,
    messageId: string,
    action: string,
    code: string,
  ): Promise<void> {
    await tx.query('UPDATE conversation SET undelivered = undelivered + 1 WHERE id = $1', [conversationId]);
    await this.audit.record(tx, [
      {
        actor: HUB,
        action,
        subjectKind: 'conversation',
        subjectId: conversationId,
        data: { messageId, code },
      },
    ]);
  }

  private publish(message: Claim['message'], status: DeliveryUpdate['status'], error?: SendError): void {
    this.updates.publish([
      {
        conversationId: message.conversationId,
        messageId: message.id,
        status,
        error: error ? { code: error.code, detail: error.message } : null,
      },
    ]);
  }
}
