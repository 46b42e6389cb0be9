import { Inject, Injectable } from '@nestjs/common';
import type { InboundAttachment } from '../../channels/core/channel-adapter.js';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { type AuditLine, AuditLog, HUB } from '../audit/audit-log.js';
import { SettingsService } from '../staff/settings.service.js';
import { Applications } from './conversations.applications.js';
import {
  type ContactPoint,
  ContactPoints,
  contactKey,
  type ParsedMessage,
} from './conversations.contacts.js';
import { LiveUpdates } from './conversations.live.js';
import {
  type Arrival,
  type Existing,
  fileNameOf,
  languageOf,
  type Placement,
  place,
  previewOf,
  type StoredAttachment,
} from './conversations.plan.js';
import { References } from './conversations.references.js';
import { storable, storableJson } from './conversations.storable.js';
import { TakenDownEntries } from './conversations.taken-down.js';

const HOUR_MS = 3_600_000;

/**
 * Accepts a batch of messages into conversations. Every step is one statement for the whole batch; rows are
 * locked in id order, so that batches of different lanes do not wait for each other in a circle.
 */
@Injectable()
export class Intake {
  constructor(
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(ContactPoints) private readonly contacts: ContactPoints,
    @Inject(References) private readonly references: References,
    @Inject(TakenDownEntries) private readonly takenDown: TakenDownEntries,
    @Inject(Applications) private readonly applications: Applications,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
  ) {}

  /** Puts attachment bytes into the storage, before any transaction. */
  async keep(attachments: InboundAttachment[]): Promise<StoredAttachment[]> {
    return Promise.all(
      attachments.map(async (attachment) => {
        const { source } = attachment;
        const stored = source.kind === 'content' ? await this.files.put(source.content) : null;
        return {
          fileName: fileNameOf(attachment),
          contentType: attachment.contentType,
          size: stored?.size ?? attachment.size,
          storageKey: stored?.key ?? (source.kind === 'stored' ? source.key : null),
          remoteUrl: source.kind === 'remote' ? source.url : null,
          contentId: attachment.contentId ?? null,
        };
      }),
    );
  }

  async accept(tx: Transaction, messages: ParsedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const { reopenWindowHours } = await this.settings.get();
    const contacts = await this.contacts.find(tx, messages);
    const threads = await this.threads(tx, messages, contacts);
    const arrivals = messages.map((message): Arrival => {
      const contact = contacts.get(contactKey(message))!;
      return {
        ...message,
        contactPointId: contact.id,
        contactLanguage: contact.language,
        repliesToConversation: message.goesTo ?? threads.get(message.id) ?? null,
        ...(message.goesTo && { aboutMatter: true }),
      };
    });
    const newcomers = new Set([...contacts.values()].filter(({ isNew }) => isNew).map(({ id }) => id));
    const returning = arrivals.filter(({ contactPointId }) => !newcomers.has(contactPointId));
    const existing = await this.lockConversations(tx, returning);
    const placements = place(arrivals, existing, reopenWindowHours * HOUR_MS);
    const answerDue = await this.settings.answerDue();
    const opened = placements.filter(({ outcome }) => outcome === 'opened');
    const references = await this.references.take(tx, opened.length);
    // Sent together, in this order: each statement stands on those before it, and none needs their answers.
    await Promise.all([
      this.open(tx, opened, references, answerDue),
      this.goOn(
        tx,
        placements.filter(({ outcome }) => outcome !== 'opened'),
        answerDue,
      ),
      this.insertMessages(tx, placements),
      this.insertAttachments(tx, arrivals),
      this.applications.keep(tx, placements),
      this.oweReceipts(tx, placements),
      this.contacts.recordConsent(tx, arrivals),
      this.audit.record(tx, placements.flatMap(auditLines)),
    ]);
    await this.takenDown.settle(tx, placements);
    // Routing passes over a conversation that is locked, as these were.
    const overlooked = existing.some(({ isUnrouted }) => isUnrouted);
    tx.onCommit(() => this.wake(placements, overlooked));
  }

