import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { AuditLog } from '../audit/audit-log.js';
import { ROLE_PERMISSIONS, ROLES } from '../staff/staff.roles.js';
import { CommitteeAccess, type Reader, runs, SEEN, SESSION, type SessionRow } from './committee.access.js';
import { QuorumMissingError, SeatsInvalidError } from './committee.errors.js';
import type { Seats, SessionPlan, SessionsQuery } from './committee.schemas.js';

const keys = z.tuple([z.iso.datetime(), z.uuid()]);

/** Who may have a seat: members, and whoever runs the committee. */
const SEATED_ROLES = ROLES.filter((role) =>
  ROLE_PERMISSIONS[role].some(
    (permission) => permission === 'committee.sit' || permission === 'committee.run',
  ),
);

export interface SeatView {
  staffId: string;
  name: string;
  present: boolean;
}

/** Sessions of the research committee: planned, opened with a quorum, cancelled. Closing them is the minutes' matter. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** The latest first; for a member those where they have a seat. */
  async list(query: SessionsQuery, reader: Reader) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<SessionRow & { items: number; waiting: number; cursor: string }>(
      `SELECT s.*, (SELECT count(*)::int FROM agenda_item i WHERE i.session_id = s.id) AS items,
              (SELECT count(*)::int FROM agenda_item i WHERE i.session_id = s.id AND i.state = 'waiting') AS waiting,
              to_char(s."heldAt" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor
         FROM (${SESSION}
        WHERE ${SEEN} AND ($3::text IS NULL OR c.state = $3)
          AND ($4::timestamptz IS NULL OR (c.held_at, c.id) < ($4, $5::uuid))
        ORDER BY c.held_at DESC, c.id DESC LIMIT $6) s ORDER BY s."heldAt" DESC, s.id DESC`,
      [reader.id, runs(reader), query.state ?? null, at, id, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.cursor, row.id],
      ({ items, waiting, ...row }) => ({ ...headOf(row), items, waiting }),
    );
  }

  async seats(sessionId: string, sql: Pick<Database, 'query'> = this.database): Promise<SeatView[]> {
    return sql.query<SeatView>(
      `SELECT t.staff_id AS "staffId", s.name, t.present
         FROM committee_seat t JOIN staff s ON s.id = t.staff_id JOIN committee_session c ON c.id = t.session_id
        WHERE t.session_id = $1 ORDER BY t.staff_id = c.chair_id DESC, s.name, s.id`,
      [sessionId],
    );
  }

  /** Who can be given a seat. */
  async candidates() {
    const data = await this.database.query(
      'SELECT id, name, role FROM staff WHERE active AND role = ANY($1::text[]) ORDER BY name, id',
      [SEATED_ROLES],
    );
    return { data };
  }

  /** @throws SeatsInvalidError */
  async plan(plan: SessionPlan, reader: Reader): Promise<{ id: string }> {
    return this.database.transaction(async (tx) => {
      const id = newId();
      await this.checkSeats(tx, plan);
      await tx.query(
        `INSERT INTO committee_session (id, held_at, place, mode, quorum, chair_id, notes, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, plan.heldAt, plan.place, plan.mode, plan.quorum, plan.chairId, plan.notes, reader.id],
      );
      await tx.query(
        'INSERT INTO committee_seat (session_id, staff_id) SELECT $1, * FROM unnest($2::uuid[])',
        [id, plan.memberIds],
      );
      await this.record(tx, 'planned', id, reader, { quorum: plan.quorum, mode: plan.mode });
      return { id };
    });
  }

  /** Plans it anew, as long as it has not begun. @throws SessionNotFoundError, SessionStateError, SeatsInvalidError */
  async change(id: string, plan: SessionPlan, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.access.lockSession(tx, id, reader, ['planned']);
      await this.checkSeats(tx, plan);
      await tx.query(
        `UPDATE committee_session SET held_at = $2, place = $3, mode = $4, quorum = $5, chair_id = $6, notes = $7
          WHERE id = $1`,
        [id, plan.heldAt, plan.place, plan.mode, plan.quorum, plan.chairId, plan.notes],
      );
      await tx.query('DELETE FROM committee_seat WHERE session_id = $1 AND staff_id <> ALL($2::uuid[])', [
        id,
        plan.memberIds,
      ]);
      await tx.query(
        `INSERT INTO committee_seat (session_id, staff_id) SELECT $1, * FROM unnest($2::uuid[]) ON CONFLICT DO NOTHING`,
        [id, plan.memberIds],
      );
      await this.record(tx, 'changed', id, reader, { quorum: plan.quorum, mode: plan.mode });
    });
  }

  /**
   * Who sits there, and who is present. Whoever has voted keeps the seat.
   * @throws SessionNotFoundError, SessionStateError, SeatsInvalidError
   */
  async seat(id: string, seats: Seats, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const session = await this.access.lockSession(tx, id, reader, ['planned', 'in_session']);
      const memberIds = seats.map(({ staffId }) => staffId);
      await this.checkSeats(tx, { ...session, memberIds });
      const [voted] = await tx.query(
        `SELECT 1 AS voted FROM committee_vote v JOIN agenda_item i ON i.id = v.agenda_item_id
          WHERE i.session_id = $1 AND v.staff_id <> ALL($2::uuid[]) LIMIT 1`,
        [id, memberIds],
      );
      if (voted) throw new SeatsInvalidError('voted');
      await tx.query('DELETE FROM committee_seat WHERE session_id = $1 AND staff_id <> ALL($2::uuid[])', [
        id,
        memberIds,
      ]);
      await tx.query(
        `INSERT INTO committee_seat (session_id, staff_id, present)
         SELECT $1, * FROM unnest($2::uuid[], $3::boolean[])
         ON CONFLICT (session_id, staff_id) DO UPDATE SET present = excluded.present`,
        [id, memberIds, seats.map(({ present }) => present)],
      );
      const present = seats.filter((seat) => seat.present).map(({ staffId }) => staffId);
      await this.record(tx, 'seated', id, reader, { seats: memberIds, present });
    });
  }

  /** @throws SessionNotFoundError, SessionStateError, QuorumMissingError */
  async open(id: string, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const session = await this.access.lockSession(tx, id, reader, ['planned']);
      const present = (await this.seats(id, tx)).filter((seat) => seat.present).length;
      if (present < session.quorum) throw new QuorumMissingError(present, session.quorum);
      await tx.query(
        `UPDATE committee_session SET state = 'in_session', opened_at = insat_now() WHERE id = $1`,
        [id],
      );
      await this.record(tx, 'opened', id, reader, { present });
    });
  }

  /** A session that does not take place; its requests are free for another. @throws SessionNotFoundError, SessionStateError */
  async cancel(id: string, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.access.lockSession(tx, id, reader, ['planned']);
      await tx.query(`UPDATE committee_session SET state = 'cancelled' WHERE id = $1`, [id]);
      await this.record(tx, 'cancelled', id, reader);
    });
  }

  private async checkSeats(
    tx: Transaction,
    plan: { memberIds: string[]; chairId: string; quorum: number },
  ): Promise<void> {
    if (!plan.memberIds.includes(plan.chairId)) throw new SeatsInvalidError('chair');
    if (plan.quorum > plan.memberIds.length) throw new SeatsInvalidError('quorum');
    const [found] = await tx.query<{ count: number }>(
      'SELECT count(*)::int FROM staff WHERE id = ANY($1::uuid[]) AND active AND role = ANY($2::text[])',
      [plan.memberIds, SEATED_ROLES],
    );
    if (found!.count !== plan.memberIds.length) throw new SeatsInvalidError('member');
  }

  private record(
    tx: Transaction,
    deed: string,
    id: string,
    reader: Reader,
    data: Record<string, unknown> = {},
  ): Promise<void> {
    return this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: reader.id },
        action: `committee_session.${deed}`,
        subjectKind: 'committee_session',
        subjectId: id,
        data,
      },
    ]);
  }
}

/** A session as the API shows it. */
export function headOf(row: SessionRow) {
  const { minutesKey, ...head } = row;
  return {
    id: head.id,
    number: head.number,
    heldAt: head.heldAt,
    place: head.place,
    mode: head.mode,
    quorum: head.quorum,
    chairId: head.chairId,
    state: head.state,
    notes: head.notes,
    openedAt: head.openedAt,
    closedAt: head.closedAt,
    hasMinutes: minutesKey !== null,
    minutesSha256: head.minutesSha256,
  };
}
