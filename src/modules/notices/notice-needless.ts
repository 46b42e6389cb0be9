import { Inject, Injectable } from '@nestjs/common';
import type { ChannelType } from '../../channels/core/channel-adapter.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { translate } from '../../platform/i18n/translate.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { HandTaskLedger } from '../handovers/hand-task.ledger.js';
import type { NoticeKind } from './notice-words.js';

/** Why a task ended that nobody carried: the person knows it by another way. */
export const KNOWN_ALREADY = 'known_already';

interface Needless {
  messageId: string;
  conversationId: string;
  kind: NoticeKind;
  reference: string;
  channel: ChannelType;
}

/** Calls, letters and visits of a notice that has arrived another way: nobody is to be told what they have read. */
@Injectable()
export class NeedlessTasks {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HandTaskLedger) private readonly ledger: HandTaskLedger,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
  ) {}

  /** A task may open after the proof came: its message was on its way then. Part of the sweep. */
  async sweep(): Promise<void> {
    await this.database.transaction((tx) => this.close(tx, null));
  }

  /** @param noticeId null: of every notice */
  async close(tx: Transaction, noticeId: string | null): Promise<void> {
    const found = await tx.query<Needless>(
      `SELECT s.message_id AS "messageId", s.conversation_id AS "conversationId", s.channel, n.kind, r.reference
         FROM hand_task t JOIN notice_step s ON s.message_id = t.message_id JOIN request_notice n ON n.id = s.notice_id
         JOIN support_request r ON r.id = n.request_id
        WHERE t.state = 'open' AND n.state = 'proven' AND ($1::uuid IS NULL OR n.id = $1)
        ORDER BY t.message_id LIMIT 200 FOR UPDATE OF t`,
      [noticeId],
      'notices.needless',
    );
    if (found.length === 0) return;
    const closed = await this.ledger.callOff(
      tx,
      found.map(({ messageId }) => messageId),
      KNOWN_ALREADY,
    );
    await this.outbound.remark(
      tx,
      found
        .filter(({ messageId }) => closed.includes(messageId))
        .map(({ conversationId, kind, reference, channel }) => ({
          conversationId,
          notice: 'ladder',
          text: translate('ar', 'notice.ladder.called_off', {
            kind: translate('ar', `notice.kind.${kind}`),
            reference: `\u200e${reference}\u200e`,
            channel: translate('ar', `notice.channel.${channel}`),
          }),
        })),
    );
  }
}
