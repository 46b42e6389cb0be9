import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { NoticesDue } from './notices-due.js';
import type { RequestState } from './request.states.js';
import { RequestTransitions } from './request.transitions.js';
import { AppointmentPastError, RequestNotChangeableError } from './requests.errors.js';
import { RequestUpdates } from './requests.updates.js';

/** Where nobody is asked to come any more. */
const OVER: readonly RequestState[] = ['closed', 'withdrawn'];

/** Asking the person to come: to bring papers, to sign, to be visited. */
@Injectable()
export class RequestAppointments {
  constructor(
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(NoticesDue) private readonly notices: NoticesDue,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
  ) {}

  /**
   * Tells the person when and where, on the channel they came by.
   * @param at ISO 8601, in the future by the database's clock
   * @throws RequestNotFoundError, RequestNotChangeableError, AppointmentPastError
   */
  async appoint(
    tx: Transaction,
    requestId: string,
    { at, place }: { at: string; place: string },
    actor: Actor,
  ): Promise<void> {
    const { state } = await this.transitions.lock(tx, requestId);
    if (OVER.includes(state)) throw new RequestNotChangeableError(state);
    const [clock] = await tx.query<{ past: boolean }>('SELECT $1::timestamptz <= insat_now() AS past', [at]);
    if (clock!.past) throw new AppointmentPastError();
    await this.notices.add(tx, {
      requestId,
      kind: 'appointment',
      variables: { when: new Date(at).toISOString(), place },
      dedupe: newId(),
    });
    await this.audit.record(tx, [
      {
        actor,
        action: 'request.appointed',
        subjectKind: 'request',
        subjectId: requestId,
        data: { at: new Date(at).toISOString() },
      },
    ]);
    this.updates.changed(tx, requestId);
  }
}