  /**
   * The conversation that each reply answers: the nearest reference that is a message of ours, or of theirs
   * that we have, in a conversation with the same person. Whoever else quotes our id opens a conversation of their
   * own (libredesk#122).
   */
  private async threads(
    tx: Transaction,
    messages: ParsedMessage[],
    contacts: Map<string, ContactPoint>,
  ): Promise<Map<string, string>> {
    const references = messages.flatMap((message) =>
      message.message.repliesTo.map((externalId, distance) => ({ message, externalId, distance })),
    );
    if (references.length === 0) return new Map();
    const rows = await tx.query<{ id: string; conversationId: string }>(
      `SELECT DISTINCT ON (r.id) r.id, c.id AS "conversationId"
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::int[])
                AS r (id, account_id, answering_id, contact_point_id, external_id, distance)
         CROSS JOIN LATERAL (
           SELECT o.conversation_id FROM outbound o
            WHERE o.account_id = r.answering_id AND o.external_id = r.external_id
           UNION ALL
           SELECT m.conversation_id FROM inbound_event e JOIN message m ON m.id = e.id
            WHERE e.account_id = r.account_id AND e.external_id = r.external_id) hit
         JOIN conversation c ON c.id = hit.conversation_id AND c.contact_point_id = r.contact_point_id
        ORDER BY r.id, r.distance`,
      [
        references.map(({ message }) => message.id),
        references.map(({ message }) => message.account.id),
        references.map(({ message }) => message.answering.id),
        references.map(({ message }) => contacts.get(contactKey(message))!.id),
        references.map(({ externalId }) => externalId),
        references.map(({ distance }) => distance),
      ],
      'intake.threads',
    );
    return new Map(rows.map((row) => [row.id, row.conversationId]));
  }

  /** The conversations that could go on, locked in the order of their ids. */
  private async lockConversations(tx: Transaction, returning: Arrival[]): Promise<Existing[]> {
    if (returning.length === 0) return [];
    const loose = returning.filter((arrival) => !arrival.threaded && !arrival.repliesToConversation);
    return tx.query<Existing>(
      `SELECT c.id, c.account_id AS "accountId", c.contact_point_id AS "contactPointId", c.status,
              c.closed_at AS "closedAt", c.opening, c.awaits_routing AND c.team_id IS NULL AS "isUnrouted",
              (SELECT s.id FROM staff s WHERE s.id = c.assignee_id AND s.active) AS "assigneeId"
         FROM conversation c
        WHERE c.id = ANY($3::uuid[] || ARRAY(
                SELECT l.id FROM unnest($1::uuid[], $2::uuid[]) AS k (contact_point_id, account_id)
                 CROSS JOIN LATERAL (SELECT id FROM conversation
                                      WHERE contact_point_id = k.contact_point_id AND account_id = k.account_id
                                      ORDER BY status = 'open' DESC, id DESC LIMIT 1) l))
        ORDER BY c.id FOR NO KEY UPDATE OF c`,
      [
        loose.map((arrival) => arrival.contactPointId),
        loose.map((arrival) => arrival.answering.id),
        returning.map((arrival) => arrival.repliesToConversation).filter((id) => id !== null),
      ],
      'intake.lock',
    );
  }

  private async open(
    tx: Transaction,
    placements: Placement[],
    references: string[],
    answerDue: AnswerDue,
  ): Promise<void> {
    if (placements.length === 0) return;
    const first = (placement: Placement) => placement.arrivals[0]!;
    const rollUps = placements.map(rollUp);
    await tx.query(
      `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, subject, language, status,
              opened_at, waiting_since, answer_due_at, unread, last_message_id, last_message_at, last_direction, preview,
              last_inbound_at)
       SELECT n.id, reference, channel, account_id, contact_point_id, subject, language, 'open', opened_at, waiting_since,
              answer_due_at, unread, last_message_id, last_message_at, 'inbound', preview, last_inbound_at
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::timestamptz[],
                     $9::timestamptz[], $10::timestamptz[], $11::int[], $12::uuid[], $13::timestamptz[], $14::text[],
                     $15::timestamptz[])
           AS n (id, reference, channel, account_id, contact_point_id, subject, language, opened_at, waiting_since,
                 answer_due_at, unread, last_message_id, last_message_at, preview, last_inbound_at)`,
      [
        placements.map(({ conversationId }) => conversationId),
        references,
        placements.map((placement) => first(placement).account.channel),
        placements.map((placement) => first(placement).answering.id),
        placements.map((placement) => first(placement).contactPointId),
        placements.map((placement) => first(placement).message.subject),
        placements.map(languageOf),
        placements.map((placement) => first(placement).receivedAt),
        rollUps.map(({ waitingSince }) => waitingSince),
        rollUps.map(({ waitingSince }) => waitingSince && answerDue(waitingSince)),
        rollUps.map(({ unread }) => unread),
        rollUps.map(({ lastMessageId }) => lastMessageId),
        rollUps.map(({ lastMessageAt }) => lastMessageAt),
        rollUps.map(({ preview }) => preview),
        rollUps.map(({ lastInboundAt }) => lastInboundAt),
      ],
      'intake.open',
    );
  }

