import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { StaffNotFoundError, TeamNotFoundError, TeamSlugTakenError } from './staff.errors.js';
import type { ChangeTeamBody, CreateTeamBody, Team } from './staff.schemas.js';

const DEFAULT_TEAM = { slug: 'relations', ar: 'علاقات المستفيدين', en: 'Beneficiary relations' };

const READ = `
  SELECT t.id, t.slug, json_build_object('ar', t.name_ar, 'en', t.name_en) AS name, t.is_default AS "isDefault",
    ARRAY(SELECT staff_id FROM team_member m WHERE m.team_id = t.id ORDER BY staff_id) AS members
  FROM team t`;

/** The teams that conversations are routed to. One of them is the default, always. */
@Injectable()
export class TeamsService implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  /** A hub without teams gets its first one; processes that start together make one. */
  async onModuleInit(): Promise<void> {
    await this.database.query(
      `INSERT INTO team (id, slug, name_ar, name_en, is_default)
       SELECT $1, $2, $3, $4, true WHERE NOT EXISTS (SELECT 1 FROM team WHERE is_default)
       ON CONFLICT DO NOTHING`,
      [newId(), DEFAULT_TEAM.slug, DEFAULT_TEAM.ar, DEFAULT_TEAM.en],
    );
  }

  async list(): Promise<Team[]> {
    return this.database.query<Team>(`${READ} ORDER BY t.is_default DESC, t.slug`);
  }

  /** @throws TeamSlugTakenError, StaffNotFoundError */
  async create(actor: Actor, body: CreateTeamBody): Promise<Team> {
    return this.database.transaction(async (tx) => {
      const id = newId();
      await slugFree(body.slug, () =>
        tx.query('INSERT INTO team (id, slug, name_ar, name_en) VALUES ($1, $2, $3, $4)', [
          id,
          body.slug,
          body.name.ar,
          body.name.en,
        ]),
      );
      return this.settle(tx, actor, 'team.created', id, body);
    });
  }

  /** @throws TeamNotFoundError, TeamSlugTakenError, StaffNotFoundError */
  async change(actor: Actor, id: string, body: ChangeTeamBody): Promise<Team> {
    return this.database.transaction(async (tx) => {
      const [team] = await slugFree(body.slug, () =>
        tx.query(
          `UPDATE team SET slug = coalesce($2, slug), name_ar = coalesce($3, name_ar), name_en = coalesce($4, name_en)
           WHERE id = $1 RETURNING id`,
          [id, body.slug, body.name?.ar, body.name?.en],
        ),
      );
      if (!team) throw new TeamNotFoundError([id]);
      return this.settle(tx, actor, 'team.changed', id, body);
    });
  }

  private async settle(
    tx: Transaction,
    actor: Actor,
    action: string,
    id: string,
    { isDefault, members, ...named }: ChangeTeamBody,
  ): Promise<Team> {
    if (isDefault) {
      // Two statements: the unique index looks at each row as it is written.
      await tx.query('UPDATE team SET is_default = false WHERE is_default AND id <> $1', [id]);
      await tx.query('UPDATE team SET is_default = true WHERE id = $1', [id]);
    }
    if (members) await this.replaceMembers(tx, id, members);
    const fields = Object.keys({ ...named, ...(isDefault && { isDefault }), ...(members && { members }) });
    await this.audit.record(tx, [{ actor, action, subjectKind: 'team', subjectId: id, data: { fields } }]);
    tx.onCommit(() => this.nudges.nudge('routing', {}));
    return this.get(tx, id);
  }

  private async get(sql: Sql, id: string): Promise<Team> {
    const [team] = await sql.query<Team>(`${READ} WHERE t.id = $1`, [id]);
    if (!team) throw new TeamNotFoundError([id]);
    return team;
  }

  private async replaceMembers(tx: Transaction, teamId: string, members: string[]): Promise<void> {
    await tx.query('DELETE FROM team_member WHERE team_id = $1 AND staff_id <> ALL($2)', [teamId, members]);
    const known = await tx.query<{ id: string }>(
      `WITH known AS (SELECT id FROM staff WHERE id = ANY($2) ORDER BY id FOR KEY SHARE),
         added AS (INSERT INTO team_member (team_id, staff_id) SELECT $1, id FROM known ON CONFLICT DO NOTHING)
       SELECT id FROM known`,
      [teamId, members],
    );
    const missing = members.find((id) => !known.some((staff) => staff.id === id));
    if (missing) throw new StaffNotFoundError(missing);
  }
}

async function slugFree<T>(slug: string | undefined, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'team_slug_key') {
      throw new TeamSlugTakenError(slug ?? '');
    }
    throw error;
  }
}
