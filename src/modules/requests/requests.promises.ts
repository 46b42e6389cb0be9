import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { formatDay } from '../../platform/i18n/dates.js';
import { translate } from '../../platform/i18n/translate.js';
import { ConversationsOutbound } from '../conversations/conversations.outbound.js';
import { NoticesDue } from './notices-due.js';
import { RequestUpdates } from './requests.updates.js';

/** Days before the promised answer on which we look up. */
const WARN_DAYS = 5;
const MOST_AT_ONCE = 100;

interface Promised {
  id: string;
  reference: string;
  conversationId: string;
  round: number;
  answerBy: Date;
}

/** The upper promise: by when a person is to have an answer. */
@Injectable()
export class RequestPromises {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ConversationsOutbound) private readonly outbound: ConversationsOutbound,
    @Inject(NoticesDue) private readonly notices: NoticesDue,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
  ) {}

  /**
   * Some days before a promised answer that nobody has decided upon yet: warns the supervisors, in the thread and live,
   * and tells the person, once for each round.
   */
  async keep(): Promise<void> {
    await this.database.transaction(async (tx) => {
      const promised = await tx.query<Promised>(
        `UPDATE support_request r SET promise_warned_at = insat_now(), promise_told_at = insat_now()
           FROM (SELECT u.id, d.round, d.answer_by
                   FROM support_request u JOIN request_round d ON d.request_id = u.id AND d.round = u.round
                  WHERE u.promise_warned_at IS NULL
                    AND u.state IN ('submitted', 'papers_missing', 'verified', 'under_study', 'appealed')
                    AND d.answer_by <= insat_now() + interval '${WARN_DAYS * 24} hours'
                  ORDER BY u.id LIMIT ${MOST_AT_ONCE} FOR NO KEY UPDATE OF u SKIP LOCKED) late
          WHERE r.id = late.id
         RETURNING r.id, r.reference, r.conversation_id AS "conversationId", late.round, late.answer_by AS "answerBy"`,
        [],
        'requests.promises',
      );
      await this.outbound.remark(
        tx,
        promised.map(({ conversationId, reference, answerBy }) => ({
          conversationId,
          notice: 'promise_near',
          text: translate('ar', 'request.promise_near', { reference, day: formatDay(answerBy, 'ar') }),
        })),
      );
      for (const { id, round, answerBy } of promised) {
        await this.notices.add(tx, {
          requestId: id,
          kind: 'delay',
          variables: { answerBy: answerBy.toISOString() },
          dedupe: `round:${round}`,
        });
        this.updates.changed(tx, id);
      }
    });
  }
}
