import { Inject, Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '../../platform/database/database.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { translate } from '../../platform/i18n/translate.js';
import { SettingsService } from '../staff/settings.service.js';
import { NoticesDue } from './notices-due.js';
import type { RequestState } from './request.states.js';
import { PaperExpiredError, RequestItemNotFoundError } from './requests.errors.js';
import type { PaperCheck } from './requests.schemas.js';

export interface PaperView {
  key: string;
  label: { ar: string; en: string };
  required: boolean;
  needsExpiry: boolean;
  validMonths: number | null;
  state: 'missing' | 'received' | 'verified' | 'refused' | 'waived';
  issuedOn: string | null;
  validUntil: string | null;
  reason: string | null;
  checkedBy: { id: string; name: string } | null;
  checkedAt: Date | null;
  /** It was valid when it was looked at, and is not today (in Riyadh). */
  expired: boolean;
}

/** Today, where the association is. */
export const TODAY = `(insat_now() AT TIME ZONE 'Asia/Riyadh')::date`;

const ABOUT_PAPERS = ['missing_papers', 'reminder'] as const;

/** The checklist of papers: what has come, what was looked at and by whom, and asking for what has not come. */
@Injectable()
export class RequestPapers {
  constructor(
    @Inject(NoticesDue) private readonly notices: NoticesDue,
    @Inject(SettingsService) private readonly settings: SettingsService,
  ) {}

  /** The checklist of the request's type, in its order. */
  async of(sql: Sql, requestId: string): Promise<PaperView[]> {
    return sql.query<PaperView>(
      `SELECT p->>'key' AS key, p->'label' AS label, (p->>'required')::boolean AS required,
              (p->>'needsExpiry')::boolean AS "needsExpiry", (p->'validMonths')::int AS "validMonths",
              coalesce(s.state, 'missing') AS state, s.issued_on::text AS "issuedOn", s.valid_until::text AS "validUntil",
              s.reason, CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('id', k.id, 'name', k.name) END AS "checkedBy",
              s.checked_at AS "checkedAt", coalesce(s.valid_until < ${TODAY}, false) AS expired
         FROM support_request r
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
        CROSS JOIN LATERAL jsonb_array_elements(v.papers) WITH ORDINALITY AS e (p, position)
         LEFT JOIN request_paper s ON s.request_id = r.id AND s.key = p->>'key'
         LEFT JOIN staff k ON k.id = s.checked_by
        WHERE r.id = $1 ORDER BY e.position`,
      [requestId],
      'request-papers.of',
    );
  }

  /**
   * What somebody found when they looked at a paper.
   * @throws RequestItemNotFoundError, InvalidRequestError without the day that it needs, PaperExpiredError
   */
  async check(
    tx: Transaction,
    requestId: string,
    key: string,
    check: PaperCheck,
    staffId: string,
  ): Promise<void> {
    const paper = (await this.of(tx, requestId)).find((one) => one.key === key);
    if (!paper) throw new RequestItemNotFoundError(key);
    const validUntil = check.state === 'verified' ? await this.validUntil(tx, paper, check) : null;
    const looked = check.state === 'verified' || check.state === 'refused' || check.state === 'waived';
    await tx.query(
      `INSERT INTO request_paper (request_id, key, state, issued_on, valid_until, reason, checked_by, checked_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $7::uuid IS NOT NULL THEN insat_now() END)
       ON CONFLICT (request_id, key) DO UPDATE SET state = excluded.state, issued_on = excluded.issued_on,
          valid_until = excluded.valid_until, reason = excluded.reason, checked_by = excluded.checked_by,
          checked_at = excluded.checked_at`,
      [
        requestId,
        key,
        check.state,
        check.issuedOn ?? null,
        validUntil,
        check.reason || null,
        looked ? staffId : null,
      ],
    );
    await this.follow(tx, requestId, check.state === 'refused');
  }

  /** Something came for these papers: what was missing, refused or has expired waits to be looked at. */
  async arrived(tx: Transaction, requestId: string, keys: string[]): Promise<void> {
    await tx.query(
      `INSERT INTO request_paper (request_id, key, state) SELECT $1, key, 'received' FROM unnest($2::text[]) AS key
       ON CONFLICT (request_id, key) DO UPDATE SET state = 'received', issued_on = NULL, valid_until = NULL, reason = NULL,
          checked_by = NULL, checked_at = NULL
        WHERE request_paper.state IN ('missing', 'refused') OR request_paper.valid_until < ${TODAY}`,
      [requestId, keys],
    );
    await this.follow(tx, requestId);
  }

  /** A file of this paper was removed: with the last one, what nobody has looked at has not come. */
  async left(tx: Transaction, requestId: string, key: string): Promise<void> {
    await tx.query(
      `DELETE FROM request_paper p WHERE request_id = $1 AND key = $2 AND state = 'received'
          AND NOT EXISTS (SELECT FROM request_file f
                           WHERE f.request_id = $1 AND f.paper_key = $2 AND f.removed_at IS NULL)`,
      [requestId, key],
    );
    await this.follow(tx, requestId);
  }

  /** Tells the person which papers are wanted, and writes down when to remind them. */
  async ask(tx: Transaction, requestId: string, lacking: string[]): Promise<void> {
    await this.notices.cancel(tx, requestId, [...ABOUT_PAPERS]);
    const nth = await this.asked(tx, requestId);
    await this.notices.add(tx, {
      requestId,
      kind: 'missing_papers',
      variables: { papers: lacking },
      dedupe: `asked:${nth}`,
    });
    await this.remind(tx, requestId, lacking, `${nth}`);
  }

  /**
   * Keeps what the person is told in step with what has come: all of it, and the reminders stop; some of it, and they
   * name the rest.
   * @param refused something that had come will not do, so the person is told again
   */
  async follow(tx: Transaction, requestId: string, refused = false): Promise<void> {
    const [request] = await tx.query<{ state: RequestState }>(
      'SELECT state FROM support_request WHERE id = $1',
      [requestId],
    );
    if (request?.state !== 'papers_missing') return;
    const lacking = await this.lacking(tx, requestId);
    if (lacking.length === 0) return this.notices.cancel(tx, requestId, [...ABOUT_PAPERS]);
    if (refused) return this.ask(tx, requestId, lacking);
    const due = await this.notices.amend(tx, requestId, [...ABOUT_PAPERS], { papers: lacking });
    if (due > 0) return;
    await this.remind(tx, requestId, lacking, `${await this.asked(tx, requestId)}:again`);
  }

  /** The papers that the person has to bring, in the request's language, each with the reason if one was refused. */
  async lacking(sql: Sql, requestId: string): Promise<string[]> {
    const [request] = await sql.query<{ language: 'ar' | 'en' }>(
      'SELECT language FROM support_request WHERE id = $1',
      [requestId],
    );
    const language = request?.language ?? 'ar';
    return (await this.of(sql, requestId)).filter(isLacking).map((paper) => {
      const name = paper.label[language];
      if (paper.state === 'refused' && paper.reason) {
        return translate(language, 'request.paper_refused', { paper: name, reason: paper.reason });
      }
      return paper.expired ? translate(language, 'request.paper_expired', { paper: name }) : name;
    });
  }

  private async validUntil(tx: Transaction, paper: PaperView, check: PaperCheck): Promise<string | null> {
    const [row] = await tx.query<{ until: string | null; expired: boolean; future: boolean }>(
      `SELECT until::text, coalesce(until < ${TODAY}, false) AS expired, coalesce($2::date > ${TODAY}, false) AS future
         FROM (SELECT coalesce($1::date, ($2::date + make_interval(months => $3::int))::date) AS until) valid`,
      [check.validUntil ?? null, check.issuedOn ?? null, paper.validMonths],
    );
    const { until, expired, future } = row!;
    if (future) throw new InvalidRequestError([{ path: 'issuedOn', message: 'This day has not come yet.' }]);
    if (!until && paper.validMonths !== null) {
      throw new InvalidRequestError([{ path: 'issuedOn', message: 'Say on which day it was issued.' }]);
    }
    if (!until && paper.needsExpiry) {
      throw new InvalidRequestError([{ path: 'validUntil', message: 'Say until when it is valid.' }]);
    }
    if (until && expired) throw new PaperExpiredError(until);
    return until;
  }

  private async remind(tx: Transaction, requestId: string, lacking: string[], dedupe: string): Promise<void> {
    const { reminderDays } = await this.settings.get();
    const days = await tx.query<{ day: number; at: Date }>(
      `SELECT day, insat_now() + make_interval(days => day) AS at FROM unnest($1::int[]) AS day`,
      [reminderDays],
    );
    for (const { day, at } of days) {
      await this.notices.add(tx, {
        requestId,
        kind: 'reminder',
        variables: { papers: lacking },
        dedupe: `${dedupe}:${day}`,
        notBefore: at,
      });
    }
  }

  /** How often the person was asked, this time included. */
  private async asked(tx: Transaction, requestId: string): Promise<number> {
    const [row] = await tx.query<{ nth: number }>(
      `SELECT count(*)::int + 1 AS nth FROM request_notice WHERE request_id = $1 AND kind = 'missing_papers'`,
      [requestId],
    );
    return row!.nth;
  }
}

/** It has to come, and nothing that would do has come. */
export function isLacking({ required, state, expired }: PaperView): boolean {
  return required && (state === 'missing' || state === 'refused' || expired);
}
