import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { containing } from '../../platform/i18n/fold.js';
import { NationalIds, parseNationalId } from '../../platform/identity/national-id.js';
import { type Actor, type AuditLine, AuditLog } from '../audit/audit-log.js';
import {
  BeneficiaryNotFoundError,
  ContactPointNotFoundError,
  NationalIdTakenError,
} from './beneficiaries.errors.js';
import type {
  Beneficiary,
  BeneficiaryBody,
  ChangeContactPointBody,
  ContactPointDetail,
  Particulars,
} from './beneficiaries.schemas.js';

const NEWEST_CONVERSATIONS = 50;
const MOST_FOUND = 20;

interface BeneficiaryRow {
  id: string;
  name: string;
  note: string;
  nationalId: Buffer | null;
}

type ContactPointRow = Omit<ContactPointDetail, 'beneficiary' | 'conversations'> & {
  beneficiaryId: string | null;
};

type ConversationRow = Omit<ContactPointDetail['conversations'][number], 'lastMessageAt'> & {
  lastMessageAt: Date;
};

const BENEFICIARY_COLUMNS = 'id, name, note, national_id AS "nationalId"';

/** The people behind the addresses. One address can serve a family, and one person can have many. */
@Injectable()
export class BeneficiariesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
  ) {}

  /** @throws ContactPointNotFoundError */
  async contactPoint(id: string, sql: Sql = this.database): Promise<ContactPointDetail> {
    const { beneficiaryId, ...contactPoint } = await this.readContactPoint(sql, id);
    const [beneficiary] = await sql.query<BeneficiaryRow>(
      `SELECT ${BENEFICIARY_COLUMNS} FROM beneficiary WHERE id = $1`,
      [beneficiaryId],
    );
    const conversations = await sql.query<ConversationRow>(
      `SELECT id, reference, channel, status, subject, last_message_at AS "lastMessageAt", preview
       FROM conversation WHERE contact_point_id = $1 ORDER BY last_message_at DESC, id DESC LIMIT $2`,
      [id, NEWEST_CONVERSATIONS],
    );
    return {
      ...contactPoint,
      beneficiary: beneficiary ? this.shown(beneficiary) : null,
      conversations: conversations.map((row) => ({ ...row, lastMessageAt: row.lastMessageAt.toISOString() })),
    };
  }

  /** @throws ContactPointNotFoundError */
  async changeContactPoint(
    actor: Actor,
    id: string,
    body: ChangeContactPointBody,
  ): Promise<ContactPointDetail> {
    return this.database.transaction(async (tx) => {
      await this.readContactPoint(tx, id, true);
      await tx.query(
        `UPDATE contact_point SET
           display_name = CASE WHEN $2 THEN $3 ELSE display_name END,
           language = CASE WHEN $4 THEN $5 ELSE language END
         WHERE id = $1`,
        [
          id,
          body.displayName !== undefined,
          body.displayName ?? null,
          body.language !== undefined,
          body.language ?? null,
        ],
      );
      await this.audit.record(tx, [line(actor, 'contact_point.changed', id, { fields: Object.keys(body) })]);
      return this.contactPoint(id, tx);
    });
  }

  /**
   * Says whose contact point this is: an existing person, nobody, or the particulars of the person it already
   * belongs to. Particulars for a contact point of nobody make a new person.
   * @throws ContactPointNotFoundError, BeneficiaryNotFoundError, NationalIdTakenError
   */
  async setBeneficiary(actor: Actor, id: string, body: BeneficiaryBody): Promise<ContactPointDetail> {
    return this.database.transaction(async (tx) => {
      const { beneficiaryId } = await this.readContactPoint(tx, id, true);
      if (body && 'name' in body && beneficiaryId) {
        await this.correct(tx, actor, beneficiaryId, body);
      } else {
        const next = await this.personOf(tx, actor, body);
        await tx.query('UPDATE contact_point SET beneficiary_id = $2 WHERE id = $1', [id, next]);
        await this.audit.record(tx, [
          line(actor, next ? 'contact_point.linked' : 'contact_point.unlinked', id, {
            from: beneficiaryId,
            to: next,
          }),
        ]);
      }
      return this.contactPoint(id, tx);
    });
  }

  /** People by a part of their name, however it is spelled, or by their whole ID number. */
  async find(q: string): Promise<Beneficiary[]> {
    const nationalId = parseNationalId(q);
    const rows = nationalId
      ? await this.database.query<BeneficiaryRow>(
          `SELECT ${BENEFICIARY_COLUMNS} FROM beneficiary WHERE national_id_index = $1`,
          [this.nationalIds.blindIndex(nationalId)],
        )
      : await this.database.query<BeneficiaryRow>(
          `SELECT ${BENEFICIARY_COLUMNS} FROM beneficiary
           WHERE search LIKE $1 ORDER BY name, id LIMIT $2`,
          [containing(q), MOST_FOUND],
        );
    return rows.map((row) => this.shown(row));
  }

  private async readContactPoint(sql: Sql, id: string, lock = false): Promise<ContactPointRow> {
    const [row] = await sql.query<ContactPointRow>(
      `SELECT id, channel, address, display_name AS "displayName", language, phone, email,
         opted_out_at IS NOT NULL AS "optedOut", beneficiary_id AS "beneficiaryId"
       FROM contact_point WHERE id = $1 ${lock ? 'FOR NO KEY UPDATE' : ''}`,
      [id],
    );
    if (!row) throw new ContactPointNotFoundError(id);
    return row;
  }

  private async personOf(tx: Transaction, actor: Actor, body: BeneficiaryBody): Promise<string | null> {
    if (body === null) return null;
    if ('name' in body) return this.create(tx, actor, body);
    const [person] = await tx.query('SELECT 1 FROM beneficiary WHERE id = $1 FOR KEY SHARE', [
      body.beneficiaryId,
    ]);
    if (!person) throw new BeneficiaryNotFoundError(body.beneficiaryId);
    return body.beneficiaryId;
  }

  private async create(tx: Transaction, actor: Actor, body: Particulars): Promise<string> {
    const id = newId();
    await this.writeUnique(tx, body, id, (nationalId, index) =>
      tx.query(
        `INSERT INTO beneficiary (id, name, note, national_id, national_id_index) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (national_id_index) DO NOTHING RETURNING id`,
        [id, body.name, body.note ?? '', nationalId, index],
      ),
    );
    const action = 'beneficiary.created';
    await this.audit.record(tx, [{ actor, action, subjectKind: 'beneficiary', subjectId: id }]);
    return id;
  }

  private async correct(tx: Transaction, actor: Actor, id: string, body: Particulars): Promise<void> {
    await this.writeUnique(tx, body, id, (nationalId, index) =>
      tx.query(
        `UPDATE beneficiary SET name = $2, note = coalesce($3, note), updated_at = now(),
           national_id = CASE WHEN $4 THEN $5 ELSE national_id END,
           national_id_index = CASE WHEN $4 THEN $6 ELSE national_id_index END
         WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM beneficiary o WHERE o.national_id_index = $6 AND o.id <> $1)
         RETURNING id`,
        [id, body.name, body.note ?? null, body.nationalId !== undefined, nationalId, index],
      ),
    );
    await this.audit.record(tx, [
      {
        actor,
        action: 'beneficiary.changed',
        subjectKind: 'beneficiary',
        subjectId: id,
        data: { fields: Object.keys(body) },
      },
    ]);
  }

  /** @param write answers no row when somebody else has the ID number */
  private async writeUnique(
    tx: Transaction,
    body: Particulars,
    id: string,
    write: (nationalId: Buffer | null, index: Buffer | null) => Promise<object[]>,
  ): Promise<void> {
    const { nationalId } = body;
    const index = nationalId ? this.nationalIds.blindIndex(nationalId) : null;
    // Serialises writers of the same number, so that neither meets the unique index unprepared.
    if (index) await tx.query('SELECT pg_advisory_xact_lock($1)', [index.readBigInt64BE().toString()]);
    const written = await write(nationalId ? this.nationalIds.encrypt(nationalId, id) : null, index);
    if (written.length > 0) return;
    const [owner] = await tx.query<{ id: string }>(
      'SELECT id FROM beneficiary WHERE national_id_index = $1',
      [index],
    );
    if (!owner) throw new BeneficiaryNotFoundError(id);
    throw new NationalIdTakenError(owner.id);
  }

  private shown({ nationalId, ...row }: BeneficiaryRow): Beneficiary {
    return { ...row, nationalId: nationalId && this.nationalIds.decrypt(nationalId, row.id) };
  }
}

function line(actor: Actor, action: string, id: string, data: Record<string, unknown>): AuditLine {
  return { actor, action, subjectKind: 'contact_point', subjectId: id, data };
}
