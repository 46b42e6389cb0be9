import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChosenTemplate } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { AccountOffError } from '../../channels/core/channels.errors.js';
import { isWindowOpen } from '../../channels/core/reply-window.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { TwoWeeks } from '../delivery/delivery.two-weeks.js';
import {
  AttachmentsUnsupportedError,
  ConversationNotFoundError,
  IdempotencyKeyReusedError,
  OptedOutError,
  ReplyWindowClosedError,
  TemplateNotApprovedError,
  TemplateVariablesError,
  TextTooLongError,
  TooManyAttachmentsError,
  UploadNotFoundError,
} from './conversations.errors.js';
import { LiveUpdates } from './conversations.live.js';
import { previewOf } from './conversations.plan.js';
import { ConversationQueries } from './conversations.queries.js';
import type { MessageView, Reply } from './conversations.schemas.js';

interface Locked {
  id: string;
  accountId: string;
  assigneeId: string | null;
  status: 'open' | 'closed';
  optedOut: boolean;
  lastInboundAt: Date | null;
}

interface Upload {
  id: string;
  file_name: string;
  content_type: string;
  size: string;
  storage_key: string;
}

/** A text that the hub itself composed, to go out on a conversation's own channel. */
export interface ComposedNotice {
  /** Of the message it becomes. */
  id: string;
  conversationId: string;
  accountId: string;
  notice: string;
  text: string;
  /** Sent as this template of the network's; `text` is what it reads like. */
  template?: ChosenTemplate | null;
  /** The decision that it tells of; its `notice` is then 'decision'. It cannot be published before its date. */
  decisionId?: string;
  /** Leaves at this moment, not before. */
  notBefore?: Date;
}

