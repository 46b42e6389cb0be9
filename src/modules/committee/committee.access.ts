import { Inject, Injectable } from '@nestjs/common';
import type { Permission } from '../../platform/access/access.js';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import {
  AgendaItemNotFoundError,
  ItemSettledError,
  SessionNotFoundError,
  SessionStateError,
} from './committee.errors.js';

/** Whoever asks, and what their role allows. */
export interface Reader {
  id: string;
  permissions: readonly Permission[];
}

export const runs = (reader: Reader): boolean => reader.permissions.includes('committee.run');

export type SessionState = 'planned' | 'in_session' | 'closed' | 'cancelled';
export interface SessionRow {
  id: string;
  number: number;
  heldAt: Date;
  place: string;
  mode: 'consensus' | 'votes';
  quorum: number;
  chairId: string;
  state: SessionState;
  notes: string;
  openedAt: Date | null;
  closedAt: Date | null;
  minutesKey: string | null;
  minutesSha256: string | null;
}

export interface ItemRow {
  id: string;
  sessionId: string;
  requestId: string;
  round: number;
  position: number;
  state: 'waiting' | 'decided' | 'postponed' | 'returned';
}

export const SESSION = `
  SELECT c.id, c.number, c.held_at AS "heldAt", c.place, c.mode, c.quorum, c.chair_id AS "chairId", c.state, c.notes,
         c.opened_at AS "openedAt", c.closed_at AS "closedAt", c.minutes_key AS "minutesKey",
         encode(c.minutes_sha256, 'hex') AS "minutesSha256"
    FROM committee_session c`;

/** A session is somebody's who runs the committee, or sits in it. */
export const SEEN = `($2 OR EXISTS (SELECT FROM committee_seat own WHERE own.session_id = c.id AND own.staff_id = $1))`;

/**
 * Who may see what of the committee's work. What is kept from somebody is answered as if it did not exist, so that an id
 * that was guessed or remembered tells nothing.
 */
@Injectable()
export class CommitteeAccess {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** @throws SessionNotFoundError */
  async session(id: string, reader: Reader, sql: Sql = this.database): Promise<SessionRow> {
    const [row] = await sql.query<SessionRow>(`${SESSION} WHERE c.id = $3 AND ${SEEN}`, [
      reader.id,
      runs(reader),
      id,
    ]);
    if (!row) throw new SessionNotFoundError(id);
    return row;
  }

  /**
   * Locks a session, in one of these states.
   * @throws SessionNotFoundError, SessionStateError
   */
  async lockSession(
    tx: Transaction,
    id: string,
    reader: Reader,
    states: readonly SessionState[],
  ): Promise<SessionRow> {
    await tx.query('SELECT FROM committee_session WHERE id = $1 FOR UPDATE', [id]);
    const session = await this.session(id, reader, tx);
    if (!states.includes(session.state)) throw new SessionStateError(session.state);
    return session;
  }

  /**
   * An item whose request is not kept from the reader. Who only sits in the session reads it until the session is over.
   * @throws AgendaItemNotFoundError
   */
  async item(id: string, reader: Reader, sql: Sql = this.database): Promise<ItemRow> {
    const [row] = await sql.query<ItemRow>(
      `SELECT i.id, i.session_id AS "sessionId", i.request_id AS "requestId", i.round, i.position, i.state
         FROM agenda_item i JOIN committee_session c ON c.id = i.session_id
        WHERE i.id = $3 AND ${SEEN} AND ($2 OR c.state IN ('planned', 'in_session'))
          AND NOT has_conflict($1, i.request_id)`,
      [reader.id, runs(reader), id],
    );
    if (!row) throw new AgendaItemNotFoundError(id);
    return row;
  }

  /**
   * Locks an item that waits, and its session before it.
   * @throws AgendaItemNotFoundError, SessionStateError, ItemSettledError
   */
  async lockItem(
    tx: Transaction,
    id: string,
    reader: Reader,
    states: readonly SessionState[],
  ): Promise<{ item: ItemRow; session: SessionRow }> {
    const { sessionId } = await this.item(id, reader, tx);
    const session = await this.lockSession(tx, sessionId, reader, states);
    const item = await this.item(id, reader, tx);
    if (item.state !== 'waiting') throw new ItemSettledError(item.state);
    return { item, session };
  }

  /** Whether the request is kept from somebody: they, or an office holder for them, said that they are tied to the person. */
  async isTied(staffId: string, requestId: string, sql: Sql = this.database): Promise<boolean> {
    const [row] = await sql.query<{ tied: boolean }>('SELECT has_conflict($1, $2) AS tied', [
      staffId,
      requestId,
    ]);
    return row!.tied;
  }
}
