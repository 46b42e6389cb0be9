import { Inject, Injectable } from '@nestjs/common';
import type { Language } from '../../channels/core/channel-adapter.js';
import { Clock } from '../../platform/clock.js';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { formatDay } from '../../platform/i18n/dates.js';
import { translate } from '../../platform/i18n/translate.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog } from '../audit/audit-log.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { RequestUpdates } from '../requests/requests.updates.js';
import {
  DecisionNoticeNotOpenError,
  DecisionTextChangedError,
  SecondPersonNeededError,
} from './templates.errors.js';

export interface DecisionNoticeView {
  id: string;
  state: string;
  /** What was written, or what the decision's own words suggest as long as nothing was. */
  text: string;
  written: boolean;
  draftedBy: { id: string; name: string } | null;
  approvedBy: { id: string; name: string } | null;
  approvedAt: Date | null;
  /** It leaves at the earliest then, by the database's clock. */
  notBefore: Date;
}

interface Row extends Omit<DecisionNoticeView, 'text' | 'written'> {
  text: string | null;
  requestState: string;
  language: Language;
  outcome: 'accepted' | 'rejected';
  reason: string;
  award: { what?: string; amountHalalas?: number; period?: string; conditions?: string } | null;
  appealText: string | null;
  appealUntil: Date | null;
}

/** Until then its words can still be written. */
const OPEN = ['draft', 'awaiting_approval', 'due'];

/** The words of a decision: written by one, approved by another, and only then on their way, to wait for their date. */
@Injectable()
export class DecisionNotices {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Null as long as the committee has decided nothing. */
  async of(requestId: string, sql: Sql = this.database): Promise<DecisionNoticeView | null> {
    const row = await this.read(sql, requestId);
    return row && this.view(row);
  }

  /**
   * Writes the words. What was approved has to be approved again.
   * @throws DecisionNoticeNotOpenError
   */
  async write(requestId: string, text: string, staffId: string): Promise<DecisionNoticeView> {
    return this.database.transaction(async (tx) => {
      const row = await this.open(tx, requestId);
      await tx.query(
        `UPDATE request_notice SET state = 'awaiting_approval', text = $2, drafted_by = $3, approved_by = NULL,
                approved_at = NULL WHERE id = $1`,
        [row.id, text, staffId],
      );
      await this.record(tx, requestId, 'decision_notice.written', staffId);
      this.updates.changed(tx, requestId);
      return this.view((await this.read(tx, requestId))!);
    });
  }

  /**
   * The second person approves the words that they have read; from now on only the date is waited for.
   * @param text as it was read
   * @throws DecisionNoticeNotOpenError, DecisionTextChangedError, SecondPersonNeededError
   */
  async approve(requestId: string, text: string, staffId: string): Promise<DecisionNoticeView> {
    return this.database.transaction(async (tx) => {
      const row = await this.open(tx, requestId);
      if (row.state === 'draft' || row.text !== text) throw new DecisionTextChangedError();
      if (row.draftedBy?.id === staffId) throw new SecondPersonNeededError();
      await this.transitions.move(tx, requestId, 'approve_notice', {
        actor: { kind: 'staff', id: staffId },
        movers: ['notices.approve'],
      });
      await tx.query(
        `UPDATE request_notice SET state = 'due', approved_by = $2, approved_at = insat_now() WHERE id = $1`,
        [row.id, staffId],
      );
      await this.record(tx, requestId, 'decision_notice.approved', staffId);
      const delay = Math.max(0, row.notBefore.getTime() - this.clock.now().getTime());
      tx.onCommit(() => this.nudges.nudge('notice', { noticeId: row.id }, delay));
      return this.view((await this.read(tx, requestId))!);
    });
  }

  /** The request is locked first, as whoever moves it does. */
  private async open(tx: Transaction, requestId: string): Promise<Row> {
    const request = await this.transitions.lock(tx, requestId);
    const row = await this.read(tx, requestId, true);
    // An approval that was taken back leaves the notice due: as long as the request is only decided, it waits.
    if (!row || request.state !== 'decided' || !OPEN.includes(row.state)) {
      throw new DecisionNoticeNotOpenError(requestId);
    }
    return row;
  }

  private async read(sql: Sql, requestId: string, lock = false): Promise<Row | null> {
    const [row] = await sql.query<Row>(
      `SELECT n.id, n.state, n.text, n.not_before AS "notBefore", n.approved_at AS "approvedAt",
              CASE WHEN w.id IS NOT NULL THEN jsonb_build_object('id', w.id, 'name', w.name) END AS "draftedBy",
              CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.name) END AS "approvedBy",
              r.state AS "requestState", r.language, d.outcome, d.reason_text AS reason, d.award,
              d.appeal_text AS "appealText", d.appeal_until AS "appealUntil"
         FROM request_notice n
         JOIN support_request r ON r.id = n.request_id AND r.round = n.round
         JOIN decision d ON d.id = n.decision_id
         LEFT JOIN staff w ON w.id = n.drafted_by LEFT JOIN staff a ON a.id = n.approved_by
        WHERE n.request_id = $1 AND n.kind = 'decision' AND n.state <> 'cancelled'
        ${lock ? 'FOR NO KEY UPDATE OF n' : ''}`,
      [requestId],
    );
    return row ?? null;
  }

  private view(row: Row): DecisionNoticeView {
    const { id, state, text, draftedBy, approvedBy, approvedAt, notBefore } = row;
    return {
      id,
      state,
      text: text ?? suggested(row),
      written: text !== null,
      draftedBy,
      approvedBy,
      approvedAt,
      notBefore,
    };
  }

  private record(tx: Transaction, requestId: string, action: string, staffId: string): Promise<void> {
    return this.audit.record(tx, [
      { actor: { kind: 'staff', id: staffId }, action, subjectKind: 'request', subjectId: requestId },
    ]);
  }
}

/** What the decision says, as a letter would: for the supervisor to make it humane. */
function suggested(row: Row): string {
  const { language, award } = row;
  const words = (key: string, params: Record<string, unknown> = {}) =>
    translate(language, `notice.decision_text.${key}`, params);
  const riyals = award?.amountHalalas && (award.amountHalalas / 100).toLocaleString('en-US');
  const lines =
    row.outcome === 'accepted'
      ? [
          words('accepted'),
          award?.what && words('what', { what: award.what }),
          riyals && words('amount', { amount: riyals }),
          award?.period && words('period', { period: award.period }),
          award?.conditions && words('conditions', { conditions: award.conditions }),
          row.reason,
        ]
      : [
          words('rejected'),
          row.reason && words('reason', { reason: row.reason }),
          row.appealText,
          row.appealUntil && words('appeal_until', { day: formatDay(row.appealUntil, language) }),
        ];
  return lines.filter(Boolean).join('\n');
}
