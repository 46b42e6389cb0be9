import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { writtenAt } from '../../platform/phone-clock.js';
import { AuditLog } from '../audit/audit-log.js';
import { HandOverNotes } from './hand-overs.notes.js';
import type { HandOverQuery, HandOverReport, Reassignment } from './hand-overs.schemas.js';
import { HandTaskLedger } from './hand-task.ledger.js';
import {
  HandOverClosedError,
  HandOverElsewhereError,
  HandTaskNotOpenError,
  RepresentativeNotFoundError,
} from './handovers.errors.js';

/** Somebody who is not there is looked for so often, a day apart. */
const MOST_VISITS = 3;
const VISIT_AGAIN_MS = 24 * 3_600_000;
/** More than one person can carry. */
const MOST_MINE = 300;

const keys = z.tuple([z.iso.datetime(), z.uuid()]);

const OPEN = `
  SELECT t.message_id AS id, c.id AS conversation_id, c.reference, p.address, p.display_name, p.phone, m.text, t.attempts,
         t.due_at, m.created_at, b.staff_id, b.branch, s.name AS staff_name, s.active AS staff_active,
         to_char(t.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
    FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
    JOIN contact_point p ON p.id = c.contact_point_id
    JOIN branch_person b ON b.address = p.address JOIN staff s ON s.id = b.staff_id
   WHERE t.kind = 'hand_over' AND t.state = 'open'`;

interface OpenRow {
  id: string;
  conversation_id: string;
  reference: string;
  address: string;
  display_name: string | null;
  phone: string | null;
  text: string;
  attempts: number;
  due_at: Date;
  created_at: Date;
  staff_id: string;
  branch: string | null;
  staff_name: string;
  staff_active: boolean;
  cursor_at: string;
}

/** Who says how it went. */
interface Reporter {
  id: string;
  /** Whether they may also say it of what others carry. */
  forOthers: boolean;
}

interface Known {
  /** Whether the person is the reporter's, or was when their phone last heard of it. */
  carried: boolean;
  conversationId: string;
  state: 'open' | 'closed';
  outcome: string | null;
  closedAt: Date | null;
  closedBy: string | null;
  /** Reports that were taken already, by the ids that phones made. */
  reports: string[];
}

