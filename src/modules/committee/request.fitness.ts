import { Inject, Injectable } from '@nestjs/common';
import type { Sql } from '../../platform/database/database.js';
import { AppError } from '../../platform/errors.js';
import { AttestationsService } from '../requests/attestations.service.js';

/** What a request lacks to be decided upon, all of it at once. */
export class RequestUnfitError extends AppError {
  constructor(missing: string[]) {
    super('support_request.incomplete', 422, { missing });
  }
}

/** Whether a request can still be decided upon: the person stands by it, and its papers have not run out meanwhile. */
@Injectable()
export class RequestFitness {
  constructor(@Inject(AttestationsService) private readonly attestations: AttestationsService) {}

  /** @throws RequestUnfitError */
  async require(sql: Sql, requestId: string): Promise<void> {
    const missing = await this.missing(sql, requestId);
    if (missing.length > 0) throw new RequestUnfitError(missing);
  }

  /** Codes like `attestation:missing` and `paper:id_card:expired`. */
  async missing(sql: Sql, requestId: string): Promise<string[]> {
    const papers = await sql.query<{ code: string }>(
      `SELECT 'paper:' || (p->>'key') || ':' ||
              CASE WHEN s.valid_until < ${TODAY} THEN 'expired' ELSE coalesce(s.state, 'missing') END AS code
         FROM support_request r
         JOIN request_type_version v ON v.type_id = r.type_id AND v.version = r.type_version
        CROSS JOIN LATERAL jsonb_array_elements(v.papers) AS p
         LEFT JOIN request_paper s ON s.request_id = r.id AND s.key = p->>'key'
        WHERE r.id = $1 AND (p->>'required')::boolean
          AND (coalesce(s.state, 'missing') NOT IN ('verified', 'waived') OR s.valid_until < ${TODAY})`,
      [requestId],
    );
    const attested = await this.attestations.inForce(sql, requestId);
    return [...papers.map(({ code }) => code), ...(attested ? [] : ['attestation:missing'])];
  }
}

const TODAY = `(insat_now() AT TIME ZONE 'Asia/Riyadh')::date`;
