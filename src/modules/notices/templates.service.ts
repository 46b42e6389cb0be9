import { Inject, Injectable } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { AuditLog } from '../audit/audit-log.js';
import { type TemplateKind, unknownVariables, variablesOf } from './template-kinds.js';
import {
  NoticeTemplateNotFoundError,
  SecondPersonNeededError,
  TemplateStateError,
  TemplateVariablesUnknownError,
} from './templates.errors.js';
import type { TemplateDraft, TemplateStateChange, TemplateView, VersionsQuery } from './templates.schemas.js';

const VIEW = `
  SELECT t.id, t.kind, t.channel, t.language, t.version, t.state, t.subject, t.body, t.network_name AS "networkName",
         t.network_language AS "networkLanguage", t.network_variables AS "networkVariables",
         jsonb_build_object('id', e.id, 'name', e.name) AS "editedBy", t.edited_at AS "editedAt",
         CASE WHEN a.id IS NOT NULL THEN jsonb_build_object('id', a.id, 'name', a.name) END AS "approvedBy",
         t.approved_at AS "approvedAt"
    FROM notice_template t JOIN staff e ON e.id = t.edited_by LEFT JOIN staff a ON a.id = t.approved_by`;
const SAME = `kind = $1 AND channel IS NOT DISTINCT FROM $2 AND language = $3`;

/** The words of notices: written by one, approved by another, every version kept. */
@Injectable()
export class NoticeTemplates {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** Those in force, and those that are being worked on. */
  list(): Promise<TemplateView[]> {
    return this.database.query<TemplateView>(
      `${VIEW} WHERE t.state <> 'retired' ORDER BY t.kind, t.channel NULLS FIRST, t.language, t.version DESC`,
    );
  }

  /** All versions of one text, newest first. */
  versions({ kind, channel, language }: VersionsQuery): Promise<TemplateView[]> {
    return this.database.query<TemplateView>(
      `${VIEW} WHERE t.${SAME.replaceAll('AND ', 'AND t.')} ORDER BY t.version DESC`,
      [kind, channel, language],
    );
  }

  /**
   * The words in force for a channel: its own, else those for every channel; null when nobody has written any.
   * @param channel of the account that answers
   */
  async inForce(
    sql: Sql,
    kind: TemplateKind,
    channel: string,
    language: string,
  ): Promise<TemplateView | null> {
    const [row] = await sql.query<TemplateView>(
      `${VIEW} WHERE t.state = 'approved' AND t.kind = $1 AND t.language = $3 AND (t.channel = $2 OR t.channel IS NULL)
        ORDER BY t.channel NULLS LAST LIMIT 1`,
      [kind, channel, language],
      'notice-templates.in-force',
    );
    return row ?? null;
  }

  /**
   * Writes the next version, or goes on with it. What was proposed is a draft again: it is not what anybody has read.
   * @throws TemplateVariablesUnknownError
   */
  async write(draft: TemplateDraft, staffId: string): Promise<TemplateView> {
    refuseUnknown(draft);
    return this.database.transaction(async (tx) => {
      // Two who begin a version at the same time go on with one.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `notice_template ${draft.kind} ${draft.channel} ${draft.language}`,
      ]);
      const key = [draft.kind, draft.channel, draft.language];
      const [open] = await tx.query<{ id: string }>(
        `SELECT id FROM notice_template WHERE ${SAME} AND state IN ('draft', 'proposed')`,
        key,
      );
      const id = open?.id ?? newId();
      if (!open) {
        await tx.query(
          `INSERT INTO notice_template (id, kind, channel, language, version, body, edited_by)
           SELECT $4, $1, $2, $3, coalesce(max(version), 0) + 1, '', $5 FROM notice_template WHERE ${SAME}`,
          [...key, id, staffId],
        );
      }
      await tx.query(
        `UPDATE notice_template SET state = 'draft', subject = $2, body = $3, network_name = $4, network_language = $5,
                network_variables = $6, edited_by = $7, edited_at = now() WHERE id = $1`,
        [
          id,
          draft.subject,
          draft.body,
          draft.networkName,
          draft.networkLanguage,
          draft.networkVariables,
          staffId,
        ],
      );
      await this.record(tx, id, 'written', staffId);
      return this.get(tx, id);
    });
  }

  /**
   * Proposes, takes back, approves or retires. What was in force is retired when its successor is approved.
   * @throws NoticeTemplateNotFoundError, TemplateStateError, SecondPersonNeededError
   */
  async change(id: string, { state }: TemplateStateChange, staffId: string): Promise<TemplateView> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<TemplateDraft & { state: TemplateView['state']; editedBy: string }>(
        `SELECT kind, channel, language, state, subject, body, network_variables AS "networkVariables",
                edited_by AS "editedBy" FROM notice_template WHERE id = $1 FOR NO KEY UPDATE`,
        [id],
      );
      if (!row) throw new NoticeTemplateNotFoundError(id);
      if (!NEXT[row.state].includes(state)) throw new TemplateStateError(row.state);
      if (state === 'approved') {
        if (row.editedBy === staffId) throw new SecondPersonNeededError();
        refuseUnknown(row);
        await tx.query(`UPDATE notice_template SET state = 'retired' WHERE ${SAME} AND state = 'approved'`, [
          row.kind,
          row.channel,
          row.language,
        ]);
        await tx.query(
          `UPDATE notice_template SET state = 'approved', approved_by = $2, approved_at = now() WHERE id = $1`,
          [id, staffId],
        );
      } else {
        await tx.query('UPDATE notice_template SET state = $2 WHERE id = $1', [id, state]);
      }
      await this.record(tx, id, state, staffId);
      return this.get(tx, id);
    });
  }

  private async get(sql: Sql, id: string): Promise<TemplateView> {
    const [row] = await sql.query<TemplateView>(`${VIEW} WHERE t.id = $1`, [id]);
    if (!row) throw new NoticeTemplateNotFoundError(id);
    return row;
  }

  private record(tx: Transaction, id: string, what: string, staffId: string): Promise<void> {
    return this.audit.record(tx, [
      {
        actor: { kind: 'staff', id: staffId },
        action: `notice_template.${what}`,
        subjectKind: 'notice_template',
        subjectId: id,
      },
    ]);
  }
}

/** Words in force can only be retired; without them the built-in ones are said again. */
const NEXT: Readonly<Record<TemplateView['state'], readonly TemplateView['state'][]>> = {
  draft: ['proposed'],
  proposed: ['draft', 'approved'],
  approved: ['retired'],
  retired: [],
};

function refuseUnknown({
  kind,
  subject,
  body,
  networkVariables,
}: Omit<TemplateDraft, 'networkName' | 'networkLanguage'>): void {
  const known = variablesOf(kind);
  const unknown = [
    ...unknownVariables(kind, subject, body),
    ...networkVariables.filter((name) => !known.includes(name)),
  ];
  if (unknown.length > 0) throw new TemplateVariablesUnknownError([...new Set(unknown)]);
}