/** What representatives carry to people, and what came of it. */
@Injectable()
export class HandOversService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(HandTaskLedger) private readonly ledger: HandTaskLedger,
    @Inject(HandOverNotes) private readonly notes: HandOverNotes,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** For the phone of one representative. */
  async mine(staffId: string) {
    const rows = await this.database.query<OpenRow>(
      `${OPEN} AND b.staff_id = $1 ORDER BY t.due_at, t.message_id LIMIT ${MOST_MINE}`,
      [staffId],
    );
    return rows.map((row) => ({
      id: row.id,
      reference: row.reference,
      person: { id: row.address, name: row.display_name, phone: row.phone },
      text: row.text,
      attempts: row.attempts,
      dueAt: row.due_at.toISOString(),
      writtenAt: row.created_at.toISOString(),
    }));
  }

  /** For a supervisor: all that is on its way, and with whom. */
  async open(query: HandOverQuery) {
    const [at, id] = query.cursor ? decodeCursor(query.cursor, keys) : [null, null];
    const rows = await this.database.query<OpenRow>(
      `${OPEN} AND ($1::timestamptz IS NULL OR (t.due_at, t.message_id) > ($1, $2::uuid))
        ORDER BY t.due_at, t.message_id LIMIT $3`,
      [at, id, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.cursor_at, row.id],
      (row) => ({
        id: row.id,
        conversationId: row.conversation_id,
        reference: row.reference,
        name: row.display_name,
        text: row.text,
        attempts: row.attempts,
        writtenAt: row.created_at.toISOString(),
        representative: {
          id: row.staff_id,
          name: row.staff_name,
          branch: row.branch,
          active: row.staff_active,
        },
      }),
    );
  }

  /**
   * Writes down how it went: it is the message's delivery status. The same report twice is one.
   * @throws HandTaskNotOpenError, HandOverElsewhereError, HandOverPhotosMissingError; HandOverClosedError when somebody
   *   else was quicker and says otherwise, after keeping this report as well
   */
  async report(id: string, report: HandOverReport, by: Reporter): Promise<{ open: boolean }> {
    const { id: staffId } = by;
    const { open, closed } = await this.database.transaction(async (tx) => {
      const known = await this.lock(tx, id, staffId);
      if (!known.carried && !by.forOthers) throw new HandOverElsewhereError();
      const isNew = !known.reports.includes(report.id);
      if (isNew) await this.notes.write(tx, known.conversationId, report, staffId);
      if (known.state === 'open') return { open: isNew ? await this.settle(tx, id, report, staffId) : true };
      if (isNew) await this.keepBeside(tx, id, known, report, staffId);
      // Two who say the same do not contradict each other; who insists has seen the other's. What the hub called off,
      // because the person knew already, nobody ended: there is nobody to contradict.
      const agreed = report.insists || known.outcome === report.outcome || known.closedBy === null;
      return { open: false, closed: agreed ? null : known };
    });
    if (!closed) return { open };
    throw new HandOverClosedError({
      outcome: closed.outcome ?? '',
      by: closed.closedBy ?? '',
      at: closed.closedAt ?? this.clock.now(),
    });
  }

  /**
   * Gives the person, and with them what is on its way to them, to another representative.
   * @throws HandTaskNotOpenError, RepresentativeNotFoundError
   */
  async reassign(id: string, { staffId, everyone }: Reassignment, by: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [to] = await tx.query<{ branch: string | null }>(
        `SELECT branch FROM staff WHERE id = $1 AND active AND role = 'representative' FOR KEY SHARE`,
        [staffId],
      );
      if (!to) throw new RepresentativeNotFoundError(staffId);
      const [person] = await tx.query<{ address: string; staff_id: string }>(
        `SELECT b.address, b.staff_id FROM hand_task t JOIN message m ON m.id = t.message_id
           JOIN conversation c ON c.id = m.conversation_id JOIN contact_point p ON p.id = c.contact_point_id
           JOIN branch_person b ON b.address = p.address
          WHERE t.message_id = $1 AND t.kind = 'hand_over' AND t.state = 'open' FOR UPDATE OF b`,
        [id],
      );
      if (!person) throw new HandTaskNotOpenError(id);
      const moved = await tx.query<{ conversation_id: string }>(
        `WITH moved AS (
           UPDATE branch_person SET staff_id = $2, branch = $3
            WHERE CASE WHEN $4 THEN staff_id = $5 ELSE address = $1 END RETURNING address)
         SELECT DISTINCT c.id AS conversation_id
           FROM moved JOIN contact_point p ON p.channel = 'branch' AND p.address = moved.address
           JOIN conversation c ON c.contact_point_id = p.id JOIN message m ON m.conversation_id = c.id
           JOIN hand_task t ON t.message_id = m.id AND t.kind = 'hand_over' AND t.state = 'open'`,
        [person.address, staffId, to.branch, everyone, person.staff_id],
      );
      await this.audit.record(
        tx,
        moved.map(({ conversation_id }) => ({
          actor: { kind: 'staff', id: by },
          action: 'hand_over.reassigned',
          subjectKind: 'conversation',
          subjectId: conversation_id,
          data: { from: person.staff_id, to: staffId },
        })),
      );
    });
  }

  private async lock(tx: Transaction, id: string, staffId: string): Promise<Known> {
    // A phone without a network goes on carrying what was given to another: what it did there is not lost.
    const [known] = await tx.query<Known>(
      `SELECT b.staff_id = $2 OR EXISTS (
                SELECT FROM audit_line a WHERE a.subject_id = m.conversation_id AND a.action = 'hand_over.reassigned'
                   AND a.data ->> 'from' = $2::text AND a.id > t.message_id) AS carried,
              m.conversation_id AS "conversationId", t.state, t.outcome, t.closed_at AS "closedAt", s.name AS "closedBy",
              ARRAY(SELECT jsonb_array_elements_text(coalesce(t.details -> 'reports', '[]'))) AS reports
         FROM hand_task t JOIN message m ON m.id = t.message_id JOIN conversation c ON c.id = m.conversation_id
         JOIN contact_point p ON p.id = c.contact_point_id JOIN branch_person b ON b.address = p.address
         LEFT JOIN staff s ON s.id = t.closed_by
        WHERE t.message_id = $1 AND t.kind = 'hand_over' FOR UPDATE OF t`,
      [id, staffId],
    );
    if (!known) throw new HandTaskNotOpenError(id);
    return known;
  }

  /** @returns whether somebody has to try again */
  private async settle(
    tx: Transaction,
    id: string,
    report: HandOverReport,
    staffId: string,
  ): Promise<boolean> {
    const { outcome } = report;
    const receivedAt = this.clock.now();
    const { at } = writtenAt({ at: new Date(report.at), sentAt: new Date(report.sentAt), receivedAt });
    const deed = { staffId, action: 'message.handed_over', data: { outcome } };
    const task = await this.ledger.take(tx, id, 'hand_over');
    const attempts = task.attempts + (outcome === 'not_found' ? 1 : 0);
    const details = { reports: [...((task.details['reports'] as string[]) ?? []), report.id] };
    const open = outcome === 'not_found' && attempts < MOST_VISITS;
    if (open) {
      const dueAt = new Date(at.getTime() + VISIT_AGAIN_MS);
      await this.ledger.advance(tx, task, { attempts, dueAt, outcome, details }, deed);
    } else {
      const delivered = outcome === 'told';
      await this.ledger.close(tx, task, { outcome, attempts, delivered, occurredAt: at, details }, deed);
    }
    return open;
  }

  /** A closed task stays as it was closed; what the phone says stands beside it, for a supervisor. */
  private async keepBeside(
    tx: Transaction,
    id: string,
    { conversationId }: Known,
    report: HandOverReport,
    staffId: string,
  ): Promise<void> {
    await tx.query(
      `UPDATE hand_task SET details = jsonb_set(details, '{reports}', coalesce(details -> 'reports', '[]') || to_jsonb($2::text))
        WHERE message_id = $1`,
      [id, report.id],
    );
    await this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: staffId },
        action: 'message.also_handed_over',
        subjectKind: 'conversation',
        subjectId: conversationId,
        data: { messageId: id, outcome: report.outcome },
      },
    ]);
  }
}
