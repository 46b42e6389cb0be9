import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';

/** What people are told about their requests, besides the decision, which has a life of its own. */
export type RequestNoticeKind =
  | 'receipt'
  | 'referral'
  | 'missing_papers'
  | 'reminder'
  | 'appointment'
  | 'service_delivered'
  | 'follow_up'
  | 'delay';

export interface DueNotice {
  requestId: string;
  kind: RequestNoticeKind;
  /**
   * Values that the templates name, beside those that every request has (name, reference, type, link, dates). Words and
   * ISO dates; a list is joined as the language joins. Never an ID number.
   */
  variables?: Record<string, string | string[]>;
  /** The same kind with the same key goes out once for a request. */
  dedupe?: string;
  /** Not before this moment; at once when left out. */
  notBefore?: Date;
}

/**
 * Writes down that somebody is to be told, in the transaction of what happened. `modules/notices`, which knows templates,
 * channels and the ladder, takes it from there.
 */
@Injectable()
export class NoticesDue {
  constructor(@Inject(Nudges) private readonly nudges: Nudges) {}

  async add(tx: Transaction, notice: DueNotice): Promise<void> {
    const id = newId();
    const [written] = await tx.query<{ id: string }>(
      `INSERT INTO request_notice (id, request_id, round, kind, state, variables, dedupe, not_before)
       SELECT $1, r.id, r.round, $3, 'due', $4, $5, $6 FROM support_request r WHERE r.id = $2
       ON CONFLICT (request_id, kind, dedupe) DO NOTHING RETURNING id`,
      [
        id,
        notice.requestId,
        notice.kind,
        JSON.stringify(notice.variables ?? {}),
        notice.dedupe ?? null,
        notice.notBefore ?? null,
      ],
      'notices-due.add',
    );
    if (written && !notice.notBefore) tx.onCommit(() => this.nudges.nudge('notice', { noticeId: id }));
  }

  /**
   * They are not needed any more: the papers came. What has not gone out never does, and what has is left at that: it climbs
   * to no other channel, and nobody has to look after it.
   */
  async cancel(tx: Transaction, requestId: string, kinds: RequestNoticeKind[]): Promise<void> {
    await tx.query(
      `UPDATE request_notice SET state = CASE state WHEN 'due' THEN 'cancelled' ELSE 'settled' END, climb_at = NULL
        WHERE request_id = $1 AND kind = ANY($2::text[]) AND state IN ('due', 'sending', 'undelivered')`,
      [requestId, kinds],
      'notices-due.cancel',
    );
  }

  /** Gives what has not gone out yet other values. @returns how many notices that were */
  async amend(
    tx: Transaction,
    requestId: string,
    kinds: RequestNoticeKind[],
    variables: Record<string, string | string[]>,
  ): Promise<number> {
    const rows = await tx.query(
      `UPDATE request_notice SET variables = variables || $3
        WHERE request_id = $1 AND kind = ANY($2::text[]) AND state = 'due' RETURNING id`,
      [requestId, kinds, JSON.stringify(variables)],
      'notices-due.amend',
    );
    return rows.length;
  }
}
