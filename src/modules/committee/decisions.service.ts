import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { AuditLog } from '../audit/audit-log.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { RequestChecks, requirementsOf } from '../requests/request-checks.js';
import { CommitteeAccess, type ItemRow, type Reader, type SessionRow } from './committee.access.js';
import {
  AppealTooShortError,
  NotUnderStudyError,
  OutcomeDisagreesError,
  QuorumMissingError,
  ReasonCodeError,
  VotesMissingError,
} from './committee.errors.js';
import { isReason, type Outcome } from './committee.reasons.js';
import type { DecisionDraft } from './committee.schemas.js';
import { type Ballots, countOf, VotesService } from './votes.service.js';

/** At least so long must be left to appeal, counted from the earliest day on which the person can have the decision. */
const APPEAL_DAYS = 7;

/** What the committee decided, with all that must be true for it, in one transaction with the notice's draft. */
@Injectable()
export class DecisionsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(VotesService) private readonly votes: VotesService,
    @Inject(RequestChecks) private readonly checks: RequestChecks,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /**
   * Records the decision. Its notice is a draft: a second person approves the words, and it leaves on its date.
   * @throws AgendaItemNotFoundError, SessionStateError, ItemSettledError, ReasonCodeError, QuorumMissingError,
   * VotesMissingError, OutcomeDisagreesError, NotUnderStudyError, RequestIncompleteError, AppealTooShortError
   */
  async decide(
    itemId: string,
    draft: DecisionDraft,
    reader: Reader,
  ): Promise<{ id: string; notBefore: Date }> {
    if (!isReason(draft.outcome, draft.reasonCode)) throw new ReasonCodeError(draft.reasonCode);
    return this.database.transaction(async (tx) => {
      const { item, session } = await this.access.lockItem(tx, itemId, reader, ['in_session']);
      const request = await this.transitions.lock(tx, item.requestId);
      if (request.state !== 'under_study' || request.round !== item.round) {
        throw new NotUnderStudyError(request.state);
      }
      const ballots = (await this.votes.ofSession(session.id, tx)).get(itemId)!;
      checkAgreement(session, ballots, draft);
      await this.checks.require(tx, item.requestId, requirementsOf(request.state));
      const notBefore = await this.notBefore(tx, item);
      checkAppeal(draft, notBefore);
      const id = await this.write(tx, item, draft, reader);
      const by = { actor: { kind: 'staff' as const, id: reader.id }, movers: reader.permissions };
      await this.transitions.move(tx, item.requestId, 'decide', by);
      await this.draftNotice(tx, item, id);
      await this.audit.record(tx, [
        {
          actor: by.actor,
          action: 'committee_session.decided',
          subjectKind: 'committee_session',
          subjectId: session.id,
          data: {
            requestId: item.requestId,
            decisionId: id,
            outcome: draft.outcome,
            reasonCode: draft.reasonCode,
            ...(session.mode === 'consensus' ? { consensus: true } : { votes: countOf(ballots) }),
          },
        },
      ]);
      return { id, notBefore };
    });
  }

  /** When a decision about this item's request can leave. */
  private async notBefore(sql: Sql, item: ItemRow): Promise<Date> {
    const [round] = await sql.query<{ notBefore: Date }>(
      'SELECT not_before AS "notBefore" FROM request_round WHERE request_id = $1 AND round = $2',
      [item.requestId, item.round],
    );
    return round!.notBefore;
  }

  private async write(tx: Transaction, item: ItemRow, draft: DecisionDraft, reader: Reader): Promise<string> {
    const id = newId();
    const appeal = draft.outcome === 'rejected' ? draft.appeal : null;
    await tx.query(
      `INSERT INTO decision (id, request_id, round, session_id, agenda_item_id, outcome, reason_code, reason_text, award,
                             appeal_text, appeal_until, recorded_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [
        id,
        item.requestId,
        item.round,
        item.sessionId,
        item.id,
        draft.outcome,
        draft.reasonCode,
        draft.reasonText,
        draft.outcome === 'accepted' ? JSON.stringify(draft.award) : null,
        appeal?.text ?? null,
        appeal ? endOf(appeal.until) : null,
        reader.id,
      ],
    );
    await tx.query(`UPDATE agenda_item SET state = 'decided' WHERE id = $1`, [item.id]);
    return id;
  }

  private async draftNotice(tx: Transaction, item: ItemRow, decisionId: string): Promise<void> {
    await tx.query(
      `INSERT INTO request_notice (id, request_id, round, kind, decision_id, state, not_before)
       SELECT $1, request_id, round, 'decision', $2, 'draft', not_before FROM request_round
        WHERE request_id = $3 AND round = $4`,
      [newId(), decisionId, item.requestId, item.round],
    );
  }
}

/** @throws QuorumMissingError, VotesMissingError, OutcomeDisagreesError */
export function checkAgreement(
  session: Pick<SessionRow, 'mode' | 'quorum'>,
  ballots: Ballots,
  draft: { outcome: Outcome; consensus: boolean },
): void {
  if (ballots.length < session.quorum) throw new QuorumMissingError(ballots.length, session.quorum);
  const count = countOf(ballots);
  const [agreed, other] =
    draft.outcome === 'accepted' ? [count.accept, count.reject] : [count.reject, count.accept];
  if (session.mode === 'consensus') {
    // Nobody has to vote; but who did, and said otherwise, does not agree.
    if (!draft.consensus || other + count.postpone > 0) throw new OutcomeDisagreesError('consensus');
    return;
  }
  const missing = ballots.filter(({ choice }) => choice === null).length;
  if (missing > 0) throw new VotesMissingError(missing);
  if (agreed <= other + count.postpone) throw new OutcomeDisagreesError('votes');
}

function checkAppeal(draft: DecisionDraft, notBefore: Date): void {
  if (draft.outcome !== 'rejected') return;
  const from = new Date(Math.max(notBefore.getTime(), Date.now()) + APPEAL_DAYS * 86_400_000);
  if (endOf(draft.appeal.until) < from) throw new AppealTooShortError(from.toISOString());
}

/** The last moment of a day in Riyadh. */
function endOf(day: string): Date {
  return new Date(`${day}T23:59:59+03:00`);
}
