import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { SettingsService } from '../staff/settings.service.js';
import { NoticesDue, type RequestNoticeKind } from './notices-due.js';
import type { TransitionAction } from './request.states.js';
import { type LockedRequest, type MovedBy, RequestTransitions } from './request.transitions.js';
import { RequestChecks } from './request-checks.js';
import { RequestPapers } from './request-papers.js';
import {
  AppealClosedError,
  NoPapersMissingError,
  NotAcceptedError,
  TransitionForbiddenError,
  UndoTooLateError,
} from './requests.errors.js';

/** Made by whoever also writes what they stand for: the decision, its approved words, the proof that they arrived. */
export const MADE_ELSEWHERE: readonly TransitionAction[] = ['decide', 'approve_notice', 'notify'];

const ALL_KINDS: RequestNoticeKind[] = [
  'receipt',
  'referral',
  'missing_papers',
  'reminder',
  'appointment',
  'service_delivered',
  'follow_up',
  'delay',
];
/** Days after a request is closed on which the person is asked how it was. */
const FOLLOW_UP_DAYS = 7;
const IN_RIYADH = (days: string) =>
  `((insat_now() AT TIME ZONE 'Asia/Riyadh') + make_interval(days => ${days})) AT TIME ZONE 'Asia/Riyadh'`;

