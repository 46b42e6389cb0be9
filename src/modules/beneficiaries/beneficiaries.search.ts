import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { containing } from '../../platform/i18n/fold.js';
import { NationalIds, parseNationalId } from '../../platform/identity/national-id.js';
import type { FoundContactPoint } from './beneficiaries.schemas.js';

const MOST_FOUND = 10;
/** Of more than so many the latest are not looked for: whoever types goes on typing. */
const MOST_LOOKED_AT = 500;

const OF_PERSON = `
  SELECT p.id FROM beneficiary b JOIN contact_point p ON p.beneficiary_id = b.id WHERE b.national_id_index = $1`;
const WITH_TEXT = `
  (SELECT id FROM contact_point WHERE search LIKE $1 LIMIT ${MOST_LOOKED_AT})
  UNION
  (SELECT p.id FROM beneficiary b JOIN contact_point p ON p.beneficiary_id = b.id
    WHERE b.search LIKE $1 LIMIT ${MOST_LOOKED_AT})`;

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
    const [found, value] = nationalId
      ? [OF_PERSON, this.nationalIds.blindIndex(nationalId)]
      : [WITH_TEXT, containing(q)];
    const rows = await this.database.query<Row>(
      `WITH found AS (${found})
       SELECT p.id, p.channel, p.address, coalesce(p.display_name, b.name) AS name, p.phone,
              l.id AS "conversationId", l.reference, l.last_message_at AS "lastMessageAt"
         FROM found JOIN contact_point p ON p.id = found.id LEFT JOIN beneficiary b ON b.id = p.beneficiary_id
         LEFT JOIN LATERAL (SELECT id, reference, last_message_at FROM conversation c
                             WHERE c.contact_point_id = p.id
                             ORDER BY c.last_message_at DESC, c.id DESC LIMIT 1) l ON true
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
