import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { CommitteeAccess, type Reader, type SessionRow } from './committee.access.js';
import { VoteForbiddenError } from './committee.errors.js';
import { CHOICES, type Choice, type Vote } from './committee.schemas.js';

interface Ballot {
  staffId: string;
  name: string;
  choice: Choice | null;
  note: string | null;
}

/** Those who are present and not tied to the person, each with what they voted, if they did. */
export type Ballots = Ballot[];

/** Votes on the items of a session: one for each member, hidden until all have voted. */
@Injectable()
export class VotesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /**
   * Votes, or votes otherwise, until the item is settled.
   * @throws AgendaItemNotFoundError, SessionStateError, ItemSettledError, VoteForbiddenError
   */
  async vote(itemId: string, vote: Vote, reader: Reader): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { item } = await this.access.lockItem(tx, itemId, reader, ['in_session']);
      const [seat] = await tx.query(
        'SELECT 1 AS seat FROM committee_seat WHERE session_id = $1 AND staff_id = $2 AND present',
        [item.sessionId, reader.id],
      );
      if (!seat) throw new VoteForbiddenError();
      await tx.query(
        `INSERT INTO committee_vote (agenda_item_id, staff_id, choice, note) VALUES ($1, $2, $3, $4)
         ON CONFLICT (agenda_item_id, staff_id) DO UPDATE
            SET choice = excluded.choice, note = excluded.note, at = insat_now()`,
        [itemId, reader.id, vote.choice, vote.note],
      );
      // That somebody voted; what, is between the members.
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: reader.id },
          action: 'committee_session.voted',
          subjectKind: 'committee_session',
          subjectId: item.sessionId,
          data: { agendaItemId: itemId },
        },
      ]);
    });
  }

  /** The ballots of all items of a session. */
  async ofSession(sessionId: string, sql: Sql = this.database): Promise<Map<string, Ballots>> {
    const rows = await sql.query<Ballot & { item: string }>(
      `SELECT i.id AS item, t.staff_id AS "staffId", s.name, v.choice, v.note
         FROM agenda_item i JOIN committee_seat t ON t.session_id = i.session_id AND t.present
         JOIN staff s ON s.id = t.staff_id
         LEFT JOIN committee_vote v ON v.agenda_item_id = i.id AND v.staff_id = t.staff_id
        WHERE i.session_id = $1 AND NOT has_conflict(t.staff_id, i.request_id) ORDER BY s.name, s.id`,
      [sessionId],
    );
    const items = await sql.query<{ id: string }>('SELECT id FROM agenda_item WHERE session_id = $1', [
      sessionId,
    ]);
    return new Map(items.map(({ id }) => [id, rows.filter(({ item }) => item === id)]));
  }
}

/** How many chose what. */
export function countOf(ballots: Ballots): Record<Choice, number> {
  const count = (choice: Choice) => ballots.filter((one) => one.choice === choice).length;
  return Object.fromEntries(CHOICES.map((choice) => [choice, count(choice)])) as Record<Choice, number>;
}

/**
 * What one reader sees of the votes: their own; how many have voted; and all of it once everybody has, so that nobody
 * follows anybody.
 */
export function tallyOf(ballots: Ballots, session: SessionRow, itemState: string, readerId: string) {
  const cast = ballots.filter(({ choice }) => choice !== null);
  const own = cast.find(({ staffId }) => staffId === readerId);
  const open =
    itemState !== 'waiting' || (cast.length === ballots.length && ballots.length >= session.quorum);
  return {
    eligible: ballots.length,
    quorumMet: ballots.length >= session.quorum,
    mayVote:
      session.state === 'in_session' &&
      itemState === 'waiting' &&
      ballots.some(({ staffId }) => staffId === readerId),
    myVote: own ? { choice: own.choice, note: own.note } : null,
    cast: cast.length,
    votes: open
      ? {
          count: countOf(ballots),
          ballots: cast.map(({ staffId, name, choice, note }) => ({ staffId, name, choice, note })),
        }
      : null,
  };
}
