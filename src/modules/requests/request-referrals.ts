import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { type Referral, Referrals } from '../conversations/conversations.referrals.js';
import { NoticesDue } from './notices-due.js';
import type { RequestState } from './request.states.js';

/** While somebody works on it: a draft is not known of yet, and what is over is nobody's any more. */
const UNDER_WAY: readonly RequestState[] = [
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'decided',
  'notice_due',
  'notified',
  'delivered',
  'appealed',
];

/** Tells people who has their matter now, once for each time that it goes to somebody else. */
@Injectable()
export class RequestReferrals implements OnModuleInit {
  constructor(
    @Inject(Referrals) private readonly referrals: Referrals,
    @Inject(NoticesDue) private readonly notices: NoticesDue,
  ) {}

  onModuleInit(): void {
    this.referrals.onReferred((tx, referral) => this.referred(tx, referral));
  }

  /** @param to the colleague's name or the team's */
  async tell(tx: Transaction, requests: { id: string; state: RequestState }[], to: string): Promise<void> {
    for (const { id } of requests.filter(({ state }) => UNDER_WAY.includes(state))) {
      await this.notices.add(tx, { requestId: id, kind: 'referral', variables: { to } });
    }
  }

  private async referred(tx: Transaction, { conversationId, assigneeId, teamId }: Referral): Promise<void> {
    const requests = await tx.query<{ id: string; state: RequestState; to: string | null }>(
      `SELECT r.id, r.state, coalesce(
                (SELECT name FROM staff WHERE id = $2),
                (SELECT CASE r.language WHEN 'ar' THEN name_ar ELSE name_en END FROM team WHERE id = $3)) AS "to"
         FROM support_request r WHERE r.conversation_id = $1 ORDER BY r.id`,
      [conversationId, assigneeId, teamId],
    );
    for (const { to, ...request } of requests) if (to) await this.tell(tx, [request], to);
  }
}
