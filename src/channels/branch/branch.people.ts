import { Inject, Injectable } from '@nestjs/common';
import type { CarriedDevice } from '../../platform/access/staff-id.js';
import { Database } from '../../platform/database/database.js';
import { PersonChangedError, PersonElsewhereError, PersonNotYetError } from './branch.errors.js';
import type { PersonEdit } from './branch.schemas.js';

/** More a phone need not know. */
const MOST_PEOPLE = 500;

export interface KnownPerson {
  id: string;
  name: string | null;
  phone: string | null;
}

/** Who comes through which representative, and what both the field and the office know of them. */
@Injectable()
export class BranchPeople {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Remembers who carries the answers. Whoever has been given the person since keeps them. */
  async cameBy(address: string, { staff }: CarriedDevice): Promise<void> {
    await this.database.query(
      `INSERT INTO branch_person (address, staff_id, branch) VALUES ($1, $2, $3)
       ON CONFLICT (address) DO UPDATE SET last_at = now()`,
      [address, staff.id, staff.branch],
    );
  }

  async hasRepresentative(address: string): Promise<boolean> {
    return (await this.database.query('SELECT FROM branch_person WHERE address = $1', [address])).length > 0;
  }

  /** Those who come through the representative, latest first, as the office knows them. */
  async of(staffId: string): Promise<KnownPerson[]> {
    return this.database.query<KnownPerson>(
      `SELECT b.address AS id, p.display_name AS name, p.phone
         FROM branch_person b JOIN contact_point p ON p.channel = 'branch' AND p.address = b.address
        WHERE b.staff_id = $1 ORDER BY b.last_at DESC, b.address LIMIT ${MOST_PEOPLE}`,
      [staffId],
    );
  }

  /**
   * Changes a person's details, unless the office changed them since the phone last heard: then both stay, the
   * office's where it is and the phone's among the edits. The same edit twice is one.
   * @throws PersonNotYetError, PersonChangedError, PersonElsewhereError
   */
  async edit(address: string, edit: PersonEdit, { staff }: CarriedDevice): Promise<KnownPerson> {
    const now = await this.database.transaction(async (tx) => {
      const [person] = await tx.query<KnownPerson & { staff_id: string }>(
        `SELECT b.address AS id, p.display_name AS name, p.phone, b.staff_id
           FROM branch_person b JOIN contact_point p ON p.channel = 'branch' AND p.address = b.address
          WHERE b.address = $1 FOR UPDATE OF p`,
        [address],
      );
      if (!person) throw new PersonNotYetError();
      if (person.staff_id !== staff.id) throw new PersonElsewhereError();
      const { name, phone, base } = edit;
      const isThere = person.name === name && person.phone === phone;
      const applied = isThere || (person.name === base.name && person.phone === base.phone);
      await tx.query(
        `INSERT INTO branch_person_edit (id, address, staff_id, name, phone, base_name, base_phone, applied)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET applied = branch_person_edit.applied OR excluded.applied`,
        [edit.id, address, staff.id, name, phone, base.name, base.phone, applied],
      );
      if (applied && !isThere) {
        await tx.query(
          `UPDATE contact_point SET display_name = $2, phone = $3 WHERE channel = 'branch' AND address = $1`,
          [address, name, phone],
        );
      }
      return { ...person, applied };
    });
    if (!now.applied) throw new PersonChangedError(now.name, now.phone);
    return { id: address, name: edit.name, phone: edit.phone };
  }
}
