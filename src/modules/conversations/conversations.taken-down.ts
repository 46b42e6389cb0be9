import { Inject, Injectable } from '@nestjs/common';
import type { TakenDown } from '../../channels/core/channel-adapter.js';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type AuditLine, AuditLog } from '../audit/audit-log.js';
import { Identities } from '../beneficiaries/beneficiaries.identities.js';
import { DeliveryService } from '../delivery/delivery.service.js';
import { LiveUpdates } from './conversations.live.js';
import { type Arrival, type Placement, previewOf } from './conversations.plan.js';

interface Entry {
  conversationId: string;
  arrival: Arrival;
  takenDown: TakenDown;
  /** Nothing of the person's came after it in this batch. */
  last: boolean;
}

interface Answered extends Entry {
  id: string;
  answer: NonNullable<TakenDown['answer']>;
}

/** What one of us wrote down for somebody: who did, whose document was seen, and what was answered there and then. */
@Injectable()
export class TakenDownEntries {
  constructor(
    @Inject(Identities) private readonly identities: Identities,
    @Inject(DeliveryService) private readonly delivery: DeliveryService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
  ) {}

  /** Once the messages stand in their conversations; in the same transaction. */
  async settle(tx: Transaction, placements: Placement[]): Promise<void> {
    const entries = placements.flatMap(({ conversationId, arrivals }) =>
      arrivals.flatMap((arrival): Entry[] => {
        const { takenDown } = arrival.message;
        return takenDown ? [{ conversationId, arrival, takenDown, last: arrival === arrivals.at(-1) }] : [];
      }),
    );
    if (entries.length === 0) return;
    const answered = entries.flatMap((entry): Answered[] => {
      const { answer } = entry.takenDown;
      return answer ? [{ ...entry, answer, id: newId() }] : [];
    });
    await this.insertAnswers(tx, answered);
    const lines = entries.map((entry) => line(entry, 'message.taken_down'));
    const replies = answered.map((entry) => ({
      ...line(entry, 'conversation.answered_on_the_spot'),
      actor: { kind: 'staff' as const, id: entry.answer.by },
      data: { messageId: entry.id },
    }));
    await this.audit.record(tx, [...lines, ...replies, ...(await this.recognise(tx, entries))]);
  }

  /** One at a time and sorted: few carry a number, and each is locked. */
  private async recognise(tx: Transaction, entries: Entry[]): Promise<AuditLine[]> {
    const seen = entries
      .filter(({ takenDown }) => takenDown.nationalId)
      .sort((a, b) => (a.takenDown.nationalId! < b.takenDown.nationalId! ? -1 : 1));
    const doubts: AuditLine[] = [];
    for (const entry of seen) {
      const { by, nationalId } = entry.takenDown;
      const { contactPointId, message } = entry.arrival;
      const name = message.sender.displayName ?? '';
      const known = await this.identities.recognise(tx, {
        contactPointId,
        nationalId: nationalId!,
        name,
        by,
      });
      if (!known) doubts.push(line(entry, 'conversation.identity_differs'));
    }
    return doubts;
  }

  /** An answer that the person has heard: delivered as it is written down. Whoever gave it has the conversation. */
  private async insertAnswers(tx: Transaction, answers: Answered[]): Promise<void> {
    if (answers.length === 0) return;
    await tx.query(
      `INSERT INTO message (id, conversation_id, direction, kind, text, staff_id, facts, occurred_at)
       SELECT n.id, conversation_id, 'outbound', 'text', text, staff_id, facts::json, occurred_at
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[])
           AS n (id, conversation_id, text, staff_id, facts, occurred_at)`,
      [
        answers.map(({ id }) => id),
        answers.map(({ conversationId }) => conversationId),
        answers.map(({ answer }) => answer.text),
        answers.map(({ answer }) => answer.by),
        answers.map(({ answer }) => JSON.stringify(answer.facts)),
        answers.map(({ arrival }) => arrival.message.occurredAt),
      ],
      'taken-down.answers',
    );
    await this.delivery.recordArrived(
      tx,
      answers.map(({ id, conversationId, arrival }) => ({
        messageId: id,
        conversationId,
        accountId: arrival.account.id,
        arrivedAt: arrival.message.occurredAt,
      })),
    );
    // Whoever wrote again after it still waits.
    const final = answers.filter(({ last }) => last);
    await tx.query(
      `UPDATE conversation c
          SET waiting_since = NULL, answer_due_at = NULL, unread = 0, last_message_id = a.id, last_message_at = now(),
              last_direction = 'outbound', preview = a.preview, assignee_id = coalesce(c.assignee_id, a.staff_id),
              awaits_routing = false
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS a (conversation_id, id, staff_id, preview)
        WHERE c.id = a.conversation_id`,
      [
        final.map(({ conversationId }) => conversationId),
        final.map(({ id }) => id),
        final.map(({ answer }) => answer.by),
        final.map(({ answer }) => previewOf(answer.text, [])),
      ],
      'taken-down.roll-up',
    );
    tx.onCommit(() =>
      this.live.messagesAdded(answers.map(({ id, conversationId }) => ({ conversationId, messageId: id }))),
    );
  }
}

function line({ conversationId, arrival, takenDown }: Entry, action: string): AuditLine {
  return {
    actor: { kind: 'staff', id: takenDown.by },
    action,
    subjectKind: 'conversation',
    subjectId: conversationId,
    data: { messageId: arrival.id },
  };
}
