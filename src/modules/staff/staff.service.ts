import { Inject, Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { type Actor, AuditLog, HUB } from '../audit/audit-log.js';
import { hashPassword, readablePassword } from './passwords.js';
import { Sessions } from './sessions.js';
import {
  EmailTakenError,
  LastAdministratorError,
  StaffNotFoundError,
  TeamNotFoundError,
} from './staff.errors.js';
import { ROUTABLE_BY_DEFAULT, type Role } from './staff.roles.js';
import type { ChangeStaffBody, CreateStaffBody, Staff } from './staff.schemas.js';

const STANDARD_CAPACITY = 20;
/** Any constant: processes that start together take turns on it. */
const FIRST_ADMINISTRATOR_LOCK = 7_201_001;

const READ = `
  SELECT s.id, s.email, s.name, s.role, s.locale, s.active, s.routable, s.capacity, s.away, s.branch,
    s.active AND s.present_until > now() AS present,
    (SELECT count(*)::int FROM conversation c WHERE c.assignee_id = s.id AND c.status = 'open') AS "openConversations",
    ARRAY(SELECT team_id FROM team_member m WHERE m.staff_id = s.id ORDER BY team_id) AS teams
  FROM staff s`;

/** The people who work in the hub. */
@Injectable()
export class StaffService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Config) private readonly config: Config,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  /**
   * Makes the first administrator of a hub without staff. Processes that start together make one.
   * @returns null when there is staff already; `password` is null when it came from the environment
   */
  async ensureFirstAdministrator(): Promise<{ email: string; password: string | null } | null> {
    const { INSAT_ADMIN_EMAIL, INSAT_ADMIN_PASSWORD } = this.config.env;
    return this.database.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [FIRST_ADMINISTRATOR_LOCK]);
      const [somebody] = await tx.query('SELECT 1 FROM staff LIMIT 1');
      if (somebody) return null;
      const email = INSAT_ADMIN_EMAIL ?? 'admin@insat.local';
      const password = INSAT_ADMIN_PASSWORD ?? readablePassword();
      await this.insert(tx, HUB, { email, name: 'مدير النظام', role: 'administrator', password });
      return { email, password: INSAT_ADMIN_PASSWORD === undefined ? password : null };
    });
  }

  async list(): Promise<Staff[]> {
    return this.database.query<Staff>(`${READ} ORDER BY s.active DESC, s.name, s.id`);
  }

  /** @throws StaffNotFoundError */
  async get(id: string, sql: Sql = this.database): Promise<Staff> {
    const [staff] = await sql.query<Staff>(`${READ} WHERE s.id = $1`, [id]);
    if (!staff) throw new StaffNotFoundError(id);
    return staff;
  }

  /**
   * @returns also a `temporaryPassword` when none was given
   * @throws EmailTakenError, TeamNotFoundError
   */
  async create(actor: Actor, body: CreateStaffBody): Promise<Staff & { temporaryPassword?: string }> {
    const temporaryPassword = body.password === undefined ? readablePassword() : undefined;
    const password = body.password ?? (temporaryPassword as string);
    return this.database.transaction(async (tx) => {
      const id = await this.insert(tx, actor, { ...body, password });
      return { ...(await this.get(id, tx)), ...(temporaryPassword && { temporaryPassword }) };
    });
  }

  /** @throws StaffNotFoundError, EmailTakenError, LastAdministratorError, TeamNotFoundError */
  async change(actor: Actor, id: string, body: ChangeStaffBody): Promise<Staff> {
    const { teamIds, password, ...columns } = body;
    const passwordHash = password === undefined ? null : await hashPassword(password);
    return this.database.transaction(async (tx) => {
      const before = await this.lock(tx, id, body);
      await emailFree(columns.email, () =>
        tx.query(
          `UPDATE staff SET
             email = coalesce($2, email), name = coalesce($3, name), role = coalesce($4, role),
             locale = coalesce($5, locale), password_hash = coalesce($6, password_hash),
             active = coalesce($7, active),
             routable = coalesce($8, routable) AND coalesce($4, role) <> 'representative',
             capacity = coalesce($9, capacity), away = coalesce($10, away),
             branch = CASE WHEN $11 THEN $12 ELSE branch END, updated_at = now()
           WHERE id = $1`,
          [
            id,
            columns.email,
            columns.name,
            columns.role,
            columns.locale,
            passwordHash,
            columns.active,
            columns.routable,
            columns.capacity,
            columns.away,
            columns.branch !== undefined,
            columns.branch ?? null,
          ],
        ),
      );
      if (teamIds) await this.replaceTeams(tx, id, teamIds);
      const staff = await this.get(id, tx);
      await this.audit.record(tx, [
        {
          actor,
          action: 'staff.changed',
          subjectKind: 'staff',
          subjectId: id,
          data: { fields: Object.keys(body), role: staff.role, active: staff.active },
        },
      ]);
      if (passwordHash || !staff.active) await this.sessions.endAll(tx, id);
      const leavesInbox = !staff.active || staff.role === 'representative';
      if (before.active && leavesInbox) await this.handBack(tx, actor, id);
      tx.onCommit(() => {
        if (staff.role !== before.role || staff.active !== before.active) {
          this.sessions.reconsider(id, !staff.active);
        }
        // Back from a break, more capacity, another team: what waits may go to them now.
        this.nudges.nudge('routing', {});
      });
      return staff;
    });
  }

  private async insert(
    tx: Transaction,
    actor: Actor,
    body: CreateStaffBody & { password: string },
  ): Promise<string> {
    const id = newId();
    const passwordHash = await hashPassword(body.password);
    await emailFree(body.email, () =>
      tx.query(
        `INSERT INTO staff (id, email, name, password_hash, role, locale, routable, capacity, branch)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          id,
          body.email,
          body.name,
          passwordHash,
          body.role,
          body.locale ?? 'ar',
          // A representative has no inbox to find a conversation in.
          body.role !== 'representative' && (body.routable ?? ROUTABLE_BY_DEFAULT[body.role]),
          body.capacity ?? STANDARD_CAPACITY,
          body.branch ?? null,
        ],
      ),
    );
    if (body.teamIds) await this.replaceTeams(tx, id, body.teamIds);
    await this.audit.record(tx, [
      { actor, action: 'staff.created', subjectKind: 'staff', subjectId: id, data: { role: body.role } },
    ]);
    return id;
  }

  /** Locks what the change depends on; all administrators, when it could take one away. */
  private async lock(tx: Transaction, id: string, change: ChangeStaffBody): Promise<Staff> {
    const demotes = change.active === false || (change.role !== undefined && change.role !== 'administrator');
    const others = demotes
      ? await tx.query<{ id: string }>(
          `SELECT id FROM staff WHERE role = 'administrator' AND active ORDER BY id FOR NO KEY UPDATE`,
        )
      : [];
    await tx.query('SELECT 1 FROM staff WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const before = await this.get(id, tx);
    const isAdministrator = before.active && (before.role as Role) === 'administrator';
    if (demotes && isAdministrator && others.every((other) => other.id === id)) {
      throw new LastAdministratorError();
    }
    return before;
  }

  private async replaceTeams(tx: Transaction, staffId: string, teamIds: string[]): Promise<void> {
    await tx.query('DELETE FROM team_member WHERE staff_id = $1 AND team_id <> ALL($2)', [staffId, teamIds]);
    const known = await tx.query<{ id: string }>(
      `WITH known AS (SELECT id FROM team WHERE id = ANY($2) FOR KEY SHARE),
         added AS (INSERT INTO team_member (team_id, staff_id) SELECT id, $1 FROM known ON CONFLICT DO NOTHING)
       SELECT id FROM known`,
      [staffId, teamIds],
    );
    const missing = teamIds.filter((id) => !known.some((team) => team.id === id));
    if (missing.length > 0) throw new TeamNotFoundError(missing);
  }

  /** Whoever leaves must not take the people they were serving with them: their conversations are routed anew. */
  private async handBack(tx: Transaction, actor: Actor, staffId: string): Promise<void> {
    const conversations = await tx.query<{ id: string }>(
      `WITH theirs AS (
         SELECT id FROM conversation WHERE assignee_id = $1 AND status = 'open' ORDER BY id FOR NO KEY UPDATE
       )
       UPDATE conversation c SET assignee_id = NULL, awaits_routing = true FROM theirs WHERE c.id = theirs.id
       RETURNING c.id`,
      [staffId],
    );
    await this.audit.record(
      tx,
      conversations.map(({ id }) => ({
        actor,
        action: 'conversation.handed_back',
        subjectKind: 'conversation' as const,
        subjectId: id,
        data: { from: staffId, reason: 'staff_deactivated' },
      })),
    );
  }
}

async function emailFree<T>(email: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'staff_email_key') {
      throw new EmailTakenError(email ?? '');
    }
    throw error;
  }
}
