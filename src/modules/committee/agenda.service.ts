import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { AuditLog } from '../audit/audit-log.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { CommitteeAccess, type Reader, runs } from './committee.access.js';
import { ItemVotedError, NotUnderStudyError, OnAgendaAlreadyError } from './committee.errors.js';
import { headOf, SessionsService } from './sessions.service.js';
import { tallyOf, VotesService } from './votes.service.js';

/** What a reader who is tied to the person learns of an item: that there is one. */
interface WithheldItem {
  withheld: true;
  position: number;
}

interface AgendaRow {
  id: string;
  requestId: string;
  position: number;
  state: string;
  note: string;
  reference: string;
  applicantName: string;
  type: { ar: string; en: string };
  submittedAt: Date;
  notBefore: Date;
  answerBy: Date;
  withheld: boolean;
  decision: object | null;
}

/** What a session deals with, in which order, and what became of it. */
@Injectable()
export class AgendaService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(VotesService) private readonly votes: VotesService,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** A session with its seats and its agenda. @throws SessionNotFoundError */
  async view(sessionId: string, reader: Reader) {
    const session = await this.access.session(sessionId, reader);
    const [seats, rows, ballots] = await Promise.all([
      this.sessions.seats(sessionId),
      this.rows(sessionId, reader),
      this.votes.ofSession(sessionId),
    ]);
    const items = rows.map(({ withheld, ...row }) => {
      if (withheld) return { withheld: true as const, position: row.position } satisfies WithheldItem;
      const ballot = ballots.get(row.id)!;
      return { withheld: false as const, ...row, ...tallyOf(ballot, session, row.state, reader.id) };
    });
    return {
      ...headOf(session),
      mayRun: runs(reader),
      mySeat: seats.some(({ staffId }) => staffId === reader.id),
      present: seats.filter((seat) => seat.present).length,
      seats,
      items,
    };
  }

  /** Requests under study that are on no open agenda, the longest waiting first. */
  async waiting(reader: Reader) {
    const data = await this.database.query(
      `SELECT r.id, r.reference, r.applicant_name AS "applicantName",
              jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS type, w.submitted_at AS "submittedAt",
              w.not_before AS "notBefore", w.answer_by AS "answerBy"
         FROM support_request r JOIN request_type t ON t.id = r.type_id
         JOIN request_round w ON w.request_id = r.id AND w.round = r.round
        WHERE r.state = 'under_study' AND NOT has_conflict($1, r.id) AND NOT EXISTS (
          SELECT FROM agenda_item i JOIN committee_session c ON c.id = i.session_id
           WHERE i.request_id = r.id AND c.state IN ('planned', 'in_session'))
        ORDER BY w.submitted_at, r.id LIMIT 200`,
      [reader.id],
    );
    return { data };
  }

  /**
   * Puts requests at the end of the agenda.
   * @throws SessionNotFoundError, SessionStateError, RequestNotFoundError, NotUnderStudyError, OnAgendaAlreadyError
   */
  async add(sessionId: string, requestIds: string[], reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.access.lockSession(tx, sessionId, reader, ['planned', 'in_session']);
      // In the order of their ids, so that two who add the same ones wait for each other instead of locking up.
      for (const id of [...new Set(requestIds)].sort()) await this.addOne(tx, sessionId, id, reader);
      await this.number(tx, sessionId);
    });
  }

  /** The agenda's order: those named first, in this order. @throws SessionNotFoundError, SessionStateError, InvalidRequestError */
  async order(sessionId: string, itemIds: string[], reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.access.lockSession(tx, sessionId, reader, ['planned', 'in_session']);
      const known = await this.rows(sessionId, reader, tx);
      const foreign = itemIds.some((id) => !known.some((row) => row.id === id && !row.withheld));
      if (foreign)
        throw new InvalidRequestError([{ path: 'itemIds', message: 'must be items of this agenda' }]);
      await this.number(tx, sessionId, itemIds);
      await this.record(tx, 'ordered', sessionId, reader);
    });
  }

  /** Takes an item away about which nobody has voted. @throws AgendaItemNotFoundError, SessionStateError, ItemVotedError */
  async remove(itemId: string, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { item } = await this.access.lockItem(tx, itemId, reader, ['planned', 'in_session']);
      const [voted] = await tx.query('SELECT 1 AS voted FROM committee_vote WHERE agenda_item_id = $1', [
        itemId,
      ]);
      if (voted) throw new ItemVotedError();
      await tx.query('DELETE FROM agenda_item WHERE id = $1', [itemId]);
      await this.number(tx, item.sessionId);
      await this.record(tx, 'agenda_removed', item.sessionId, reader, { requestId: item.requestId });
    });
  }

  /** Left for another session. @throws AgendaItemNotFoundError, SessionStateError, ItemSettledError */
  async postpone(itemId: string, note: string, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { item } = await this.access.lockItem(tx, itemId, reader, ['in_session']);
      await this.settle(tx, itemId, 'postponed', note);
      await this.record(tx, 'postponed', item.sessionId, reader, { requestId: item.requestId });
    });
  }

  /**
   * Sent back, to have something checked again.
   * @throws AgendaItemNotFoundError, SessionStateError, ItemSettledError, TransitionImpossibleError
   */
  async returnItem(itemId: string, reason: string, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { item } = await this.access.lockItem(tx, itemId, reader, ['in_session']);
      const by = { actor: { kind: 'staff' as const, id: reader.id }, movers: reader.permissions };
      await this.transitions.move(tx, item.requestId, 'return', by, reason);
      await this.settle(tx, itemId, 'returned', reason);
      await this.record(tx, 'returned', item.sessionId, reader, { requestId: item.requestId });
    });
  }

  private async addOne(tx: Transaction, sessionId: string, requestId: string, reader: Reader): Promise<void> {
    const request = await this.transitions.lock(tx, requestId);
    if (request.state !== 'under_study') throw new NotUnderStudyError(request.state);
    const [other] = await tx.query<{ number: number }>(
      `SELECT c.number FROM agenda_item i JOIN committee_session c ON c.id = i.session_id
        WHERE i.request_id = $1 AND c.state IN ('planned', 'in_session')`,
      [requestId],
    );
    if (other) throw new OnAgendaAlreadyError(other.number);
    await tx.query(
      'INSERT INTO agenda_item (id, session_id, request_id, round, position) VALUES ($1, $2, $3, $4, 1000000)',
      [newId(), sessionId, requestId, request.round],
    );
    await this.record(tx, 'agenda_added', sessionId, reader, { requestId });
  }

  private async number(tx: Transaction, sessionId: string, first: string[] = []): Promise<void> {
    await tx.query(
      `UPDATE agenda_item i SET position = n.position FROM (
         SELECT id, row_number() OVER (ORDER BY array_position($2::uuid[], id) NULLS LAST, position, id) AS position
           FROM agenda_item WHERE session_id = $1) n
        WHERE i.id = n.id AND i.position <> n.position`,
      [sessionId, first],
    );
  }

  private settle(tx: Transaction, itemId: string, state: string, note: string) {
    return tx.query('UPDATE agenda_item SET state = $2, note = $3 WHERE id = $1', [itemId, state, note]);
  }

  private rows(sessionId: string, reader: Reader, sql: Sql = this.database): Promise<AgendaRow[]> {
    return sql.query<AgendaRow>(
      `SELECT i.id, i.request_id AS "requestId", i.position, i.state, i.note, r.reference,
              r.applicant_name AS "applicantName", jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS type,
              w.submitted_at AS "submittedAt", w.not_before AS "notBefore", w.answer_by AS "answerBy",
              has_conflict($2, r.id) AS withheld,
              CASE WHEN d.id IS NOT NULL THEN jsonb_build_object('id', d.id, 'outcome', d.outcome,
                'reasonCode', d.reason_code, 'reasonText', d.reason_text, 'award', d.award, 'appealText', d.appeal_text,
                'appealUntil', d.appeal_until, 'decidedAt', d.decided_at) END AS decision
         FROM agenda_item i JOIN support_request r ON r.id = i.request_id JOIN request_type t ON t.id = r.type_id
         JOIN request_round w ON w.request_id = i.request_id AND w.round = i.round
         LEFT JOIN decision d ON d.request_id = i.request_id AND d.round = i.round AND d.agenda_item_id = i.id
        WHERE i.session_id = $1 ORDER BY i.position, i.id`,
      [sessionId, reader.id],
    );
  }

  private record(
    tx: Transaction,
    deed: string,
    id: string,
    reader: Reader,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    return this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: reader.id },
        action: `committee_session.${deed}`,
        subjectKind: 'committee_session',
        subjectId: id,
        data,
      },
    ]);
  }
}
