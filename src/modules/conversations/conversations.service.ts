import { Inject, Injectable } from '@nestjs/common';
import { Database, type Transaction } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog } from '../audit/audit-log.js';
import type { SignedInStaff } from '../staff/signed-in-staff.js';
import {
  AlreadyTakenError,
  AssigneeNotFoundError,
  ConversationNotFoundError,
  NotYoursToAssignError,
  ReasonRequiredError,
  TeamNotFoundError,
} from './conversations.errors.js';
import { LiveUpdates } from './conversations.live.js';
import { ConversationQueries } from './conversations.queries.js';
import { Referrals } from './conversations.referrals.js';
import type { Assignment, ConversationView } from './conversations.schemas.js';

interface Held {
  assigneeId: string | null;
  assigneeName: string | null;
  teamId: string | null;
  status: 'open' | 'closed';
}

/** Who has a conversation, and whether it is open. */
@Injectable()
export class ConversationsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
    @Inject(ConversationQueries) private readonly queries: ConversationQueries,
    @Inject(Referrals) private readonly referrals: Referrals,
  ) {}

  /**
   * Take (one's own id), assign or refer (another's id or another team, with a reason when an officer does it),
   * hand back (null: it waits in the team's queue and is offered again).
   * @throws AlreadyTakenError when an officer takes what another has
   */
  async assign(id: string, assignment: Assignment, by: SignedInStaff): Promise<ConversationView> {
    await this.database.transaction(async (tx) => {
      const held = await this.lock(tx, id);
      const mayAssignAny = by.permissions.includes('conversations.assign');
      const takes = assignment.assigneeId === by.id;
      if (!mayAssignAny && held.assigneeId !== null && held.assigneeId !== by.id) {
        if (takes) throw new AlreadyTakenError(held.assigneeName ?? '');
        throw new NotYoursToAssignError();
      }
      const teamId = assignment.teamId ?? held.teamId;
      const refers = (assignment.assigneeId !== null && !takes) || teamId !== held.teamId;
      if (refers && !mayAssignAny && !assignment.reason) throw new ReasonRequiredError();
      await this.checkTarget(tx, assignment);
      if (assignment.assigneeId === held.assigneeId && teamId === held.teamId) return;
      await tx.query(
        `UPDATE conversation
            SET assignee_id = $2, team_id = $3, awaits_routing = ($2::uuid IS NULL AND status = 'open')
          WHERE id = $1`,
        [id, assignment.assigneeId, teamId],
      );
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: by.id },
          action: refers
            ? 'conversation.referred'
            : assignment.assigneeId
              ? 'conversation.assigned'
              : 'conversation.handed_back',
          subjectKind: 'conversation',
          subjectId: id,
          data: {
            from: held.assigneeId,
            assigneeId: assignment.assigneeId,
            teamId,
            ...(assignment.reason ? { reason: assignment.reason } : {}),
          },
        },
      ]);
      if (refers && assignment.reason) {
        await this.referrals.happened(tx, { conversationId: id, assigneeId: assignment.assigneeId, teamId });
      }
      tx.onCommit(() => {
        if (assignment.assigneeId === null) this.nudges.nudge('routing', {});
        this.live.conversationsChanged([id]);
      });
    });
    return this.queries.get(id);
  }

  async setStatus(id: string, status: 'open' | 'closed', by: SignedInStaff): Promise<ConversationView> {
    await this.database.transaction(async (tx) => {
      const held = await this.lock(tx, id);
      if (held.status === status) return;
      await tx.query(
        status === 'closed'
          ? `UPDATE conversation SET status = 'closed', closed_at = now(), awaits_routing = false, waiting_since = NULL,
                    answer_due_at = NULL, unread = 0, undelivered = 0 WHERE id = $1`
          : `UPDATE conversation SET status = 'open', closed_at = NULL, opened_at = now(),
                    awaits_routing = (assignee_id IS NULL) WHERE id = $1`,
        [id],
      );
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: by.id },
          action: status === 'closed' ? 'conversation.closed' : 'conversation.reopened',
          subjectKind: 'conversation',
          subjectId: id,
          data: {},
        },
      ]);
      tx.onCommit(() => {
        if (status === 'open') this.nudges.nudge('routing', {});
        this.live.conversationsChanged([id]);
      });
    });
    return this.queries.get(id);
  }

  /** Somebody has read it. Reading is not answering: whoever waits still waits. */
  async markRead(id: string): Promise<void> {
    const [row] = await this.database.query<{ changed: boolean }>(
      `UPDATE conversation c SET unread = 0 FROM (SELECT id, unread FROM conversation WHERE id = $1 FOR NO KEY UPDATE) was
        WHERE c.id = was.id RETURNING was.unread > 0 AS changed`,
      [id],
    );
    if (!row) throw new ConversationNotFoundError(id);
    if (row.changed) this.live.conversationsChanged([id]);
  }

  private async lock(tx: Transaction, id: string): Promise<Held> {
    const [row] = await tx.query<Held>(
      `SELECT c.assignee_id AS "assigneeId", c.team_id AS "teamId", c.status,
              (SELECT name FROM staff WHERE id = c.assignee_id) AS "assigneeName"
         FROM conversation c WHERE c.id = $1 FOR NO KEY UPDATE`,
      [id],
    );
    if (!row) throw new ConversationNotFoundError(id);
    return row;
  }

  private async checkTarget(tx: Transaction, { assigneeId, teamId }: Assignment): Promise<void> {
    const [found] = await tx.query<{ staff: boolean; team: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM staff WHERE id = $1 AND active AND role <> 'representative') AS staff, EXISTS (SELECT 1 FROM team WHERE id = $2) AS team`,
      [assigneeId, teamId ?? null],
    );
    if (assigneeId !== null && !found!.staff) throw new AssigneeNotFoundError(assigneeId);
    if (teamId !== undefined && !found!.team) throw new TeamNotFoundError(teamId);
  }
}
