import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql } from '../../platform/database/database.js';
import type { RequestState } from '../requests/request.states.js';
import { SettingsService } from '../staff/settings.service.js';
import type { Tracked } from './tracking.sessions.js';
import {
  isWanted,
  type PaperRow,
  RATES,
  type ShownState,
  shownState,
  TAKES_PAPERS,
  WITHDRAWS_AT_ONCE,
} from './tracking.view.js';

/** A decision that may be read: its date has come by both clocks, and a second person approved the notice's words. */
export interface ReadableDecision {
  round: number;
  noticeId: string;
  outcome: 'accepted' | 'rejected';
  reasonText: string;
  /** The notice's own words. */
  text: string;
  award: { what: string; amountHalalas?: number; period?: string; conditions?: string } | null;
  appealText: string | null;
  appealUntil: Date | null;
  appealOpen: boolean;
}

/** What the page knows of the request that a session opens. */
export interface TrackedState {
  state: ShownState;
  round: number;
  decision: ReadableDecision | null;
}

interface MainRow {
  state: RequestState;
  round: number;
  applicantName: string;
  type: { ar: string; en: string };
  submittedAt: Date | null;
  notBefore: Date | null;
  answerBy: Date | null;
  papers: { key: string; label: { ar: string; en: string }; required: boolean }[];
  rating: { stars: number; comment: string } | null;
}

export interface TrackedMessage {
  id: string;
  from: 'us' | 'person';
  text: string;
  at: Date;
}

const MOST_MESSAGES = 50;

/** A request as its person sees it, and nothing else of it. */
@Injectable()
export class TrackedRequests {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  async view(tracked: Tracked) {
    const { requestId } = tracked;
    const [row, decision, papers, messages, { organisationName }] = await Promise.all([
      this.main(requestId),
      this.readable(this.database, requestId),
      this.papers(this.database, requestId),
      this.messages(tracked),
      this.settings.get(),
    ]);
    const present = decision?.round === row.round;
    const state = shownState(row.state, present);
    return {
      organisation: organisationName,
      reference: tracked.reference,
      language: tracked.language,
      type: row.type,
      name: row.applicantName,
      state,
      round: row.round,
      submittedAt: row.submittedAt,
      notBefore: row.notBefore,
      answerBy: row.answerBy,
      papers: papers.map((paper) => ({
        ...paper,
        wanted: TAKES_PAPERS.includes(state) && isWanted(paper),
      })),
      messages,
      decision: decision && {
        round: decision.round,
        outcome: decision.outcome,
        reasonText: decision.reasonText,
        text: decision.text,
        award: decision.award,
        appealText: decision.appealText,
        appealUntil: decision.appealUntil,
      },
      canAppeal: present && mayAppeal({ state, round: row.round, decision }),
      withdrawal: WITHDRAWS_AT_ONCE.includes(state) ? 'at_once' : inStudy(state) ? 'asked_for' : null,
      canRate: RATES.includes(state),
      rating: row.rating,
    };
  }

  /** Give it the transaction that is to rely on it, with the request locked. */
  async state(sql: Sql, requestId: string): Promise<TrackedState> {
    const [row] = await sql.query<{ state: RequestState; round: number }>(
      'SELECT state, round FROM support_request WHERE id = $1',
      [requestId],
    );
    const decision = await this.readable(sql, requestId);
    const { state, round } = row!;
    return { state: shownState(state, decision?.round === round), round, decision };
  }

