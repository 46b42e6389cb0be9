import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import type { SignedInStaff } from '../staff/signed-in-staff.js';
import { AttestationsService } from './attestations.service.js';
import { actionsFrom, ruleOf, TRANSITIONS, type TransitionAction } from './request.states.js';
import { RequestTransitions, type TransitionView } from './request.transitions.js';
import { RequestChecks, requirementsOf } from './request-checks.js';
import { RequestDuplicates } from './request-duplicates.js';
import { RequestHouseholds } from './request-household.js';
import { RequestPapers } from './request-papers.js';
import { RequestTypes } from './request-types.service.js';
import { shownValues, type Values } from './request-values.js';
import { RequestNotFoundError } from './requests.errors.js';
import { RequestQueries } from './requests.queries.js';
import { MADE_ELSEWHERE } from './requests.steps.js';

interface Particulars {
  source: 'person' | 'officer' | 'representative';
  language: 'ar' | 'en';
  nationalId: Buffer | null;
  birthDate: string | null;
  phone: string | null;
  city: string | null;
  data: Values;
  revision: number;
  round: number;
  createdAt: Date;
  createdBy: { id: string; name: string } | null;
  conversation: { id: string; reference: string; channel: string };
  beneficiary: { id: string; name: string } | null;
}

interface FileView {
  id: string;
  paperKey: string | null;
  fileName: string;
  contentType: string;
  size: number;
  source: string;
  addedBy: { id: string; name: string } | null;
  addedAt: Date;
}

/** One request with everything that an officer sees of it; a fixed number of statements, however much there is. */
@Injectable()
export class RequestDetails {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RequestQueries) private readonly queries: RequestQueries,
    @Inject(RequestTypes) private readonly types: RequestTypes,
    @Inject(RequestHouseholds) private readonly households: RequestHouseholds,
    @Inject(RequestPapers) private readonly papers: RequestPapers,
    @Inject(RequestChecks) private readonly checks: RequestChecks,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestDuplicates) private readonly duplicates: RequestDuplicates,
    @Inject(AttestationsService) private readonly attestations: AttestationsService,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
  ) {}

  /** The whole ID number for who may change the request; masked for who only reads it. @throws RequestNotFoundError */
  async of(id: string, staff: SignedInStaff) {
    const row = await this.queries.row(id);
    if (!row) throw new RequestNotFoundError(id);
    const sql = this.database;
    const [particulars, type, household, papers, data, files, attestations, rounds] = await Promise.all([
      this.particulars(id),
      this.types.ofRequest(sql, id),
      this.households.of(sql, id),
      this.papers.of(sql, id),
      this.checks.data(sql, id),
      this.files(id),
      this.attestations.history(sql, id),
      this.rounds(id),
    ]);
    const [decision, notices, transitions, duplicates, incomplete] = await Promise.all([
      this.decision(id),
      this.notices(id),
      this.transitions.history(sql, id),
      this.duplicates.of(id),
      this.checks.missing(sql, id, requirementsOf(row.state)),
    ]);
    const { nationalId, data: values, ...rest } = particulars;
    return {
      ...row,
      ...rest,
      type: { ...row.type, ...type },
      nationalId:
        nationalId && staff.permissions.includes('requests.write')
          ? this.nationalIds.decrypt(nationalId, id)
          : row.nationalIdMasked,
      data: shownValues(type.fields, values),
      household,
      papers: papers.map((paper) => ({
        ...paper,
        files: files.filter(({ paperKey }) => paperKey === paper.key),
      })),
      dataChecks: data,
      files,
      attestation: attestations.find(({ voidedAt }) => voidedAt === null) ?? null,
      attestationHistory: attestations,
      rounds,
      decision,
      notices,
      transitions,
      actions: actionsFrom(row.state, staff.permissions).filter((action) => !MADE_ELSEWHERE.includes(action)),
      canUndo: undoable(transitions, staff),
      incomplete,
      duplicates,
    };
  }

  private async particulars(id: string): Promise<Particulars> {
    const [row] = await this.database.query<Particulars>(
      `SELECT r.source, r.language, r.national_id AS "nationalId", r.birth_date::text AS "birthDate", r.phone, r.city, r.data,
              r.revision, r.round, r.created_at AS "createdAt",
              CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('id', k.id, 'name', k.name) END AS "createdBy",
              jsonb_build_object('id', c.id, 'reference', c.reference, 'channel', c.channel) AS conversation,
              CASE WHEN b.id IS NOT NULL THEN jsonb_build_object('id', b.id, 'name', b.name) END AS beneficiary
         FROM support_request r JOIN conversation c ON c.id = r.conversation_id
         LEFT JOIN staff k ON k.id = r.created_by LEFT JOIN beneficiary b ON b.id = r.beneficiary_id
        WHERE r.id = $1`,
      [id],
      'request-detail.particulars',
    );
    if (!row) throw new RequestNotFoundError(id);
    return row;
  }

  private files(id: string): Promise<FileView[]> {
    return this.database.query<FileView>(
      `SELECT f.id, f.paper_key AS "paperKey", f.file_name AS "fileName", f.content_type AS "contentType",
              f.size::float8 AS size, f.source,
              CASE WHEN k.id IS NOT NULL THEN jsonb_build_object('id', k.id, 'name', k.name) END AS "addedBy",
              f.added_at AS "addedAt"
         FROM request_file f LEFT JOIN staff k ON k.id = f.added_by
        WHERE f.request_id = $1 AND f.removed_at IS NULL ORDER BY f.id`,
      [id],
    );
  }

  private rounds(id: string) {
    return this.database.query(
      `SELECT round, submitted_at AS "submittedAt", not_before AS "notBefore", answer_by AS "answerBy"
         FROM request_round WHERE request_id = $1 ORDER BY round`,
      [id],
    );
  }

  /** The latest one; after an appeal that is of an earlier round, until the next. */
  private async decision(id: string) {
    const [row] = await this.database.query(
      `SELECT id, round, outcome, reason_code AS "reasonCode", reason_text AS "reasonText", award, appeal_text AS "appealText",
              appeal_until AS "appealUntil", decided_at AS "decidedAt", session_id AS "sessionId"
         FROM decision WHERE request_id = $1 ORDER BY round DESC LIMIT 1`,
      [id],
    );
    return row ?? null;
  }

  private notices(id: string) {
    return this.database.query(
      `SELECT id, kind, round, state, not_before AS "notBefore", proof, proven_at AS "provenAt", created_at AS "createdAt"
         FROM request_notice WHERE request_id = $1 ORDER BY id`,
      [id],
    );
  }
}

/** The last step, if the table lets whoever asks take it back. */
function undoable(transitions: TransitionView[], staff: SignedInStaff): TransitionAction | null {
  const last = transitions.at(-1)?.action;
  if (!last || !(last in TRANSITIONS)) return null;
  const { undo, who } = ruleOf(last as TransitionAction);
  const may = who.some((mover) => (staff.permissions as readonly string[]).includes(mover));
  return undo && may ? (last as TransitionAction) : null;
}
