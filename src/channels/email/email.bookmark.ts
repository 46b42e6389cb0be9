import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';

/** How far a mailbox has been read. UIDs mean something only together with their UIDVALIDITY. */
export interface Bookmark {
  uidValidity: bigint;
  lastUid: number;
  /** Mail that the server got before this is left alone. */
  takenSince: Date;
}

interface BookmarkRow {
  uid_validity: string;
  last_uid: string;
  taken_since: Date;
}

/** The bookmarks, in the database: they outlive the process and are the same for whoever reads next. */
@Injectable()
export class EmailBookmarks {
  constructor(@Inject(Database) private readonly database: Database) {}

  async find(accountId: string, mailbox: string): Promise<Bookmark | null> {
    const [row] = await this.database.query<BookmarkRow>(
      'SELECT uid_validity, last_uid, taken_since FROM email_mailbox WHERE account_id = $1 AND mailbox = $2',
      [accountId, mailbox],
    );
    return row
      ? { uidValidity: BigInt(row.uid_validity), lastUid: Number(row.last_uid), takenSince: row.taken_since }
      : null;
  }

  /** Moves forward; starts over only for another UIDVALIDITY. A slower reader cannot move it back. */
  async move(accountId: string, mailbox: string, to: Bookmark): Promise<void> {
    await this.database.query(
      `INSERT INTO email_mailbox AS known (account_id, mailbox, uid_validity, last_uid, taken_since)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (account_id, mailbox) DO UPDATE
          SET uid_validity = excluded.uid_validity,
              last_uid = CASE WHEN known.uid_validity = excluded.uid_validity
                              THEN greatest(known.last_uid, excluded.last_uid)
                              ELSE excluded.last_uid END,
              updated_at = now()`,
      [accountId, mailbox, to.uidValidity.toString(), to.lastUid, to.takenSince],
    );
  }
}