/** Writing into conversations: what an officer answers, notes, and what the hub composes. */
@Injectable()
export class ConversationsOutbound {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(DeliveryService) private readonly delivery: DeliveryService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(ConversationQueries) private readonly queries: ConversationQueries,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
    @Inject(TwoWeeks) private readonly twoWeeks: TwoWeeks,
  ) {}

  /**
   * Answers on the channel that the person came by, or chose to be answered on. The first to answer an unassigned conversation takes it;
   * answering a closed one opens it again.
   * @param idempotencyKey the same key from the same person answers with the first outcome
   */
  async reply(
    conversationId: string,
    reply: Reply,
    staffId: string,
    idempotencyKey?: string,
  ): Promise<MessageView> {
    const messageId = await this.database.transaction(async (tx) => {
      const conversation = await this.lock(tx, conversationId);
      const id = newId();
      if (idempotencyKey !== undefined) {
        const first = await this.claimKey(tx, staffId, idempotencyKey, { conversationId, ...reply }, id);
        if (first !== id) return first;
      }
      this.checkSendable(conversation, reply);
      const text = reply.template ? await this.rendered(conversation.accountId, reply.template) : reply.text;
      const uploads = await this.takeUploads(tx, reply.attachments, staffId);
      await this.insert(tx, {
        id,
        conversationId,
        direction: 'outbound',
        text,
        staffId,
        hasAttachments: uploads.length > 0,
        template: reply.template ?? null,
      });
      await this.attach(tx, id, uploads);
      await this.delivery.enqueue(tx, [{ messageId: id, conversationId, accountId: conversation.accountId }]);
      await tx.query(
        `UPDATE conversation
            SET waiting_since = NULL, answer_due_at = NULL, unread = 0, last_message_id = $2, last_message_at = now(),
                last_direction = 'outbound', preview = $3, assignee_id = coalesce(assignee_id, $4), awaits_routing = false,
                closed_at = NULL, opened_at = CASE WHEN status = 'closed' THEN now() ELSE opened_at END, status = 'open'
          WHERE id = $1`,
        [
          conversationId,
          id,
          previewOf(
            text,
            uploads.map((upload) => ({ fileName: upload.file_name })),
          ),
          staffId,
        ],
        'conversations.replied',
      );
      await this.auditReply(tx, conversation, staffId, id);
      tx.onCommit(() => this.live.messagesAdded([{ conversationId, messageId: id }]));
      return id;
    });
    return this.queries.message(messageId);
  }

  /**
   * Writes something down for colleagues; it never leaves the house.
   * @param idempotencyKey the same key from the same person answers with the first outcome
   */
  async note(
    conversationId: string,
    text: string,
    staffId: string,
    idempotencyKey?: string,
  ): Promise<MessageView> {
    const messageId = await this.database.transaction(async (tx) => {
      await this.lock(tx, conversationId);
      const id = newId();
      if (idempotencyKey !== undefined) {
        const first = await this.claimKey(tx, staffId, idempotencyKey, { conversationId, note: text }, id);
        if (first !== id) return first;
      }
      await this.insert(tx, { id, conversationId, direction: 'note', text, staffId, hasAttachments: false });
      await this.audit.record(tx, [
        {
          actor: staff(staffId),
          action: 'conversation.noted',
          subjectKind: 'conversation',
          subjectId: conversationId,
          data: { messageId: id },
        },
      ]);
      tx.onCommit(() => this.live.messagesAdded([{ conversationId, messageId: id }]));
      return id;
    });
    return this.queries.message(messageId);
  }

  /**
   * Sends texts that the hub composed. They are marked automatic, and they do not count as an answer: whoever
   * waits still waits.
   * @throws DecisionEarlyError when one of them carries a decision whose date has not come
   */
  async publish(tx: Transaction, notices: ComposedNotice[]): Promise<void> {
    if (notices.length === 0) return;
    const decisions = notices.flatMap(({ decisionId }) => decisionId ?? []);
    // Nothing to wait for must not be waited for: the caller's next statement stands on those sent here.
    if (decisions.length > 0) await this.twoWeeks.check(tx, decisions);
    await Promise.all([
      this.insertComposed(tx, 'outbound', notices),
      this.delivery.enqueue(
        tx,
        notices.map(({ id, ...notice }) => ({ ...notice, messageId: id })),
      ),
    ]);
  }

  /** Notes of the hub's own in threads, for what it did not do and why. */
  async remark(
    tx: Transaction,
    remarks: { conversationId: string; notice: string; text: string }[],
  ): Promise<void> {
    if (remarks.length === 0) return;
    await this.insertComposed(
      tx,
      'note',
      remarks.map((remark) => ({ ...remark, id: newId() })),
    );
  }

  /** Messages of the hub's own: marked automatic, written by nobody. */
  private async insertComposed(
    tx: Transaction,
    direction: 'outbound' | 'note',
    rows: Omit<ComposedNotice, 'accountId'>[],
  ): Promise<void> {
    await tx.query(
      `INSERT INTO message (id, conversation_id, direction, kind, text, automatic, notice, template, decision_id, occurred_at)
       SELECT n.id, conversation_id, $5::text, 'notice', text, true, notice, template::jsonb, decision_id, now()
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $6::text[], $7::uuid[])
           AS n (id, conversation_id, text, notice, template, decision_id)`,
      [
        rows.map(({ id }) => id),
        rows.map(({ conversationId }) => conversationId),
        rows.map(({ text }) => text),
        rows.map(({ notice }) => notice),
        direction,
        rows.map(({ template }) => (template ? JSON.stringify(template) : null)),
        rows.map(({ decisionId }) => decisionId ?? null),
      ],
      'conversations.compose',
    );
    tx.onCommit(() =>
      this.live.messagesAdded(rows.map(({ id, conversationId }) => ({ conversationId, messageId: id }))),
    );
  }

  private async lock(tx: Transaction, id: string): Promise<Locked> {
    const [row] = await tx.query<Locked>(
      `SELECT c.id, c.account_id AS "accountId", c.assignee_id AS "assigneeId", c.status,
              p.opted_out_at IS NOT NULL AS "optedOut", c.last_inbound_at AS "lastInboundAt"
         FROM conversation c JOIN contact_point p ON p.id = c.contact_point_id
        WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
      [id],
      'conversations.lock',
    );
    if (!row) throw new ConversationNotFoundError(id);
    return row;
  }

  private checkSendable(conversation: Locked, reply: Reply): void {
    if (conversation.optedOut) throw new OptedOutError();
    const account = this.accounts.get(conversation.accountId);
    if (account.mode === 'off') throw new AccountOffError(account.label ?? account.name);
    if (reply.template) return; // approved for any time, and checked when it was rendered
    const { maxTextLength, maxAttachments, replyWindowHours } = this.registry.capabilitiesOf(account);
    if (
      replyWindowHours !== null &&
      !isWindowOpen(conversation.lastInboundAt, replyWindowHours, this.clock.now())
    ) {
      throw new ReplyWindowClosedError(replyWindowHours);
    }
    if (maxTextLength !== null && reply.text.length > maxTextLength) {
      throw new TextTooLongError(maxTextLength, account.channel);
    }
    if (maxAttachments === null || reply.attachments.length <= maxAttachments) return;
    if (maxAttachments === 0) throw new AttachmentsUnsupportedError(account.channel);
    throw new TooManyAttachmentsError(maxAttachments, account.channel);
  }

  /** @returns the message that the key stands for: `messageId` when the key is new */
  private async claimKey(
    tx: Transaction,
    staffId: string,
    key: string,
    request: object,
    messageId: string,
  ): Promise<string> {
    const hash = createHash('sha256').update(JSON.stringify(request)).digest();
    const [claimed] = await tx.query(
      `INSERT INTO idempotency_key (staff_id, key, request_hash, message_id) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING key`,
      [staffId, key, hash, messageId],
    );
    if (claimed) return messageId;
    const [first] = await tx.query<{ request_hash: Buffer; message_id: string }>(
      'SELECT request_hash, message_id FROM idempotency_key WHERE staff_id = $1 AND key = $2',
      [staffId, key],
    );
    if (!first?.request_hash.equals(hash)) throw new IdempotencyKeyReusedError();
    return first.message_id;
  }

  private async insert(
    tx: Transaction,
    message: {
      id: string;
      conversationId: string;
      direction: 'outbound' | 'note';
      text: string;
      staffId: string;
      hasAttachments: boolean;
      template?: ChosenTemplate | null;
    },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO message (id, conversation_id, direction, kind, text, staff_id, has_attachments, template, occurred_at)
       VALUES ($1, $2, $3, CASE WHEN $7::jsonb IS NULL THEN 'text' ELSE 'template' END, $4, $5, $6, $7, now())`,
      [
        message.id,
        message.conversationId,
        message.direction,
        message.text.replaceAll('\0', ''),
        message.staffId,
        message.hasAttachments,
        message.template ? JSON.stringify(message.template) : null,
      ],
      'conversations.insert-message',
    );
  }

  /**
   * What a template will read like.
   * @throws TemplateNotApprovedError, TemplateVariablesError
   */
  private async rendered(accountId: string, chosen: ChosenTemplate): Promise<string> {
    const account = this.accounts.get(accountId);
    const template = (await this.registry.get(account.channel).templates(account)).find(
      ({ name, language, status }) =>
        name === chosen.name && language === chosen.language && status === 'approved',
    );
    if (!template) throw new TemplateNotApprovedError(chosen.name, chosen.language);
    if (template.variables !== chosen.variables.length) {
      throw new TemplateVariablesError(chosen.name, template.variables, chosen.variables.length);
    }
    return template.text.replace(
      /\{\{(\d+)\}\}/g,
      (place, number) => chosen.variables[Number(number) - 1] ?? place,
    );
  }

  private async takeUploads(tx: Transaction, ids: string[], staffId: string): Promise<Upload[]> {
    if (ids.length === 0) return [];
    const rows = await tx.query<Upload>(
      `DELETE FROM upload WHERE id = ANY($1::uuid[]) AND owner_id = $2
       RETURNING id, file_name, content_type, size, storage_key`,
      [ids, staffId],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    const missing = ids.filter((id) => !byId.has(id));
    if (missing.length > 0) throw new UploadNotFoundError(missing);
    return ids.map((id) => byId.get(id)!);
  }

  private async attach(tx: Transaction, messageId: string, uploads: Upload[]): Promise<void> {
    if (uploads.length === 0) return;
    await tx.query(
      `INSERT INTO attachment (id, message_id, position, file_name, content_type, size, storage_key, state)
       SELECT u.id, $1, u.position - 1, u.file_name, u.content_type, u.size, u.storage_key, 'stored'
         FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[])
              WITH ORDINALITY AS u (id, file_name, content_type, size, storage_key, position)`,
      [
        messageId,
        uploads.map((upload) => upload.id),
        uploads.map((upload) => upload.file_name),
        uploads.map((upload) => upload.content_type),
        uploads.map((upload) => upload.size),
        uploads.map((upload) => upload.storage_key),
      ],
    );
  }

  private async auditReply(
    tx: Transaction,
    conversation: Locked,
    staffId: string,
    messageId: string,
  ): Promise<void> {
    const line = (action: string, data: Record<string, unknown>) =>
      ({
        actor: staff(staffId),
        action,
        subjectKind: 'conversation',
        subjectId: conversation.id,
        data,
      }) as const;
    await this.audit.record(tx, [
      line('conversation.replied', { messageId }),
      ...(conversation.assigneeId === null
        ? [line('conversation.assigned', { assigneeId: staffId, how: 'reply' })]
        : []),
      ...(conversation.status === 'closed' ? [line('conversation.reopened', { how: 'reply' })] : []),
    ]);
  }
}

function staff(id: string): Actor {
  return { kind: 'staff', id };
}