/** Takes requests from step to step: what must be true first, and what follows. The ways themselves are the table's. */
@Injectable()
export class RequestSteps {
  constructor(
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestChecks) private readonly checks: RequestChecks,
    @Inject(RequestPapers) private readonly papers: RequestPapers,
    @Inject(NoticesDue) private readonly notices: NoticesDue,
    @Inject(SettingsService) private readonly settings: SettingsService,
  ) {}

  /**
   * Makes a step, by whoever has the right to: an officer, or the person.
   * @throws TransitionImpossibleError, TransitionForbiddenError, ReasonNeededError, RequestIncompleteError,
   *   NoPapersMissingError, AppealClosedError, NotAcceptedError, RequestNotFoundError
   */
  async take(
    tx: Transaction,
    requestId: string,
    action: TransitionAction,
    by: MovedBy,
    reason?: string,
  ): Promise<void> {
    if (MADE_ELSEWHERE.includes(action)) throw new TransitionForbiddenError(action);
    const request = await this.transitions.mayMove(tx, requestId, action, by, reason);
    await this.requireFor(tx, request, action);
    await this.transitions.move(tx, requestId, action, by, reason);
    await this.afterwards(tx, request, action);
  }

  /**
   * Takes the last step back, with the notices that have not left yet.
   * @throws NothingToUndoError, TransitionForbiddenError, UndoTooLateError, RequestNotFoundError
   */
  async takeBack(tx: Transaction, requestId: string, by: MovedBy, reason?: string): Promise<void> {
    const action = await this.transitions.undo(tx, requestId, by, reason);
    if (action === 'approve_notice') await this.unapprove(tx, requestId);
    if (action === 'ask_papers') await this.notices.cancel(tx, requestId, ['missing_papers', 'reminder']);
    if (action === 'deliver') await this.notices.cancel(tx, requestId, ['service_delivered']);
    if (action === 'close') await this.notices.cancel(tx, requestId, ['follow_up']);
    // Back where the person was waited for.
    if (action === 'verify' || action === 'withdraw') await this.papers.follow(tx, requestId);
  }

  private async requireFor(tx: Transaction, request: LockedRequest, action: TransitionAction): Promise<void> {
    switch (action) {
      case 'submit':
        return this.checks.require(tx, request.id, ['values']);
      case 'ask_papers':
        if ((await this.papers.lacking(tx, request.id)).length === 0) throw new NoPapersMissingError();
        return;
      case 'verify':
        return this.checks.require(tx, request.id, ['papers', 'data']);
      case 'study':
      case 'study_again':
        return this.checks.require(tx, request.id, ['papers', 'data', 'attestation']);
      case 'deliver':
        if ((await this.decisionOf(tx, request))?.outcome !== 'accepted') throw new NotAcceptedError();
        return;
      case 'appeal':
        if (!(await this.decisionOf(tx, request))?.appealable) throw new AppealClosedError();
    }
  }

  private async afterwards(tx: Transaction, { id }: LockedRequest, action: TransitionAction): Promise<void> {
    switch (action) {
      case 'submit':
        return this.beginRound(tx, id);
      case 'appeal':
        await this.notices.cancel(tx, id, ['follow_up']);
        return this.beginRound(tx, id);
      case 'ask_papers':
        return this.papers.ask(tx, id, await this.papers.lacking(tx, id));
      case 'verify':
        return this.notices.cancel(tx, id, ['missing_papers', 'reminder']);
      case 'withdraw':
        return this.notices.cancel(tx, id, ALL_KINDS);
      case 'deliver':
        return this.notices.add(tx, {
          requestId: id,
          kind: 'service_delivered',
          dedupe: await this.nth(tx, id, action),
        });
      case 'close':
        return this.notices.add(tx, {
          requestId: id,
          kind: 'follow_up',
          dedupe: await this.nth(tx, id, action),
          notBefore: await this.inDays(tx, FOLLOW_UP_DAYS),
        });
    }
  }

  /** The promises are computed here, once, and never again: not before two weeks, and by when at the latest. */
  private async beginRound(tx: Transaction, requestId: string): Promise<void> {
    const { decisionNotBeforeDays, decisionPromiseDays } = await this.settings.get();
    const [began] = await tx.query<{ round: number; notBefore: Date; answerBy: Date }>(
      `WITH began AS (
         INSERT INTO request_round (request_id, round, submitted_at, not_before, answer_by)
         SELECT r.id, r.round + 1, insat_now(), ${IN_RIYADH('$2')}, ${IN_RIYADH('$3')}
           FROM support_request r WHERE r.id = $1 RETURNING *)
       UPDATE support_request r SET round = began.round, promise_warned_at = NULL, promise_told_at = NULL
         FROM began WHERE r.id = began.request_id
       RETURNING began.round, began.not_before AS "notBefore", began.answer_by AS "answerBy"`,
      [requestId, decisionNotBeforeDays, Math.max(decisionPromiseDays, decisionNotBeforeDays)],
    );
    const { round, notBefore, answerBy } = began!;
    await this.notices.add(tx, {
      requestId,
      kind: 'receipt',
      variables: { notBefore: notBefore.toISOString(), answerBy: answerBy.toISOString() },
      dedupe: `round:${round}`,
    });
  }

  private async decisionOf(
    tx: Transaction,
    { id, round }: LockedRequest,
  ): Promise<{ outcome: string; appealable: boolean } | undefined> {
    const [row] = await tx.query<{ outcome: string; appealable: boolean }>(
      `SELECT outcome, coalesce(appeal_until >= insat_now(), false) AS appealable
         FROM decision WHERE request_id = $1 AND round = $2`,
      [id, round],
    );
    return row;
  }

  /** The decision's words wait for approval again, unless they are on their way. */
  private async unapprove(tx: Transaction, requestId: string): Promise<void> {
    const [back] = await tx.query(
      `UPDATE request_notice n SET state = 'awaiting_approval', approved_by = NULL, approved_at = NULL
         FROM support_request r
        WHERE r.id = $1 AND n.request_id = r.id AND n.round = r.round AND n.kind = 'decision' AND n.state = 'due'
       RETURNING n.id`,
      [requestId],
    );
    if (!back) throw new UndoTooLateError('approve_notice');
  }

  /** Which time it is that this is done, so that the second time is told as well. */
  private async nth(tx: Transaction, requestId: string, action: TransitionAction): Promise<string> {
    const [row] = await tx.query<{ times: number }>(
      'SELECT count(*)::int AS times FROM request_transition WHERE request_id = $1 AND action = $2',
      [requestId, action],
    );
    return `${action}:${row!.times}`;
  }

  private async inDays(tx: Transaction, days: number): Promise<Date> {
    const [row] = await tx.query<{ at: Date }>('SELECT insat_now() + make_interval(days => $1) AS at', [
      days,
    ]);
    return row!.at;
  }
}
