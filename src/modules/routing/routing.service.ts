import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog, HUB } from '../audit/audit-log.js';
import { LiveUpdates } from '../conversations/conversations.live.js';
import { SettingsService } from '../staff/settings.service.js';
import { distribute, type Officer, type Rule, teamFor, type Waiting } from './routing.match.js';

/** The advisory lock of routing: one router at a time sees everybody's load as it is. */
const ROUTING_LOCK = 0x2b07;

/** Conversations of one pass, and so of one transaction. */
const PASS = 500;

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
    while ((await this.giveToTeams()) === PASS);
    while ((await this.giveToOfficers()) === PASS);
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

  private giveToTeams(): Promise<number> {
    return this.database.transaction(async (tx) => {
      await this.hold(tx);
      const rows = await tx.query<{ id: string; channel: string; text: string }>(
        `SELECT c.id, c.channel, coalesce(c.subject, '') || ' ' || m.text AS text
           FROM conversation c JOIN message m ON m.id = c.last_message_id
          WHERE c.awaits_routing AND c.team_id IS NULL
          ORDER BY c.opened_at, c.id LIMIT ${PASS} FOR NO KEY UPDATE OF c SKIP LOCKED`,
        [],
        'routing.teamless',
      );
      if (rows.length === 0) return 0;
      const { rules, fallback } = await this.rules(tx);
      const placed = rows
        .map((row) => ({ id: row.id, teamId: teamFor(rules, row.channel, row.text) ?? fallback }))
        .filter((row): row is { id: string; teamId: string } => row.teamId !== null);
      await tx.query(
        `UPDATE conversation c SET team_id = g.team_id FROM unnest($1::uuid[], $2::uuid[]) AS g (id, team_id)
          WHERE c.id = g.id`,
        [placed.map(({ id }) => id), placed.map(({ teamId }) => teamId)],
        'routing.to-teams',
      );
      await this.audit.record(
        tx,
        placed.map(({ id, teamId }) => ({
          actor: HUB,
          action: 'conversation.routed',
          subjectKind: 'conversation',
          subjectId: id,
          data: { teamId },
        })),
      );
      tx.onCommit(() => this.live.conversationsChanged(placed.map(({ id }) => id)));
      return placed.length;
    });
  }

  private async giveToOfficers(): Promise<number> {
    if (!(await this.settings.workingHours()).isOpen(this.clock.now())) return 0;
    return this.database.transaction(async (tx) => {
      await this.hold(tx);
      const officers = await this.availableOfficers(tx);
      const room = officers.reduce((sum, officer) => sum + officer.capacity - officer.open, 0);
      if (room === 0) return 0;
      const waiting = await this.waiting(
        tx,
        [...new Set(officers.flatMap(({ teamIds }) => teamIds))],
        Math.min(room, PASS),
      );
      const given = distribute(waiting, officers);
      if (given.length === 0) return 0;
      await tx.query(
        `UPDATE conversation c SET assignee_id = g.officer_id, awaits_routing = false
           FROM unnest($1::uuid[], $2::uuid[]) AS g (id, officer_id)
          WHERE c.id = g.id AND c.assignee_id IS NULL AND c.awaits_routing`,
        [given.map(({ id }) => id), given.map(({ officerId }) => officerId)],
        'routing.to-officers',
      );
      await this.audit.record(
        tx,
        given.map(({ id, officerId }) => ({
          actor: HUB,
          action: 'conversation.assigned',
          subjectKind: 'conversation',
          subjectId: id,
          data: { assigneeId: officerId, how: 'routing' },
        })),
      );
      tx.onCommit(() => this.live.conversationsChanged(given.map(({ id }) => id)));
      return given.length;
    });
  }

  private async hold(tx: Transaction): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [ROUTING_LOCK], 'routing.hold');
  }

  private async rules(tx: Transaction): Promise<{ rules: Rule[]; fallback: string | null }> {
    const rules = await tx.query<Rule>(
      `SELECT channel, keywords, team_id AS "teamId" FROM routing_rule WHERE active ORDER BY position, id`,
    );
    const [team] = await tx.query<{ id: string }>('SELECT id FROM team WHERE is_default');
    return { rules, fallback: team?.id ?? null };
  }

  private availableOfficers(tx: Transaction): Promise<Officer[]> {
    return tx.query<Officer>(
      `SELECT s.id, array_agg(m.team_id) AS "teamIds", s.capacity,
              (SELECT count(*)::int FROM conversation c WHERE c.assignee_id = s.id AND c.status = 'open') AS open
         FROM staff s JOIN team_member m ON m.staff_id = s.id
        WHERE s.active AND s.routable AND NOT s.away AND s.present_until > now()
        GROUP BY s.id ORDER BY s.id`,
      [],
      'routing.officers',
    );
  }

  /** The oldest waiting conversations of the teams, locked; one that somebody is just taking is passed over. */
  private async waiting(tx: Transaction, teamIds: string[], limit: number): Promise<Waiting[]> {
    const { reopenWindowHours } = await this.settings.get();
    return tx.query<Waiting>(
      `SELECT c.id, c.team_id AS "teamId",
              (SELECT p.assignee_id FROM conversation p
                WHERE p.contact_point_id = c.contact_point_id AND p.id < c.id AND p.assignee_id IS NOT NULL
                  AND p.last_message_at > now() - make_interval(hours => $3)
                ORDER BY p.id DESC LIMIT 1) AS "previousOfficerId"
         FROM conversation c
        WHERE c.awaits_routing AND c.team_id = ANY($1::uuid[]) AND c.assignee_id IS NULL AND c.status = 'open'
        ORDER BY c.opened_at, c.id LIMIT $2 FOR NO KEY UPDATE OF c SKIP LOCKED`,
      [teamIds, limit, reopenWindowHours],
      'routing.waiting',
    );
  }
}
