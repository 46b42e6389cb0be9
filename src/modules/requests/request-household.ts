import { Inject, Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { maskNationalId } from './request-values.js';
import { RequestItemNotFoundError } from './requests.errors.js';
import type { HouseholdMember } from './requests.schemas.js';

interface Row {
  id: string;
  position: number;
  name: string;
  relation: HouseholdMember['relation'];
  birthDate: string | null;
  nationalId: Buffer | null;
  nationalIdIndex: Buffer | null;
  note: string;
}

export interface HouseholdView {
  id: string;
  name: string;
  relation: HouseholdMember['relation'];
  birthDate: string | null;
  nationalIdMasked: string | null;
  note: string;
}

/** Who lives with the person. A row that says the same as before is left alone: touching it would void the attestation. */
@Injectable()
export class RequestHouseholds {
  constructor(@Inject(NationalIds) private readonly nationalIds: NationalIds) {}

  async of(sql: Sql, requestId: string): Promise<HouseholdView[]> {
    return (await this.rows(sql, requestId)).map(
      ({ nationalId, nationalIdIndex: _, position: __, ...row }) => ({
        ...row,
        nationalIdMasked: nationalId && maskNationalId(this.nationalIds.decrypt(nationalId, row.id)),
      }),
    );
  }

  /**
   * Makes the household what it is said to be.
   * @returns whether anything changed
   * @throws RequestItemNotFoundError when a member that is named is not there
   */
  async replace(tx: Transaction, requestId: string, household: HouseholdMember[]): Promise<boolean> {
    const before = new Map((await this.rows(tx, requestId)).map((row) => [row.id, row]));
    const wanted = household.map((member, position) => this.wanted(member, position, before));
    const changed = wanted.filter((row) => !same(row, before.get(row.id)));
    const kept = new Set(wanted.map(({ id }) => id));
    const gone = [...before.keys()].filter((id) => !kept.has(id));
    if (gone.length > 0) {
      await tx.query('DELETE FROM household_member WHERE id = ANY($1::uuid[])', [gone]);
    }
    if (changed.length > 0) {
      await tx.query(
        `INSERT INTO household_member (id, request_id, position, name, relation, birth_date, national_id,
                                       national_id_index, note)
         SELECT m.id, $1, m.position, m.name, m.relation, m.birth_date, m.national_id, m.national_id_index, m.note
           FROM unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::date[], $7::bytea[], $8::bytea[], $9::text[])
                AS m (id, position, name, relation, birth_date, national_id, national_id_index, note)
         ON CONFLICT (id) DO UPDATE SET position = excluded.position, name = excluded.name, relation = excluded.relation,
            birth_date = excluded.birth_date, national_id = excluded.national_id,
            national_id_index = excluded.national_id_index, note = excluded.note`,
        [
          requestId,
          changed.map((row) => row.id),
          changed.map((row) => row.position),
          changed.map((row) => row.name),
          changed.map((row) => row.relation),
          changed.map((row) => row.birthDate),
          changed.map((row) => row.nationalId),
          changed.map((row) => row.nationalIdIndex),
          changed.map((row) => row.note),
        ],
      );
    }
    return gone.length + changed.length > 0;
  }

  private wanted(member: HouseholdMember, position: number, before: Map<string, Row>): Row {
    const old = member.id === undefined ? undefined : before.get(member.id);
    if (member.id !== undefined && !old) throw new RequestItemNotFoundError(member.id);
    const id = old?.id ?? newId();
    const { name, relation, birthDate, note } = member;
    const row = { id, position, name, relation, birthDate, note };
    const given = member.nationalId;
    if (given === null) return { ...row, nationalId: null, nationalIdIndex: null };
    if (given === undefined || given.startsWith('•')) {
      return { ...row, nationalId: old?.nationalId ?? null, nationalIdIndex: old?.nationalIdIndex ?? null };
    }
    const index = this.nationalIds.blindIndex(given);
    if (old?.nationalIdIndex?.equals(index)) {
      return { ...row, nationalId: old.nationalId, nationalIdIndex: old.nationalIdIndex };
    }
    return { ...row, nationalId: this.nationalIds.encrypt(given, id), nationalIdIndex: index };
  }

  private rows(sql: Sql, requestId: string): Promise<Row[]> {
    return sql.query<Row>(
      `SELECT id, position, name, relation, birth_date::text AS "birthDate", national_id AS "nationalId",
              national_id_index AS "nationalIdIndex", note
         FROM household_member WHERE request_id = $1 ORDER BY position, id`,
      [requestId],
      'request-household.of',
    );
  }
}

const PLAIN = ['position', 'name', 'relation', 'birthDate', 'note'] as const;

function same(row: Row, before: Row | undefined): boolean {
  if (!before) return false;
  const index = (one: Row) => one.nationalIdIndex?.toString('hex');
  return index(row) === index(before) && PLAIN.every((key) => row[key] === before[key]);
}