  private async goOn(tx: Transaction, placements: Placement[], answerDue: AnswerDue): Promise<void> {
    if (placements.length === 0) return;
    const rollUps = placements.map(rollUp);
    await tx.query(
      `UPDATE conversation c
          SET status = CASE WHEN u.reopened THEN 'open' ELSE c.status END,
              closed_at = CASE WHEN u.reopened THEN NULL ELSE c.closed_at END,
              opened_at = CASE WHEN u.reopened THEN u.last_message_at ELSE c.opened_at END,
              opening = u.opening,
              assignee_id = CASE WHEN u.awaits_routing THEN NULL ELSE c.assignee_id END,
              awaits_routing = c.awaits_routing OR u.awaits_routing,
              waiting_since = coalesce(c.waiting_since, u.waiting_since),
              answer_due_at = CASE WHEN u.reopened THEN u.answer_due_at ELSE c.answer_due_at END,
              unread = c.unread + u.unread,
              last_message_id = u.last_message_id, last_message_at = u.last_message_at,
              last_direction = 'inbound', preview = u.preview,
              last_inbound_at = greatest(c.last_inbound_at, u.last_inbound_at)
         FROM unnest($1::uuid[], $2::bool[], $3::int[], $4::bool[], $5::timestamptz[], $6::timestamptz[], $7::int[],
                     $8::uuid[], $9::timestamptz[], $10::text[], $11::timestamptz[])
           AS u (id, reopened, opening, awaits_routing, waiting_since, answer_due_at, unread, last_message_id,
                 last_message_at, preview, last_inbound_at)
        WHERE c.id = u.id`,
      [
        placements.map(({ conversationId }) => conversationId),
        placements.map(({ outcome }) => outcome === 'reopened'),
        placements.map(({ opening }) => opening),
        placements.map(({ awaitsRouting }) => awaitsRouting),
        rollUps.map(({ waitingSince }) => waitingSince),
        placements.map(({ outcome }, index) => {
          const since = rollUps[index]!.waitingSince;
          return outcome === 'reopened' && since ? answerDue(since) : null;
        }),
        rollUps.map(({ unread }) => unread),
        rollUps.map(({ lastMessageId }) => lastMessageId),
        rollUps.map(({ lastMessageAt }) => lastMessageAt),
        rollUps.map(({ preview }) => preview),
        rollUps.map(({ lastInboundAt }) => lastInboundAt),
      ],
      'intake.go-on',
    );
  }

  private async insertMessages(tx: Transaction, placements: Placement[]): Promise<void> {
    const rows = placements
      .flatMap(({ conversationId, arrivals }) => arrivals.map((arrival) => ({ conversationId, arrival })))
      .sort((a, b) => (a.arrival.id < b.arrival.id ? -1 : 1));
    await tx.query(
      `INSERT INTO message (id, conversation_id, direction, kind, text, quoted_text, subject, automatic,
                            has_attachments, occurred_at, created_at, facts)
       SELECT n.id, conversation_id, 'inbound', kind, text, quoted_text, subject, automatic, has_attachments,
              occurred_at, created_at, facts::json
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[],
                     $9::timestamptz[], $10::timestamptz[], $11::text[])
           AS n (id, conversation_id, kind, text, quoted_text, subject, automatic, has_attachments, occurred_at, created_at,
                 facts)`,
      [
        rows.map(({ arrival }) => arrival.id),
        rows.map(({ conversationId }) => conversationId),
        rows.map(({ arrival }) => arrival.message.kind),
        rows.map(({ arrival }) => storable(arrival.message.text)),
        rows.map(({ arrival }) => arrival.message.quotedText && storable(arrival.message.quotedText)),
        rows.map(({ arrival }) => arrival.message.subject && storable(arrival.message.subject)),
        rows.map(({ arrival }) => arrival.message.automatic),
        rows.map(({ arrival }) => arrival.attachments.length > 0),
        rows.map(({ arrival }) => arrival.message.occurredAt),
        rows.map(({ arrival }) => arrival.receivedAt),
        rows.map(({ arrival }) => arrival.message.facts && storableJson(arrival.message.facts)),
      ],
      'intake.messages',
    );
  }

