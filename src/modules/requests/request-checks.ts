import { Inject, Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '../../platform/database/database.js';
import type { RequestState } from './request.states.js';
import { RequestPapers, TODAY } from './request-papers.js';
import { RequestTypes } from './request-types.service.js';
import { missingValues, type Values, valueHash } from './request-values.js';
import { RequestIncompleteError, RequestItemNotFoundError } from './requests.errors.js';
import type { DatumCheck } from './requests.schemas.js';

/** What can be asked of a request before it goes on. */
export type Requirement = 'values' | 'papers' | 'data' | 'attestation';

export interface DatumView {
  key: string;
  /** Somebody held this very value against a document. */
  verified: boolean;
  checkedBy: { id: string; name: string } | null;
  checkedAt: Date | null;
  validUntil: string | null;
  note: string | null;
  expired: boolean;
}

/** Matching a request with its documents: each datum by whom and when, and what is still missing, all of it at once. */
@Injectable()
export class RequestChecks {
  constructor(
    @Inject(RequestTypes) private readonly types: RequestTypes,
    @Inject(RequestPapers) private readonly papers: RequestPapers,
  ) {}

  /** Where each datum stands that is to be verified, or was. */
  async data(sql: Sql, requestId: string): Promise<DatumView[]> {
    const type = await this.types.ofRequest(sql, requestId);
    const values = await this.valuesOf(sql, requestId);
    const rows = await sql.query<Omit<DatumView, 'verified'> & { hash: Buffer }>(
      `SELECT d.key, d.value_hash AS hash, jsonb_build_object('id', k.id, 'name', k.name) AS "checkedBy",
              d.checked_at AS "checkedAt", d.valid_until::text AS "validUntil", d.note,
              coalesce(d.valid_until < ${TODAY}, false) AS expired
         FROM request_datum d JOIN staff k ON k.id = d.checked_by WHERE d.request_id = $1`,
      [requestId],
      'request-checks.data',
    );
    const checks = new Map(rows.map((row) => [row.key, row]));
    return type.fields
      .filter((field) => field.verify || checks.has(field.key))
      .map(({ key }) => {
        const check = checks.get(key);
        if (!check || !(key in values) || !check.hash.equals(valueHash(values[key]))) return unverified(key);
        const { hash: _, ...shown } = check;
        return { ...shown, verified: true };
      });
  }

  /**
   * Says that a datum was held against a document, or that it was not after all.
   * @throws RequestItemNotFoundError when there is no such field, or it has no value
   */
  async checkDatum(
    tx: Transaction,
    requestId: string,
    key: string,
    check: DatumCheck,
    staffId: string,
  ): Promise<void> {
    const type = await this.types.ofRequest(tx, requestId);
    const values = await this.valuesOf(tx, requestId);
    if (!type.fields.some((field) => field.key === key)) throw new RequestItemNotFoundError(key);
    if (!check.verified) {
      await tx.query('DELETE FROM request_datum WHERE request_id = $1 AND key = $2', [requestId, key]);
      return;
    }
    if (!(key in values)) throw new RequestItemNotFoundError(key);
    await tx.query(
      `INSERT INTO request_datum (request_id, key, value_hash, checked_by, valid_until, note)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (request_id, key) DO UPDATE SET value_hash = excluded.value_hash, checked_by = excluded.checked_by,
          checked_at = insat_now(), valid_until = excluded.valid_until, note = excluded.note`,
      [requestId, key, valueHash(values[key]), staffId, check.validUntil ?? null, check.note || null],
    );
  }

  /** @throws RequestIncompleteError with everything that is missing */
  async require(sql: Sql, requestId: string, what: readonly Requirement[]): Promise<void> {
    const missing = await this.missing(sql, requestId, what);
    if (missing.length > 0) throw new RequestIncompleteError(missing);
  }

  /**
   * What is missing, as codes: `applicant:name`, `field:need`, `paper:id_card:missing` (or `refused`, `unchecked`,
   * `expired`), `datum:income:unverified` (or `expired`), `attestation:missing`.
   */
  async missing(sql: Sql, requestId: string, what: readonly Requirement[]): Promise<string[]> {
    const codes: string[] = [];
    if (what.includes('values')) codes.push(...(await this.missingValues(sql, requestId)));
    if (what.includes('papers')) codes.push(...(await this.missingPapers(sql, requestId)));
    if (what.includes('data')) codes.push(...(await this.missingData(sql, requestId)));
    if (what.includes('attestation')) {
      const [signed] = await sql.query(
        'SELECT 1 AS signed FROM attestation WHERE request_id = $1 AND voided_at IS NULL',
        [requestId],
      );
      if (!signed) codes.push('attestation:missing');
    }
    return codes;
  }

  private async missingValues(sql: Sql, requestId: string): Promise<string[]> {
    const type = await this.types.ofRequest(sql, requestId);
    const [row] = await sql.query<{ named: boolean; numbered: boolean; data: Values }>(
      `SELECT applicant_name <> '' AS named, national_id IS NOT NULL AS numbered, data FROM support_request WHERE id = $1`,
      [requestId],
    );
    return [
      ...(row!.named ? [] : ['applicant:name']),
      ...(row!.numbered ? [] : ['applicant:national_id']),
      ...missingValues(type.fields, row!.data).map((key) => `field:${key}`),
    ];
  }

  private async missingPapers(sql: Sql, requestId: string): Promise<string[]> {
    return (await this.papers.of(sql, requestId))
      .filter(({ required }) => required)
      .flatMap(({ key, state, expired }) => {
        if (expired) return [`paper:${key}:expired`];
        if (state === 'verified' || state === 'waived') return [];
        return [`paper:${key}:${state === 'received' ? 'unchecked' : state}`];
      });
  }

  private async missingData(sql: Sql, requestId: string): Promise<string[]> {
    const type = await this.types.ofRequest(sql, requestId);
    const values = await this.valuesOf(sql, requestId);
    const wanted = type.fields.filter((field) => field.verify && field.key in values).map(({ key }) => key);
    return (await this.data(sql, requestId))
      .filter(({ key, verified, expired }) => wanted.includes(key) && (!verified || expired))
      .map(({ key, expired }) => `datum:${key}:${expired ? 'expired' : 'unverified'}`);
  }

  private async valuesOf(sql: Sql, requestId: string): Promise<Values> {
    const [row] = await sql.query<{ data: Values }>('SELECT data FROM support_request WHERE id = $1', [
      requestId,
    ]);
    return row?.data ?? {};
  }
}

/** What the next step of a request in this state asks of it. */
export function requirementsOf(state: RequestState): Requirement[] {
  if (state === 'draft') return ['values'];
  if (['submitted', 'papers_missing', 'verified', 'under_study', 'appealed'].includes(state)) {
    return ['papers', 'data', 'attestation'];
  }
  return [];
}

function unverified(key: string): DatumView {
  return {
    key,
    verified: false,
    checkedBy: null,
    checkedAt: null,
    validUntil: null,
    note: null,
    expired: false,
  };
}
