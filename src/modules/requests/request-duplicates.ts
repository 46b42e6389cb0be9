import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import type { RequestState } from './request.states.js';
import { RequestNotFoundError } from './requests.errors.js';

export interface DuplicateView {
  id: string;
  reference: string;
  type: { slug: string; name: { ar: string; en: string } };
  state: RequestState;
  /** Null for a draft. */
  submittedAt: Date | null;
}

/** Other requests of the same people that are open or younger than this are shown with a request. */
const MONTHS = 12;
const MOST = 20;

/**
 * Each arm is one look into one index. ID numbers meet by their blind index only: whoever asks here may live in the
 * household of who asks there.
 */
export const DUPLICATES = `
  WITH own AS (SELECT id, national_id_index, beneficiary_id FROM support_request WHERE id = $1),
  numbers AS MATERIALIZED (
    SELECT national_id_index AS number FROM own WHERE national_id_index IS NOT NULL
    UNION SELECT national_id_index FROM household_member WHERE request_id = $1 AND national_id_index IS NOT NULL),
  found AS (
    SELECT r.id FROM numbers JOIN support_request r ON r.national_id_index = numbers.number
    UNION SELECT m.request_id FROM numbers JOIN household_member m ON m.national_id_index = numbers.number
    UNION SELECT r.id FROM own JOIN support_request r ON r.beneficiary_id = own.beneficiary_id)
  SELECT r.id, r.reference, jsonb_build_object('slug', t.slug, 'name', jsonb_build_object('ar', t.name_ar, 'en', t.name_en))
         AS type, r.state, d.submitted_at AS "submittedAt"
    FROM found JOIN support_request r ON r.id = found.id JOIN request_type t ON t.id = r.type_id
    LEFT JOIN request_round d ON d.request_id = r.id AND d.round = r.round
   WHERE r.id <> $1 AND (r.state NOT IN ('closed', 'withdrawn')
      OR r.created_at > insat_now() - make_interval(months => ${MONTHS}))
   ORDER BY r.created_at DESC, r.id DESC LIMIT ${MOST}`;

/** Finds what the same person, or somebody of the household, has asked for already. */
@Injectable()
export class RequestDuplicates {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Newest first. */
  async of(requestId: string, sql: Sql = this.database): Promise<DuplicateView[]> {
    return sql.query<DuplicateView>(DUPLICATES, [requestId], 'request-duplicates.of');
  }

  /** The same. @throws RequestNotFoundError */
  async ofExisting(requestId: string): Promise<DuplicateView[]> {
    const [row] = await this.database.query('SELECT id FROM support_request WHERE id = $1', [requestId]);
    if (!row) throw new RequestNotFoundError(requestId);
    return this.of(requestId);
  }
}
