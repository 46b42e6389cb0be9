import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { fold } from '../../platform/i18n/fold.js';
import { NationalIds } from '../../platform/identity/national-id.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';

/** An identity document that one of us saw with whoever uses a contact point. */
export interface SeenIdentity {
  contactPointId: string;
  /** Ten digits. */
  nationalId: string;
  /** As it stands on the document. */
  name: string;
  /** Who saw it. */
  by: string;
}

interface Owner {
  id: string;
  name: string;
  numbered: boolean;
}

/** Who somebody is by the document they showed: the number comes to their record, encrypted, and nowhere else. */
@Injectable()
export class Identities {
  constructor(
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /**
   * Links the contact point of nobody to the person with this number, or makes that person. What an officer has
   * linked otherwise stays: one telephone can serve a family.
   * @returns false when the contact point belongs to somebody else in the records
   */
  async recognise(tx: Transaction, seen: SeenIdentity): Promise<boolean> {
    const index = this.nationalIds.blindIndex(seen.nationalId);
    // Serialises writers of the same number, as whoever corrects a record does.
    await tx.query('SELECT pg_advisory_xact_lock($1)', [index.readBigInt64BE().toString()]);
    const [contact] = await tx.query<{ beneficiary_id: string | null }>(
      'SELECT beneficiary_id FROM contact_point WHERE id = $1 FOR NO KEY UPDATE',
      [seen.contactPointId],
    );
    if (!contact) return false;
    const [owner] = await tx.query<{ id: string }>(
      'SELECT id FROM beneficiary WHERE national_id_index = $1 FOR KEY SHARE',
      [index],
    );
    if (contact.beneficiary_id) {
      if (owner) return owner.id === contact.beneficiary_id;
      return this.complete(tx, seen, contact.beneficiary_id, index);
    }
    const person = owner?.id ?? (await this.create(tx, seen, index));
    await tx.query('UPDATE contact_point SET beneficiary_id = $2 WHERE id = $1', [
      seen.contactPointId,
      person,
    ]);
    await this.audit.record(tx, [
      {
        actor: officer(seen),
        action: 'contact_point.linked',
        subjectKind: 'contact_point',
        subjectId: seen.contactPointId,
        data: { from: null, to: person, how: 'document_seen' },
      },
    ]);
    return true;
  }

  /** Adds the number to the linked person when the name is theirs and no number is known. */
  private async complete(
    tx: Transaction,
    seen: SeenIdentity,
    personId: string,
    index: Buffer,
  ): Promise<boolean> {
    const [person] = await tx.query<Owner>(
      'SELECT id, name, national_id IS NOT NULL AS numbered FROM beneficiary WHERE id = $1 FOR NO KEY UPDATE',
      [personId],
    );
    if (!person || person.numbered || fold(person.name).trim() !== fold(seen.name).trim()) return false;
    await tx.query(
      'UPDATE beneficiary SET national_id = $2, national_id_index = $3, updated_at = now() WHERE id = $1',
      [personId, this.nationalIds.encrypt(seen.nationalId, personId), index],
    );
    await this.audit.record(tx, [
      {
        actor: officer(seen),
        action: 'beneficiary.changed',
        subjectKind: 'beneficiary',
        subjectId: personId,
        data: { fields: ['nationalId'] },
      },
    ]);
    return true;
  }

  private async create(tx: Transaction, seen: SeenIdentity, index: Buffer): Promise<string> {
    const id = newId();
    await tx.query(
      'INSERT INTO beneficiary (id, name, national_id, national_id_index) VALUES ($1, $2, $3, $4)',
      [id, seen.name, this.nationalIds.encrypt(seen.nationalId, id), index],
    );
    await this.audit.record(tx, [
      { actor: officer(seen), action: 'beneficiary.created', subjectKind: 'beneficiary', subjectId: id },
    ]);
    return id;
  }
}

function officer({ by }: SeenIdentity): Actor {
  return { kind: 'staff', id: by };
}