  /** The request's checklist, in its order, as it was when the request was made. */
  papers(sql: Sql, requestId: string): Promise<PaperRow[]> {
    return sql.query<PaperRow>(
      `SELECT p.key, p.label, coalesce(p.required, false) AS required, coalesce(s.state, 'missing') AS state, s.reason,
              s.valid_until::text AS "validUntil",
              coalesce(s.state = 'verified' AND s.valid_until < (insat_now() AT TIME ZONE 'Asia/Riyadh')::date, false)
                AS expired,
              (SELECT count(*)::int FROM request_file f
                WHERE f.request_id = r.id AND f.paper_key = p.key AND f.removed_at IS NULL) AS files
         FROM support_request r
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
        CROSS JOIN LATERAL ROWS FROM (
              jsonb_to_recordset(v.papers) AS (key text, label jsonb, required boolean)) WITH ORDINALITY
                AS p (key, label, required, position)
         LEFT JOIN request_paper s ON s.request_id = r.id AND s.key = p.key
        WHERE r.id = $1 ORDER BY p.position`,
      [requestId],
    );
  }

  private async main(requestId: string): Promise<MainRow> {
    const [row] = await this.database.query<MainRow>(
      `SELECT r.state, r.round, r.applicant_name AS "applicantName",
              jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS type,
              d.submitted_at AS "submittedAt", d.not_before AS "notBefore", d.answer_by AS "answerBy",
              (SELECT jsonb_build_object('stars', stars, 'comment', comment) FROM service_rating
                WHERE request_id = r.id) AS rating
         FROM support_request r JOIN request_type t ON t.id = r.type_id
         LEFT JOIN request_round d ON d.request_id = r.id AND d.round = r.round
        WHERE r.id = $1`,
      [requestId],
    );
    return row!;
  }

  /** The latest decision that may be read now; an earlier round's stays readable while an appeal is studied. */
  private async readable(sql: Sql, requestId: string): Promise<ReadableDecision | null> {
    const [decision] = await sql.query<ReadableDecision>(
      `SELECT d.round, n.id AS "noticeId", d.outcome, d.reason_text AS "reasonText", n.text, d.award,
              d.appeal_text AS "appealText", d.appeal_until AS "appealUntil",
              coalesce(d.appeal_until >= insat_now(), false) AS "appealOpen"
         FROM decision d
         JOIN request_round r ON r.request_id = d.request_id AND r.round = d.round
         JOIN request_notice n ON n.decision_id = d.id AND n.kind = 'decision' AND n.approved_by IS NOT NULL
              AND n.state NOT IN ('draft', 'awaiting_approval', 'cancelled')
        WHERE d.request_id = $1 AND r.not_before <= insat_now() AND r.not_before <= $2
        ORDER BY d.round DESC LIMIT 1`,
      [requestId, this.clock.now()],
    );
    return decision ?? null;
  }

  /**
   * What we told the person about this request, and what they wrote here. A decision's notice is not among it: the
   * decision stands for itself, once it may be read.
   */
  private messages({ requestId, conversationId, reference }: Tracked): Promise<TrackedMessage[]> {
    return this.database.query<TrackedMessage>(
      `SELECT * FROM (
         SELECT * FROM (
           SELECT DISTINCT ON (n.id) m.id, 'us' AS "from", m.text, m.occurred_at AS at
             FROM request_notice n JOIN notice_step s ON s.notice_id = n.id JOIN message m ON m.id = s.message_id
            WHERE n.request_id = $1 AND n.kind <> 'decision' AND m.decision_id IS NULL
            ORDER BY n.id, s.position) told
         UNION ALL
         SELECT id, 'person', text, occurred_at FROM message
          WHERE conversation_id = $2 AND direction = 'inbound' AND facts ->> 'track.request' = $3) thread
        ORDER BY at DESC, id DESC LIMIT ${MOST_MESSAGES}`,
      [requestId, conversationId, reference],
    );
  }
}

/** Against a refusal, until its last day. */
export function mayAppeal({ state, round, decision }: TrackedState): boolean {
  if (!decision || decision.round !== round || decision.outcome !== 'rejected') return false;
  return decision.appealOpen && (state === 'decided' || state === 'closed');
}

/** Whether the committee has it, or has had it and the answer may not be read yet: nobody can tell these apart. */
export function inStudy(state: ShownState): boolean {
  return state === 'under_study' || state === 'appealed';
}
