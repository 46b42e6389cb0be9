import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { AuditLog } from '../audit/audit-log.js';
import { SettingsService } from '../staff/settings.service.js';
import { CommitteeAccess, type Reader, type SessionRow } from './committee.access.js';
import { ItemsWaitingError, MinutesNotFoundError } from './committee.errors.js';
import { reasonWords } from './committee.reasons.js';
import { type Minutes, type MinutesItem, makeMinutes } from './minutes-pdf.js';
import { SessionsService } from './sessions.service.js';
import { countOf, VotesService } from './votes.service.js';

interface DecidedRow {
  id: string;
  reference: string;
  applicantName: string;
  typeAr: string;
  state: MinutesItem['state'];
  note: string;
  tied: number;
  outcome: 'accepted' | 'rejected' | null;
  reasonCode: string | null;
  reasonText: string | null;
  award: MinutesItem['award'];
  appealUntil: Date | null;
}

/** Closes a session: its minutes are made once, kept with their hash, and stay as they are. */
@Injectable()
export class MinutesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(VotesService) private readonly votes: VotesService,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** @throws SessionNotFoundError, SessionStateError, ItemsWaitingError */
  async close(sessionId: string, reader: Reader): Promise<{ sha256: string }> {
    return this.database.transaction(async (tx) => {
      const session = await this.access.lockSession(tx, sessionId, reader, ['in_session']);
      const rows = await this.items(tx, sessionId);
      const waiting = rows.filter(({ state }) => (state as string) === 'waiting').length;
      if (waiting > 0) throw new ItemsWaitingError(waiting);
      const [clock] = await tx.query<{ now: Date }>('SELECT insat_now() AS now');
      const pdf = await makeMinutes(await this.minutes(tx, session, rows, clock!.now));
      const sha256 = createHash('sha256').update(pdf).digest();
      const { key } = await this.files.put(pdf);
      await tx.query(
        `UPDATE committee_session SET state = 'closed', closed_at = $2, minutes_key = $3, minutes_sha256 = $4 WHERE id = $1`,
        [sessionId, clock!.now, key, sha256],
      );
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: reader.id },
          action: 'committee_session.closed',
          subjectKind: 'committee_session',
          subjectId: sessionId,
          data: { minutesSha256: sha256.toString('hex') },
        },
      ]);
      return { sha256: sha256.toString('hex') };
    });
  }

  /**
   * The minutes as they were kept. Not for whoever is tied to a person they tell of.
   * @throws SessionNotFoundError, MinutesNotFoundError
   */
  async read(sessionId: string, reader: Reader): Promise<{ pdf: Buffer; number: number }> {
    const session = await this.access.session(sessionId, reader);
    const [tied] = await this.database.query(
      'SELECT 1 AS tied FROM agenda_item WHERE session_id = $1 AND has_conflict($2, request_id) LIMIT 1',
      [sessionId, reader.id],
    );
    if (!session.minutesKey || tied) throw new MinutesNotFoundError();
    const { stream } = await this.files.open(session.minutesKey);
    return { pdf: await buffer(stream), number: session.number };
  }

  private async minutes(sql: Sql, session: SessionRow, rows: DecidedRow[], closedAt: Date): Promise<Minutes> {
    const [seats, ballots, { organisationName }] = await Promise.all([
      this.sessions.seats(session.id, sql),
      this.votes.ofSession(session.id, sql),
      this.settings.get(),
    ]);
    return {
      organisation: organisationName.ar,
      number: session.number,
      heldAt: session.heldAt,
      openedAt: session.openedAt ?? session.heldAt,
      closedAt,
      place: session.place,
      mode: session.mode,
      quorum: session.quorum,
      seats: seats.map(({ staffId, name, present }) => ({
        name,
        present,
        chair: staffId === session.chairId,
      })),
      notes: session.notes,
      items: rows.map((row) => ({
        reference: row.reference,
        applicantName: row.applicantName,
        type: row.typeAr,
        state: row.state,
        note: row.note,
        withConflict: row.tied,
        voters: ballots.get(row.id)!.length,
        votes: session.mode === 'votes' ? countOf(ballots.get(row.id)!) : null,
        outcome: row.outcome,
        reason: row.reasonCode ? reasonWords(row.reasonCode).ar : null,
        reasonText: row.reasonText,
        award: row.award,
        appealUntil: row.appealUntil,
      })),
    };
  }

  private items(sql: Sql, sessionId: string): Promise<DecidedRow[]> {
    return sql.query<DecidedRow>(
      `SELECT i.id, r.reference, r.applicant_name AS "applicantName", t.name_ar AS "typeAr", i.state, i.note,
              (SELECT count(*)::int FROM committee_seat s
                WHERE s.session_id = i.session_id AND has_conflict(s.staff_id, i.request_id)) AS tied,
              d.outcome, d.reason_code AS "reasonCode", d.reason_text AS "reasonText", d.award,
              d.appeal_until AS "appealUntil"
         FROM agenda_item i JOIN support_request r ON r.id = i.request_id JOIN request_type t ON t.id = r.type_id
         LEFT JOIN decision d ON d.request_id = i.request_id AND d.round = i.round AND d.agenda_item_id = i.id
        WHERE i.session_id = $1 ORDER BY i.position, i.id`,
      [sessionId],
    );
  }
}