  private async insertAttachments(tx: Transaction, arrivals: Arrival[]): Promise<void> {
    const rows = arrivals.flatMap((arrival) =>
      arrival.attachments.map((attachment, position) => ({ messageId: arrival.id, position, attachment })),
    );
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO attachment (id, message_id, position, file_name, content_type, size, storage_key, state, remote_url,
                               content_id)
       SELECT n.id, message_id, position, file_name, content_type, size, storage_key,
              CASE WHEN storage_key IS NULL THEN 'pending' ELSE 'stored' END, remote_url, content_id
         FROM unnest($1::uuid[], $2::uuid[], $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[],
                     $9::text[])
           AS n (id, message_id, position, file_name, content_type, size, storage_key, remote_url, content_id)`,
      [
        rows.map(() => newId()),
        rows.map(({ messageId }) => messageId),
        rows.map(({ position }) => position),
        rows.map(({ attachment }) => attachment.fileName),
        rows.map(({ attachment }) => storable(attachment.contentType)),
        rows.map(({ attachment }) => attachment.size),
        rows.map(({ attachment }) => attachment.storageKey),
        rows.map(({ attachment }) => attachment.remoteUrl),
        rows.map(({ attachment }) => attachment.contentId && storable(attachment.contentId)),
      ],
      'intake.attachments',
    );
    if (rows.some(({ attachment }) => attachment.storageKey === null)) {
      tx.onCommit(() => this.nudges.nudge('media', {}));
    }
  }

  /** One receipt is due per opening; whether it may go out is decided when it is composed. */
  private async oweReceipts(tx: Transaction, placements: Placement[]): Promise<void> {
    const due = placements.filter(({ outcome }) => outcome !== 'continued');
    if (due.length === 0) return;
    await tx.query(
      `INSERT INTO notice (id, conversation_id, contact_point_id, kind, occasion, state, reason)
       SELECT n.id, conversation_id, contact_point_id, 'receipt', occasion, 'due', reason
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::int[], $5::text[])
           AS n (id, conversation_id, contact_point_id, occasion, reason)
       ON CONFLICT (conversation_id, kind, occasion) DO NOTHING`,
      [
        due.map(() => newId()),
        due.map(({ conversationId }) => conversationId),
        due.map(({ arrivals }) => arrivals[0]!.contactPointId),
        due.map(({ opening }) => opening),
        due.map(({ arrivals }) => (arrivals.every(({ message }) => message.automatic) ? 'automatic' : null)),
      ],
      'intake.receipts',
    );
  }

  private wake(placements: Placement[], overlooked: boolean): void {
    if (overlooked || placements.some(({ awaitsRouting }) => awaitsRouting)) this.nudges.nudge('routing', {});
    if (placements.some(({ outcome }) => outcome !== 'continued')) this.nudges.nudge('notices', {});
    this.live.messagesAdded(
      placements.flatMap(({ conversationId, arrivals }) =>
        arrivals.map(({ id }) => ({ conversationId, messageId: id })),
      ),
    );
  }
}

/** When an answer is owed to who has waited since. */
type AnswerDue = (since: Date) => Date;

/** What a batch adds to its conversation's row in the list. */
function rollUp({ arrivals }: Placement) {
  const last = arrivals.at(-1)!;
  const byPeople = arrivals.filter(({ message }) => !message.automatic);
  return {
    waitingSince: byPeople[0]?.receivedAt ?? null,
    unread: arrivals.length,
    lastMessageId: last.id,
    lastMessageAt: last.receivedAt,
    lastInboundAt: lastWritten(arrivals),
    preview: storable(previewOf(last.message.text, last.attachments)),
  };
}

/**
 * When the person last wrote on the channel that answers them; null when they only came by another one. A form does
 * not open the window in which a network lets us write freely.
 */
function lastWritten(arrivals: Arrival[]): Date | null {
  const times = arrivals
    .filter(({ account, answering }) => account.id === answering.id)
    // A network's clock that runs ahead must not keep its window open for longer.
    .map(({ message, receivedAt }) => Math.min(+message.occurredAt, +receivedAt));
  return times.length > 0 ? new Date(Math.max(...times)) : null;
}

function auditLines({ conversationId, outcome, opening, arrivals }: Placement): AuditLine[] {
  if (outcome === 'continued') return [];
  return [
    {
      actor: HUB,
      action: `conversation.${outcome}`,
      subjectKind: 'conversation',
      subjectId: conversationId,
      data: { opening, messageId: arrivals[0]!.id },
    },
  ];
}
