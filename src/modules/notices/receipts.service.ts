import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { Capabilities, Language } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { isWindowOpen } from '../../channels/core/reply-window.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { translate } from '../../platform/i18n/translate.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog, HUB } from '../audit/audit-log.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { SettingsService } from '../staff/settings.service.js';
import { receiptText } from './receipts.text.js';

/** Receipts of one transaction. */
const PASS = 200;
/** Receipts to one address within a day; more is a loop or a storm, and the person knows already. */
const DAILY_CAP = 10;

interface DueReceipt {
  id: string;
  conversationId: string;
  accountId: string;
  language: Language;
  reference: string;
  openedAt: Date;
  lastInboundAt: Date | null;
  /** Null when the answer came before the receipt. */
  answerDueAt: Date | null;
  /** 'automatic' when a machine wrote, set on the way in. */
  reason: string | null;
  optedOut: boolean;
  contactPointId: string;
  sentToday: number;
}

/**
 * Confirms every opening of a conversation once, on the channel it came by, with its reference and the promised
 * time; never to a machine, in a loop, or to somebody who opted out. What is held back is said in the thread.
 */
@Injectable()
export class ReceiptsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async publishDue(): Promise<void> {
    while ((await this.database.transaction((tx) => this.publishSome(tx))) === PASS);
  }

  async nudgeDue(): Promise<void> {
    const [due] = await this.database.query(`SELECT 1 FROM notice WHERE state = 'due' LIMIT 1`);
    if (due) this.nudges.nudgeAnew('notices', {});
  }

  private async publishSome(tx: Transaction): Promise<number> {
    const due = await this.due(tx);
    if (due.length === 0) return 0;
    // Receipts of this very pass count too: a storm of mails from one address comes in one.
    const inThisPass = new Map<string, number>();
    const now = this.clock.now();
    const held = due.map((receipt) => {
      const before = inThisPass.get(receipt.contactPointId) ?? 0;
      const reason = holdBack(receipt, before, this.capabilitiesOf(receipt), now);
      if (reason === null) inThisPass.set(receipt.contactPointId, before + 1);
      return { receipt, reason };
    });
    await this.suppress(
      tx,
      held.flatMap(({ receipt, reason }) => (reason ? [{ receipt, reason }] : [])),
    );
    await this.publish(
      tx,
      held.filter(({ reason }) => reason === null).map(({ receipt }) => receipt),
    );
    return due.length;
  }

  private capabilitiesOf({ accountId }: DueReceipt): Capabilities {
    return this.registry.capabilitiesOf(this.accounts.get(accountId));
  }

  private due(tx: Transaction): Promise<DueReceipt[]> {
    return tx.query<DueReceipt>(
      `SELECT n.id, n.conversation_id AS "conversationId", c.account_id AS "accountId", c.language,
              c.reference, c.opened_at AS "openedAt", c.last_inbound_at AS "lastInboundAt",
              c.answer_due_at AS "answerDueAt", n.reason, p.opted_out_at IS NOT NULL AS "optedOut",
              n.contact_point_id AS "contactPointId",
              (SELECT count(*)::int FROM notice s
                WHERE s.contact_point_id = n.contact_point_id AND s.kind = 'receipt' AND s.state = 'published'
                  AND s.created_at > now() - interval '1 day') AS "sentToday"
         FROM notice n JOIN conversation c ON c.id = n.conversation_id JOIN contact_point p ON p.id = n.contact_point_id
        WHERE n.state = 'due' AND n.kind = 'receipt'
        ORDER BY n.id LIMIT ${PASS} FOR NO KEY UPDATE OF n SKIP LOCKED`,
      [],
      'receipts.due',
    );
  }

  private async publish(tx: Transaction, receipts: DueReceipt[]): Promise<void> {
    if (receipts.length === 0) return;
    const { organisationName } = await this.settings.get();
    const answerDue = await this.settings.answerDue();
    const composed = receipts.map((receipt) => ({
      id: newId(),
      conversationId: receipt.conversationId,
      accountId: receipt.accountId,
      notice: 'receipt',
      text: receiptText({
        language: receipt.language,
        organisation: organisationName[receipt.language],
        reference: receipt.reference,
        answerDueAt: receipt.answerDueAt ?? answerDue(receipt.openedAt),
        maxTextLength: this.capabilitiesOf(receipt).maxTextLength,
      }),
    }));
    // Sent together, in this order: a notice names the message it became.
    await Promise.all([
      this.outbound.publish(tx, composed),
      tx.query(
        `UPDATE notice n SET state = 'published', message_id = r.message_id
           FROM unnest($1::uuid[], $2::uuid[]) AS r (id, message_id) WHERE n.id = r.id`,
        [receipts.map(({ id }) => id), composed.map(({ id }) => id)],
        'receipts.published',
      ),
      this.audit.record(
        tx,
        composed.map(({ id, conversationId }) => ({
          actor: HUB,
          action: 'receipt.published',
          subjectKind: 'conversation',
          subjectId: conversationId,
          data: { messageId: id },
        })),
      ),
    ]);
  }

  /** Of the account that answers. */

  private async suppress(tx: Transaction, held: { receipt: DueReceipt; reason: HoldBack }[]): Promise<void> {
    if (held.length === 0) return;
    await tx.query(
      `UPDATE notice n SET state = 'suppressed', reason = h.reason
         FROM unnest($1::uuid[], $2::text[]) AS h (id, reason) WHERE n.id = h.id`,
      [held.map(({ receipt }) => receipt.id), held.map(({ reason }) => reason)],
    );
    await this.outbound.remark(
      tx,
      held.map(({ receipt, reason }) => ({
        conversationId: receipt.conversationId,
        notice: 'receipt',
        text: translate('ar', `receipt.suppressed.${reason}`),
      })),
    );
    await this.audit.record(
      tx,
      held.map(({ receipt, reason }) => ({
        actor: HUB,
        action: 'receipt.suppressed',
        subjectKind: 'conversation',
        subjectId: receipt.conversationId,
        data: { reason },
      })),
    );
  }
}

type HoldBack = 'automatic' | 'opted_out' | 'daily_cap' | 'in_person' | 'window_closed' | 'window_never_open';

function holdBack(receipt: DueReceipt, inThisPass: number, can: Capabilities, now: Date): HoldBack | null {
  if (can.carriedByPerson) return 'in_person';
  if (receipt.reason === 'automatic') return 'automatic';
  if (receipt.optedOut) return 'opted_out';
  if (!isWindowOpen(receipt.lastInboundAt, can.replyWindowHours, now)) {
    // They came by a form, or their message waited, at the network or for us, for longer than the network lets us answer.
    return receipt.lastInboundAt === null ? 'window_never_open' : 'window_closed';
  }
  return receipt.sentToday + inThisPass >= DAILY_CAP ? 'daily_cap' : null;
}
