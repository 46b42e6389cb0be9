import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { AttestationsService } from '../requests/attestations.service.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { RequestChecks, requirementsOf } from '../requests/request-checks.js';
import type { Field } from '../requests/request-types.schemas.js';
import { maskNationalId, shownValues, type Values } from '../requests/request-values.js';
import { CommitteeAccess, type Reader } from './committee.access.js';
import { AgendaItemNotFoundError } from './committee.errors.js';
import { SocialReportsService } from './social-reports.service.js';

interface HeadRow {
  nationalId: Buffer | null;
  data: Values;
  fields: Field[];
}

/** Everything that the committee reads about one request, and nothing that it does not need: no number, no address. */
@Injectable()
export class DossierService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(AttestationsService) private readonly attestations: AttestationsService,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(SocialReportsService) private readonly reports: SocialReportsService,
    @Inject(RequestChecks) private readonly checks: RequestChecks,
    @Inject(FileStorage) private readonly files: FileStorage,
  ) {}

  /** @throws AgendaItemNotFoundError */
  async of(itemId: string, reader: Reader) {
    const item = await this.access.item(itemId, reader);
    const id = item.requestId;
    const [head, household, papers, files, report, history, attestation, earlier, missing] =
      await Promise.all([
        this.head(id, item.round),
        this.household(id),
        this.papers(id),
        this.fileList(id),
        this.reports.of(id),
        this.transitions.history(this.database, id),
        this.attestations.inForce(this.database, id),
        this.earlier(id, reader),
        this.checks.missing(this.database, id, requirementsOf('under_study')),
      ]);
    const { nationalId, data, fields, ...shown } = head;
    const values = shownValues(fields, data);
    return {
      itemId,
      sessionId: item.sessionId,
      itemState: item.state,
      ...shown,
      nationalIdMasked: nationalId && maskNationalId(this.nationalIds.decrypt(nationalId, id)),
      answers: fields.map((field) => ({
        key: field.key,
        kind: field.kind,
        label: field.label,
        options: field.options ?? [],
        value: shownValue(field, values[field.key]),
      })),
      household,
      papers: papers.map((paper) => ({
        ...paper,
        files: files.filter(({ paperKey }) => paperKey === paper.key),
      })),
      otherFiles: files.filter(({ paperKey }) => !papers.some(({ key }) => key === paperKey)),
      socialReport: report?.finishedAt ? report : null,
      attestation: attestation && {
        signerName: attestation.signerName,
        method: attestation.method,
        signedAt: attestation.signedAt,
      },
      // Reasons are words to one person or another; the committee needs where it went, and when.
      history: history.map(({ action, from, to, at }) => ({ action, from, to, at })),
      earlier,
      missing,
    };
  }

  /** A file of the request. @throws AgendaItemNotFoundError, FileNotFoundError */
  async file(
    itemId: string,
    fileId: string,
    reader: Reader,
  ): Promise<{ stream: Readable; size: number; fileName: string; contentType: string }> {
    const { requestId } = await this.access.item(itemId, reader);
    const [row] = await this.database.query<{ key: string; fileName: string; contentType: string }>(
      `SELECT storage_key AS key, file_name AS "fileName", content_type AS "contentType" FROM request_file
        WHERE id = $1 AND request_id = $2 AND removed_at IS NULL`,
      [fileId, requestId],
    );
    if (!row) throw new AgendaItemNotFoundError(fileId);
    return { ...(await this.files.open(row.key)), fileName: row.fileName, contentType: row.contentType };
  }

  private async head(requestId: string, round: number): Promise<HeadRow> {
    const [row] = await this.database.query<HeadRow>(
      `SELECT r.id AS "requestId", r.reference, r.state, r.applicant_name AS "applicantName",
              r.birth_date::text AS "birthDate", r.city, r.language, r.national_id AS "nationalId", r.data,
              jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS type, v.fields,
              w.round, w.submitted_at AS "submittedAt", w.not_before AS "notBefore", w.answer_by AS "answerBy"
         FROM support_request r JOIN request_type t ON t.id = r.type_id
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
         JOIN request_round w ON w.request_id = r.id AND w.round = $2
        WHERE r.id = $1`,
      [requestId, round],
    );
    return row!;
  }

  private household(requestId: string) {
    return this.database.query(
      `SELECT id, name, relation, birth_date::text AS "birthDate", note FROM household_member
        WHERE request_id = $1 ORDER BY position, id`,
      [requestId],
    );
  }

  private papers(requestId: string) {
    return this.database.query<{ key: string }>(
      `SELECT p->>'key' AS key, p->'label' AS label, (p->>'required')::boolean AS required,
              coalesce(s.state, 'missing') AS state, s.issued_on::text AS "issuedOn", s.valid_until::text AS "validUntil",
              k.name AS "checkedBy", s.checked_at AS "checkedAt",
              coalesce(s.valid_until < (insat_now() AT TIME ZONE 'Asia/Riyadh')::date, false) AS expired
         FROM support_request r
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
        CROSS JOIN LATERAL jsonb_array_elements(v.papers) WITH ORDINALITY AS e (p, position)
         LEFT JOIN request_paper s ON s.request_id = r.id AND s.key = p->>'key'
         LEFT JOIN staff k ON k.id = s.checked_by
        WHERE r.id = $1 ORDER BY e.position`,
      [requestId],
    );
  }

  private fileList(requestId: string) {
    return this.database.query<{ id: string; paperKey: string | null }>(
      `SELECT id, paper_key AS "paperKey", file_name AS "fileName", content_type AS "contentType", size::int
         FROM request_file WHERE request_id = $1 AND removed_at IS NULL ORDER BY added_at, id`,
      [requestId],
    );
  }

  /** Other requests of the same person, and what was decided about this one before. */
  private earlier(requestId: string, reader: Reader) {
    return this.database.query(
      `SELECT o.id = r.id AS same, o.reference, jsonb_build_object('ar', t.name_ar, 'en', t.name_en) AS type, o.state,
              w.submitted_at AS "submittedAt", d.outcome, d.reason_code AS "reasonCode", d.award,
              d.decided_at AS "decidedAt"
         FROM support_request r
         JOIN support_request o ON o.id = r.id OR o.beneficiary_id = r.beneficiary_id
              OR o.national_id_index = r.national_id_index
         JOIN request_type t ON t.id = o.type_id
         JOIN request_round w ON w.request_id = o.id
         LEFT JOIN decision d ON d.request_id = w.request_id AND d.round = w.round
        WHERE r.id = $1 AND (o.id <> r.id OR w.round < r.round) AND NOT has_conflict($2, o.id)
        ORDER BY w.submitted_at DESC LIMIT 50`,
      [requestId, reader.id],
    );
  }
}

/** Without another person's phone; the ID number is masked already. */
function shownValue(field: Field, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (field.kind !== 'person') return value;
  const { name, relation, nationalId } = value as Record<string, string | undefined>;
  return { name: name ?? '', relation: relation ?? null, nationalIdMasked: nationalId ?? null };
}
