import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { RequestUpdates } from '../requests/requests.updates.js';
import { ReportClosedError } from './committee.errors.js';
import type { SocialReportDraft } from './committee.schemas.js';

export interface SocialReportView {
  text: string;
  recommendation: string;
  author: { id: string; name: string };
  finishedAt: Date | null;
  updatedAt: Date;
}

/** While the committee has not decided. */
const OPEN = ['draft', 'submitted', 'papers_missing', 'verified', 'under_study', 'appealed'];

/** What a research officer found out about a person's situation. */
@Injectable()
export class SocialReportsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Null as long as nobody has begun one. */
  async of(requestId: string, sql: Sql = this.database): Promise<SocialReportView | null> {
    const [row] = await sql.query<SocialReportView>(
      `SELECT p.text, p.recommendation, jsonb_build_object('id', s.id, 'name', s.name) AS author,
              p.finished_at AS "finishedAt", p.updated_at AS "updatedAt"
         FROM social_report p JOIN staff s ON s.id = p.author_id WHERE p.request_id = $1`,
      [requestId],
    );
    return row ?? null;
  }

  /** @throws RequestNotFoundError, ReportClosedError */
  async write(requestId: string, draft: SocialReportDraft, staffId: string): Promise<SocialReportView> {
    return this.database.transaction(async (tx) => {
      const request = await this.transitions.lock(tx, requestId);
      if (!OPEN.includes(request.state)) throw new ReportClosedError(request.state);
      await tx.query(
        `INSERT INTO social_report (request_id, text, recommendation, author_id, finished_at)
         VALUES ($1, $2, $3, $4, CASE WHEN $5 THEN insat_now() END)
         ON CONFLICT (request_id) DO UPDATE SET text = excluded.text, recommendation = excluded.recommendation,
            author_id = excluded.author_id, finished_at = excluded.finished_at, updated_at = insat_now()`,
        [requestId, draft.text, draft.recommendation, staffId, draft.finished],
      );
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: staffId },
          action: draft.finished ? 'social_report.finished' : 'social_report.written',
          subjectKind: 'request',
          subjectId: requestId,
        },
      ]);
      this.updates.changed(tx, requestId);
      return (await this.of(requestId, tx))!;
    });
  }
}
