import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { BY_HUB, RequestTransitions } from '../requests/request.transitions.js';
import type { TrackedState } from './tracking.requests.js';
import type { Tracked } from './tracking.sessions.js';

/** Keeps that a person has read a decision on their own page. */
@Injectable()
export class TrackedProof {
  constructor(
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** With the request locked. What was proven before, and a decision that may not be read, stay as they are. */
  async shown(tx: Transaction, tracked: Tracked, { round, decision }: TrackedState): Promise<void> {
    if (!decision || decision.round !== round) return;
    const [proven] = await tx.query(
      `UPDATE request_notice SET state = 'proven', proof = 'shown', proven_at = insat_now(), climb_at = NULL
        WHERE id = $1 AND proof IS NULL AND state IN ('due', 'sending', 'undelivered', 'settled') RETURNING id`,
      [decision.noticeId],
    );
    if (!proven) return;
    await this.audit.record(tx, [
      {
        actor: { kind: 'contact', id: tracked.contactPointId },
        action: 'request.decision_shown',
        subjectKind: 'request',
        subjectId: tracked.requestId,
        data: { round },
      },
    ]);
    const { state } = await this.transitions.lock(tx, tracked.requestId);
    if (state === 'notice_due') await this.transitions.move(tx, tracked.requestId, 'notify', BY_HUB);
  }
}
