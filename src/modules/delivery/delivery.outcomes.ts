import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { Capabilities, SendError, SendReceipt } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { MicroBatch } from '../../platform/database/micro-batch.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog, HUB } from '../audit/audit-log.js';
import type { Claim } from './delivery.outbox.js';
import { backoff, MAX_ATTEMPTS } from './delivery.states.js';
import { type DeliveryUpdate, DeliveryUpdates } from './delivery.updates.js';
import { MessageSecrets } from './message-secrets.js';

/** A message that is off our hands: the provider's receipt, or null when the sandbox kept it. */
interface Settled {
  claim: Claim;
  receipt: SendReceipt | null;
}

/** Writes down how sends ended, with a live event after it. */
@Injectable()
export class DeliveryOutcomes {
  private readonly settled = new MicroBatch<Settled>((outcomes) => this.settle(outcomes));

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(DeliveryUpdates) private readonly updates: DeliveryUpdates,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(MessageSecrets) private readonly secrets: MessageSecrets,
  ) {}

  /** Resolves when it is written down; outcomes that come while one statement is in flight share the next. */
  sent(claim: Claim, receipt: SendReceipt): Promise<void> {
    return this.settled.add({ claim, receipt });
  }

  sandboxed(claim: Claim): Promise<void> {
    return this.settled.add({ claim, receipt: null });
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
   * @param orphaned an account whose one sender is known to be dead: its sends are cut off before their leases end
   */
  async settleCutOff(orphaned: string | null = null): Promise<void> {
    const resend = this.accounts
      .all()
      .filter((account) => this.registry.capabilitiesOf(account).onUncertain === 'resend')
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
          WHERE state = 'sending' AND (lease_until < now() OR account_id = $2::uuid)
          RETURNING message_id AS "messageId", conversation_id AS "conversationId", account_id AS "accountId", state`,
        [resend, orphaned],
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

  /** A report may have overtaken us: then the state is past 'sending' already and stays there. */
  private async settle(batch: Settled[]): Promise<void> {
    // In the order in which reports lock the same rows.
    const outcomes = batch.toSorted((a, b) => (a.claim.message.id < b.claim.message.id ? -1 : 1));
    const rows = await this.database.query<DeliveryUpdate>(
      `WITH outcome AS (
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[])
           AS o (event_id, account_id, message_id, external_id, state)
       ), event AS (
         INSERT INTO delivery_event (id, account_id, message_id, external_id, status, occurred_at)
         SELECT event_id, account_id, message_id, external_id, state, now() FROM outcome WHERE state <> 'sandboxed'
       ), erased AS (
         UPDATE message_secret x SET sealed = NULL FROM outcome WHERE x.message_id = outcome.message_id)
       UPDATE outbound u
          SET external_id = coalesce(u.external_id, outcome.external_id), lease_until = NULL,
              error_code = NULL, error_detail = NULL,
              state = CASE WHEN u.state IN ('sending', 'uncertain', 'queued') THEN outcome.state ELSE u.state END,
              sent_at = CASE WHEN outcome.state = 'sandboxed' THEN u.sent_at ELSE coalesce(u.sent_at, now()) END,
              delivered_at = CASE WHEN outcome.state = 'delivered' THEN coalesce(u.delivered_at, now())
                                  ELSE u.delivered_at END
         FROM outcome WHERE u.message_id = outcome.message_id
        RETURNING u.message_id AS "messageId", u.conversation_id AS "conversationId", u.state AS status`,
      [
        outcomes.map(() => newId()),
        outcomes.map(({ claim }) => claim.message.account.id),
        outcomes.map(({ claim }) => claim.message.id),
        outcomes.map(({ receipt }) => receipt?.externalId ?? null),
        outcomes.map(({ receipt }) => receipt?.status ?? 'sandboxed'),
      ],
      'delivery.settle',
    );
    this.updates.publish(rows.map((row) => ({ ...row, error: null })));
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

  /** Claimed too early by this process's clock: back to the queue, as if it had not been looked at. */
  async postponed({ message }: Claim): Promise<void> {
    await this.database.query(
      `UPDATE outbound SET state = 'queued', lease_until = NULL, attempts = greatest(attempts - 1, 0),
              next_attempt_at = now() + interval '1 minute'
        WHERE message_id = $1 AND state = 'sending'`,
      [message.id],
    );
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
      await this.secrets.erase(tx, message.id);
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
