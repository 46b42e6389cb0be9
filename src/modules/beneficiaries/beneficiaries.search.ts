import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { fold } from '../../platform/i18n/fold.js';
import { NationalIds, parseNationalId } from '../../platform/identity/national-id.js';
import type { FoundContactPoint } from './beneficiaries.schemas.js';

const MOST_FOUND = 10;

type Row = Omit<FoundContactPoint, 'lastConversation'> & {
  conversationId: string | null;
  reference: string;
  lastMessageAt: Date;
};

/** Looking people up while somebody stands before the desk or holds the line. */
@Injectable()
export class ContactSearch {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NationalIds) private readonly nationalIds: NationalIds,
  ) {}

  /** Contact points by a part of the name or of the number, or by the whole ID number of their person; latest first. */
  async find(q: string): Promise<FoundContactPoint[]> {
    const nationalId = parseNationalId(q);
    const [condition, value] = nationalId
      ? [
          'p.beneficiary_id IN (SELECT id FROM beneficiary WHERE national_id_index = $1)',
          this.nationalIds.blindIndex(nationalId),
        ]
      : [
          `insat_fold(coalesce(p.display_name, '') || ' ' || coalesce(b.name, '') || ' ' || p.address || ' ' ||
                      coalesce(p.phone, '')) LIKE $1`,
          `%${fold(q).replace(/[\\%_]/g, '\\$&')}%`,
        ];
    const rows = await this.database.query<Row>(
      `SELECT p.id, p.channel, p.address, coalesce(p.display_name, b.name) AS name, p.phone,
              l.id AS "conversationId", l.reference, l.last_message_at AS "lastMessageAt"
         FROM contact_point p LEFT JOIN beneficiary b ON b.id = p.beneficiary_id
         LEFT JOIN LATERAL (SELECT id, reference, last_message_at FROM conversation c
                             WHERE c.contact_point_id = p.id ORDER BY c.id DESC LIMIT 1) l ON true
        WHERE ${condition}
        ORDER BY l.last_message_at DESC NULLS LAST, p.id LIMIT ${MOST_FOUND}`,
      [value],
    );
    return rows.map(({ conversationId, reference, lastMessageAt, ...contact }) => ({
      ...contact,
      lastConversation: conversationId
        ? { id: conversationId, reference, lastMessageAt: lastMessageAt.toISOString() }
        : null,
    }));
  }
}
