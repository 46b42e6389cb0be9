import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { type AuditLine, AuditLog, HUB } from '../audit/audit-log.js';
import { LiveUpdates } from '../conversations/conversations.live.js';
import { SettingsService } from '../staff/settings.service.js';
import { distribute, type Officer, type Rule, teamFor, type Waiting } from './routing.match.js';

/** The advisory lock of routing: one router at a time sees everybody's load as it is. */
const ROUTING_LOCK = 0x2b07;

/** Conversations of one pass, and so of one transaction. */
const PASS = 500;

interface Placed {
  id: string;
  teamId: string;
}

interface Given {
  id: string;
  officerId: string;
}

/**
 * Gives conversations to teams by rule, and to officers by load. One pass at a time in the whole hub, set-based:
 * two routers can therefore never give one conversation to two officers, nor fill an officer beyond capacity.
 */
@Injectable()
export class RoutingService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Routes everything that can be routed now. What nobody is free for waits in its team's queue. */
  async route(): Promise<void> {
    while ((await this.routeSome()) >= PASS);
  }

  /** Nudges when something waits: a lost nudge, an officer who came back, the opening of the office. */
  async nudgeWaiting(): Promise<void> {
    // Two questions, each answered by its own partial index.
    const [row] = await this.database.query<{ waiting: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM conversation WHERE awaits_routing AND team_id IS NULL)
           OR EXISTS (SELECT 1 FROM conversation WHERE awaits_routing AND team_id IS NOT NULL) AS waiting`,
    );
    if (row?.waiting) this.nudges.nudgeAnew('routing', {});
  }

  /** @returns how many conversations got a team or an officer, whichever is more */
  private async routeSome(): Promise<number> {
    const isOpen = (await this.settings.workingHours()).isOpen(this.clock.now());
    return this.database.transaction(async (tx) => {
      // Statements that are sent together run one after the other: what is read is as it is under the lock.
      const [, teamless, { rules, fallback }] = await Promise.all([
        this.hold(tx),
        this.teamless(tx),
        this.rules(tx),
      ]);
      const placed = teamless
        .map((row) => ({ id: row.id, teamId: teamFor(rules, row.channel, row.text) ?? fallback }))
        .filter((row): row is Placed => row.teamId !== null);
      const [, officers] = await Promise.all([
        this.giveToTeams(tx, placed),
        isOpen ? this.freeOfficers(tx) : [],
      ]);
      const waiting = officers.length > 0 ? await this.waiting(tx, roomByTeam(officers)) : [];
      const given = distribute(waiting, officers);
      await Promise.all([
        this.giveToOfficers(tx, given),
        this.audit.record(tx, [...placed.map(routedLine), ...given.map(assignedLine)]),
      ]);
      tx.onCommit(() => this.live.conversationsChanged([...placed, ...given].map(({ id }) => id)));
      return Math.max(placed.length, given.length);
    });
  }

  private teamless(tx: Transaction): Promise<{ id: string; channel: string; text: string }[]> {
    return tx.query(
      `SELECT c.id, c.channel, coalesce(c.subject, '') || ' ' || m.text AS text
         FROM conversation c JOIN message m ON m.id = c.last_message_id
        WHERE c.awaits_routing AND c.team_id IS NULL
        ORDER BY c.opened_at, c.id LIMIT ${PASS} FOR NO KEY UPDATE OF c SKIP LOCKED`,
      [],
      'routing.teamless',
    );
  }

  private async giveToTeams(tx: Transaction, placed: Placed[]): Promise<void> {
    if (placed.length === 0) return;
    await tx.query(
      `UPDATE conversation c SET team_id = g.team_id FROM unnest($1::uuid[], $2::uuid[]) AS g (id, team_id)
        WHERE c.id = g.id`,
      [placed.map(({ id }) => id), placed.map(({ teamId }) => teamId)],
      'routing.to-teams',
    );
  }

  private async giveToOfficers(tx: Transaction, given: Given[]): Promise<void> {
    if (given.length === 0) return;
    await tx.query(
      `UPDATE conversation c SET assignee_id = g.officer_id, awaits_routing = false
         FROM unnest($1::uuid[], $2::uuid[]) AS g (id, officer_id)
        WHERE c.id = g.id AND c.assignee_id IS NULL AND c.awaits_routing`,
      [given.map(({ id }) => id), given.map(({ officerId }) => officerId)],
      'routing.to-officers',
    );
  }

  private async hold(tx: Transaction): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [ROUTING_LOCK], 'routing.hold');
  }

  private async rules(tx: Transaction): Promise<{ rules: Rule[]; fallback: string | null }> {
    const [row] = await tx.query<{ rules: Rule[]; fallback: string | null }>(
      `SELECT (SELECT id FROM team WHERE is_default) AS fallback,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('channel', channel, 'keywords', keywords, 'teamId', team_id)
                                         ORDER BY position, id), '[]')
                 FROM routing_rule WHERE active) AS rules`,
      [],
      'routing.rules',
    );
    return row!;
  }

  /** Who is here with room for more. */
  private freeOfficers(tx: Transaction): Promise<Officer[]> {
    return tx.query<Officer>(
      `SELECT * FROM (
         SELECT s.id, array_agg(m.team_id) AS "teamIds", s.capacity,
                (SELECT count(*)::int FROM conversation c WHERE c.assignee_id = s.id AND c.status = 'open') AS open
           FROM staff s JOIN team_member m ON m.staff_id = s.id
          WHERE s.active AND s.routable AND NOT s.away AND s.present_until > now()
          GROUP BY s.id) o
        WHERE o.capacity > o.open
        ORDER BY o.id`,
      [],
      'routing.officers',
    );
  }

  /**
   * The oldest waiting conversations of each team, as many as it has room for, locked; one that somebody is just
   * taking is passed over. Team by team, so that a long queue of one does not hide the others'.
   */
  private async waiting(tx: Transaction, room: Map<string, number>): Promise<Waiting[]> {
    const { reopenWindowHours } = await this.settings.get();
    return tx.query<Waiting>(
      `SELECT w.id, w.team_id AS "teamId",
              (SELECT p.assignee_id FROM conversation p
                WHERE p.contact_point_id = w.contact_point_id AND p.id < w.id AND p.assignee_id IS NOT NULL
                  AND p.last_message_at > now() - make_interval(hours => $3)
                ORDER BY p.id DESC LIMIT 1) AS "previousOfficerId"
         FROM unnest($1::uuid[], $2::int[]) AS t (id, room)
        CROSS JOIN LATERAL (
          SELECT c.id, c.team_id, c.contact_point_id, c.opened_at FROM conversation c
           WHERE c.awaits_routing AND c.team_id = t.id AND c.assignee_id IS NULL AND c.status = 'open'
           ORDER BY c.opened_at, c.id LIMIT t.room FOR NO KEY UPDATE SKIP LOCKED) w
        ORDER BY w.opened_at, w.id`,
      [[...room.keys()], [...room.values()], reopenWindowHours],
      'routing.waiting',
    );
  }
}

/** How many more conversations each team's officers could have, up to a pass. */
function roomByTeam(officers: Officer[]): Map<string, number> {
  const room = new Map<string, number>();
  for (const { teamIds, capacity, open } of officers) {
    for (const id of teamIds) room.set(id, Math.min((room.get(id) ?? 0) + capacity - open, PASS));
  }
  return room;
}

function routedLine({ id, teamId }: Placed): AuditLine {
  return {
    actor: HUB,
    action: 'conversation.routed',
    subjectKind: 'conversation',
    subjectId: id,
    data: { teamId },
  };
}

function assignedLine({ id, officerId }: Given): AuditLine {
  return {
    actor: HUB,
    action: 'conversation.assigned',
    subjectKind: 'conversation',
    subjectId: id,
    data: { assigneeId: officerId, how: 'routing' },
  };
}
