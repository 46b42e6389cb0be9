import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { containing } from '../../platform/i18n/fold.js';
import { NationalIds, parseNationalId } from '../../platform/identity/national-id.js';
import { REQUEST_STATES, type RequestState } from './request.states.js';
import { TODAY } from './request-papers.js';
import { maskNationalId } from './request-values.js';
import type { RequestsQuery } from './requests.schemas.js';

/** Counts are exact up to here; beyond it nobody reads them, and they cost. */
export const COUNT_CAP = 1_000;

const keys = z.tuple([z.iso.datetime(), z.uuid()]);
/** Nobody has decided yet. */
const UNDECIDED = `('submitted', 'papers_missing', 'verified', 'under_study', 'appealed')`;

export interface RequestRow {
  id: string;
  reference: string;
  type: { slug: string; name: { ar: string; en: string } };
  state: RequestState;
  stateSince: Date;
  applicantName: string;
  nationalIdMasked: string | null;
  channel: string;
  conversationId: string;
  owner: { id: string; name: string } | null;
  submittedAt: Date | null;
  notBefore: Date | null;
  answerBy: Date | null;
  attested: boolean;
  papersMissing: number;
  updatedAt: Date;
}
type StoredRow = Omit<RequestRow, 'nationalIdMasked'> & { nationalId: Buffer | null; cursorAt: string };

const COLUMNS = `r.id, r.reference,
  jsonb_build_object('slug', t.slug, 'name', jsonb_build_object('ar', t.name_ar, 'en', t.name_en)) AS type, r.state,
  r.state_since AS "stateSince", r.applicant_name AS "applicantName", r.national_id AS "nationalId", c.channel,
  r.conversation_id AS "conversationId",
  CASE WHEN o.id IS NOT NULL THEN jsonb_build_object('id', o.id, 'name', o.name) END AS owner,
  d.submitted_at AS "submittedAt", d.not_before AS "notBefore", d.answer_by AS "answerBy",
  EXISTS (SELECT FROM attestation a WHERE a.request_id = r.id AND a.voided_at IS NULL) AS attested,
  (SELECT count(*)::int FROM jsonb_array_elements(v.papers) p
     LEFT JOIN request_paper s ON s.request_id = r.id AND s.key = p->>'key'
    WHERE (p->>'required')::boolean
      AND (s.key IS NULL OR s.state IN ('missing', 'refused') OR s.valid_until < ${TODAY})) AS "papersMissing",
  r.updated_at AS "updatedAt", to_char(r.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "cursorAt"`;
const JOINS = `JOIN request_type t ON t.id = r.type_id
  JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
  JOIN conversation c ON c.id = r.conversation_id
  LEFT JOIN staff o ON o.id = r.owner_id
  LEFT JOIN request_round d ON d.request_id = r.id AND d.round = r.round`;

/** Lists of requests: keyset pages over their own indexes, the particulars of a page's rows read once it is known. */
@Injectable()
export class RequestQueries {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
  ) {}

  /** The last changed first. */
  async list(query: RequestsQuery, staffId: string) {
    const { text, values } = this.listSql(query, staffId);
    const rows = await this.database.query<StoredRow>(text, values);
    return page(
      rows,
      query.limit,
      (row) => [row.cursorAt, row.id],
      (row) => this.shown(row),
    );
  }

  /** Requests in each state, each exact up to `COUNT_CAP`. */
  async counts(): Promise<Record<RequestState, number>> {
    const rows = await this.database.query<{ state: RequestState; count: number }>(
      `SELECT s.state, n.count FROM unnest($1::text[]) AS s (state)
        CROSS JOIN LATERAL (SELECT count(*)::int FROM
          (SELECT FROM support_request r WHERE r.state = s.state LIMIT ${COUNT_CAP}) capped) AS n`,
      [REQUEST_STATES],
      'requests.counts',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count])) as Record<RequestState, number>;
  }

  /** Of one conversation, the newest first. */
  async ofConversation(conversationId: string): Promise<RequestRow[]> {
    const rows = await this.database.query<StoredRow>(
      `SELECT ${COLUMNS} FROM support_request r ${JOINS} WHERE r.conversation_id = $1 ORDER BY r.id DESC LIMIT 100`,
      [conversationId],
      'requests.of-conversation',
    );
    return rows.map((row) => this.shown(row));
  }

  async row(id: string): Promise<RequestRow | undefined> {
    const [row] = await this.database.query<StoredRow>(
      `SELECT ${COLUMNS} FROM support_request r ${JOINS} WHERE r.id = $1`,
      [id],
      'requests.row',
    );
    return row && this.shown(row);
  }

  /** The statement of a list, for tests of its plan as well. */
  listSql(query: RequestsQuery, staffId: string): { text: string; values: unknown[] } {
    const values: unknown[] = [];
    const value = (one: unknown) => `$${values.push(one)}`;
    const where: string[] = [];
    if (query.type) {
      where.push(`r.type_id = (SELECT id FROM request_type WHERE slug = ${value(query.type)})`);
    }
    if (query.owner === 'me') where.push(`r.owner_id = ${value(staffId)}`);
    if (query.overdue) {
      where.push(`r.state IN ${UNDECIDED} AND insat_now() > (SELECT answer_by FROM request_round d
        WHERE d.request_id = r.id AND d.round = r.round)`);
    }
    if (query.q) where.push(this.searched(query.q, value));
    if (query.cursor) {
      const [at, id] = decodeCursor(query.cursor, keys);
      where.push(`(r.updated_at, r.id) < (${value(at)}, ${value(id)})`);
    }
    const limit = value(query.limit + 1);
    // The index leads with the state: of several at once the newest are among those of each.
    const arms = (query.state ? [...new Set(query.state)] : [null]).map((state) => {
      const all = state ? [`r.state = ${value(state)}`, ...where] : where;
      return `(SELECT r.id FROM support_request r ${all.length > 0 ? `WHERE ${all.join(' AND ')}` : ''}
                ORDER BY r.updated_at DESC, r.id DESC LIMIT ${limit})`;
    });
    const text = `WITH newest AS MATERIALIZED (${arms.join(' UNION ALL ')})
      SELECT ${COLUMNS} FROM newest JOIN support_request r ON r.id = newest.id ${JOINS}
       ORDER BY r.updated_at DESC, r.id DESC LIMIT ${limit}`;
    return { text, values };
  }

  /** The hits are found first: by way of the list's order, a rare word would read all of it. */
  private searched(q: string, value: (one: unknown) => string): string {
    const nationalId = parseNationalId(q);
    if (nationalId) {
      const index = value(this.nationalIds.blindIndex(nationalId));
      return `r.id IN (SELECT id FROM support_request WHERE national_id_index = ${index}
        UNION SELECT request_id FROM household_member WHERE national_id_index = ${index})`;
    }
    const words = /^[\d٠-٩۰-۹\s-]+$/.test(q) ? q.replace(/[\s-]/g, '') : q;
    return `r.id IN (SELECT unnest(ARRAY(SELECT id FROM support_request WHERE search LIKE ${value(containing(words))})))`;
  }

  private shown({ nationalId, cursorAt: _, ...row }: StoredRow): RequestRow {
    return {
      ...row,
      nationalIdMasked: nationalId && maskNationalId(this.nationalIds.decrypt(nationalId, row.id)),
    };
  }
}
