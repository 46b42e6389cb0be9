import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import type { LinkState, LinkView } from '../core/device-link.js';

/** How long a process owns the session after it last said so. Who dies is followed within this time. */
export const LEASE_SECONDS = 12;

/** What the row says to the process that owns the session. */
export interface LinkRecord {
  state: LinkState;
  asked: 'begin' | 'end' | null;
  /** E.164, of the phone that is or was linked. */
  number: string | null;
  linkedAt: Date | null;
  readUntil: Date | null;
}

/** A session just taken. */
export interface TakenLink extends LinkRecord {
  /** Whether another process had it and died, or hangs: it has not let go of what it was doing. */
  isInherited: boolean;
}

export interface LinkChange {
  state: LinkState;
  reason?: string | null;
  code?: string | null;
  number?: string;
}

/** States that last until a person links a phone again. All others are those of an open session, and go with its owner. */
const ENDED = `'logged_out', 'unlinked'`;
const COLUMNS = `state, asked, number, linked_at AS "linkedAt", read_until AS "readUntil"`;

/**
 * The row of the linked phone: the lease of its one owner, and how the link stands. The database's clock rules,
 * whatever the processes' clocks say.
 */
@Injectable()
export class LinkRecords {
  /** This process, for as long as it lives. */
  private readonly owner = newId();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Realtime) private readonly realtime: Realtime,
  ) {}

  /** Takes the session for this process; null when another has it. */
  async take(accountId: string): Promise<TakenLink | null> {
    // The inner SELECT still sees the row as it was before.
    const [row] = await this.database.query<TakenLink>(
      `INSERT INTO device_link AS link (account_id, owner, owned_until)
       VALUES ($1, $2, now() + make_interval(secs => ${LEASE_SECONDS}))
       ON CONFLICT (account_id) DO UPDATE
          SET owner = excluded.owner, owned_until = excluded.owned_until, code = NULL,
              changed_at = CASE WHEN link.state IN (${ENDED}, 'starting') THEN link.changed_at ELSE now() END,
              reason = CASE WHEN link.state IN (${ENDED}) THEN link.reason END,
              state = CASE WHEN link.state IN (${ENDED}) THEN link.state ELSE 'starting' END
        WHERE link.owner IS NULL OR link.owner = excluded.owner OR link.owned_until < now()
       RETURNING ${COLUMNS}, coalesce(
         (SELECT was.owner <> $2 AND was.owned_until < now() FROM device_link was WHERE was.account_id = $1),
         false) AS "isInherited"`,
      [accountId, this.owner],
    );
    return row ?? null;
  }

  /**
   * Says that this process still has the session.
   * @param isReadUp whether everything that WhatsApp has shown us is journalled
   * @returns null when another process has it meanwhile
   */
  async renew(accountId: string, isReadUp: boolean): Promise<LinkRecord | null> {
    const [row] = await this.database.query<LinkRecord>(
      `UPDATE device_link
          SET owned_until = now() + make_interval(secs => ${LEASE_SECONDS}),
              read_until = CASE WHEN $3 THEN now() ELSE read_until END
        WHERE account_id = $1 AND owner = $2
        RETURNING ${COLUMNS}`,
      [accountId, this.owner, isReadUp],
      'device-link.renew',
    );
    return row ?? null;
  }

  async release(accountId: string): Promise<void> {
    await this.database.query(
      'UPDATE device_link SET owner = NULL, owned_until = NULL, code = NULL WHERE account_id = $1 AND owner = $2',
      [accountId, this.owner],
    );
  }

  /**
   * Writes down how the link stands, and tells the administrators' pages. A number that was not linked before
   * starts with an empty past: what its phone holds from earlier is not ours.
   */
  async show(accountId: string, change: LinkChange): Promise<LinkRecord | null> {
    const { state, reason = null, code = null, number = null } = change;
    const [row] = await this.database.query<LinkRecord>(
      `UPDATE device_link
          SET changed_at = CASE WHEN state <> $3 THEN now() ELSE changed_at END,
              state = $3, reason = $4, code = $5,
              linked_at = CASE WHEN $6::text IS NOT NULL AND number IS DISTINCT FROM $6 THEN now() ELSE linked_at END,
              read_until = CASE WHEN $6::text IS NOT NULL AND number IS DISTINCT FROM $6 THEN now() ELSE read_until END,
              number = coalesce($6, number)
        WHERE account_id = $1 AND owner = $2
        RETURNING ${COLUMNS}`,
      [accountId, this.owner, state, reason, code, number],
    );
    // The code itself goes only to those who ask for it with their rights.
    this.realtime.emit('/inbox', 'settings', 'channel.link', { accountId, state });
    return row ?? null;
  }

  /** An administrator's wish, for the owner to hear at its next renewal. */
  async ask(accountId: string, asked: 'begin' | 'end'): Promise<void> {
    await this.database.query(
      `INSERT INTO device_link (account_id, asked) VALUES ($1, $2)
       ON CONFLICT (account_id) DO UPDATE SET asked = excluded.asked`,
      [accountId, asked],
    );
  }

  async heard(accountId: string): Promise<void> {
    await this.database.query('UPDATE device_link SET asked = NULL WHERE account_id = $1 AND owner = $2', [
      accountId,
      this.owner,
    ]);
  }

  async view(accountId: string): Promise<LinkView> {
    const [row] = await this.database.query<LinkView & { isOwned: boolean }>(
      `SELECT state, reason, code, number, changed_at AS since, coalesce(owned_until > now(), false) AS "isOwned"
         FROM device_link WHERE account_id = $1`,
      [accountId],
    );
    if (!row) return { state: 'starting', reason: null, code: null, number: null, since: new Date() };
    const { isOwned, ...view } = row;
    const needsOwner = !['logged_out', 'unlinked', 'unable'].includes(view.state);
    if (isOwned || !needsOwner) return view;
    return { ...view, state: 'disconnected', reason: 'no_process', code: null };
  }
}
