import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CHANNEL_TYPES } from '../../channels/core/channel-adapter.js';
import { Database, type Sql } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { fold } from '../../platform/i18n/fold.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import { TeamNotFoundError } from './staff.errors.js';

const RULES_ID = '00000000-0000-0000-0000-000000000000';

export const routingRuleSchema = z.object({
  id: z.uuid(),
  channel: z.enum(CHANNEL_TYPES).nullable().meta({ description: 'null: every channel' }),
  keywords: z.array(z.string()).meta({ description: 'One of them in the text is enough; none: every text' }),
  teamId: z.uuid(),
  active: z.boolean(),
});
export type RoutingRule = z.infer<typeof routingRuleSchema>;
export const routingRuleListSchema = z.object({ data: z.array(routingRuleSchema) });

export const replaceRulesBody = z.strictObject({
  data: z
    .array(
      z.strictObject({
        id: z.uuid().optional().meta({ description: 'Keeps the rule its id; a new rule has none' }),
        channel: z.enum(CHANNEL_TYPES).nullable().default(null),
        keywords: z.array(z.string().trim().min(1, 'must not be empty').max(100)).max(200).default([]),
        teamId: z.uuid(),
        active: z.boolean().default(true),
      }),
    )
    .max(500)
    .refine(
      (rules) => {
        const ids = rules.flatMap((rule) => rule.id ?? []);
        return new Set(ids).size === ids.length;
      },
      { error: 'must not name a rule twice' },
    ),
});
export type ReplaceRulesBody = z.infer<typeof replaceRulesBody>;

/** Which team a new conversation goes to: the first rule that matches decides. */
@Injectable()
export class RoutingRulesService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  async list(sql: Sql = this.database): Promise<RoutingRule[]> {
    return sql.query<RoutingRule>(
      'SELECT id, channel, keywords, team_id AS "teamId", active FROM routing_rule ORDER BY position, id',
    );
  }

  /**
   * Replaces all rules, in this order. Keywords are kept folded, as search folds Arabic.
   * @throws TeamNotFoundError
   */
  async replace(actor: Actor, { data: rules }: ReplaceRulesBody): Promise<RoutingRule[]> {
    return this.database.transaction(async (tx) => {
      const teamIds = [...new Set(rules.map((rule) => rule.teamId))];
      const known = await tx.query<{ id: string }>('SELECT id FROM team WHERE id = ANY($1)', [teamIds]);
      const missing = teamIds.filter((id) => !known.some((team) => team.id === id));
      if (missing.length > 0) throw new TeamNotFoundError(missing);
      // Two administrators at one time: the second one's list is the one that stays, whole.
      await tx.query('LOCK TABLE routing_rule IN SHARE ROW EXCLUSIVE MODE');
      await tx.query('DELETE FROM routing_rule');
      await tx.query(
        `INSERT INTO routing_rule (id, position, channel, keywords, team_id, active)
         SELECT (rule->>'id')::uuid, position, rule->>'channel',
           ARRAY(SELECT jsonb_array_elements_text(rule->'keywords')), (rule->>'teamId')::uuid,
           (rule->>'active')::boolean
         FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS rules (rule, position)`,
        [
          JSON.stringify(
            rules.map((rule) => ({
              ...rule,
              id: rule.id ?? newId(),
              keywords: [...new Set(rule.keywords.map(fold))].filter((keyword) => keyword !== ''),
            })),
          ),
        ],
      );
      await this.audit.record(tx, [
        {
          actor,
          action: 'routing_rules.replaced',
          subjectKind: 'setting',
          subjectId: RULES_ID,
          data: { rules: rules.map(({ channel, teamId, active }) => ({ channel, teamId, active })) },
        },
      ]);
      return this.list(tx);
    });
  }
}
