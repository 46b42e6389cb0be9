import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';

/** Who did it: a member of staff, the hub by itself, or the person outside. */
export interface Actor {
  kind: 'staff' | 'hub' | 'contact';
  /** Staff or contact point id; null for the hub. */
  id: string | null;
}

export const HUB: Actor = { kind: 'hub', id: null };

export interface AuditLine {
  actor: Actor;
  /** What happened, as `<noun>.<past participle>`: "conversation.assigned". */
  action: string;
  subjectKind:
    | 'conversation'
    | 'message'
    | 'staff'
    | 'team'
    | 'contact_point'
    | 'beneficiary'
    | 'setting'
    | 'inbound_event'
    | 'channel_account'
    | 'request'
    | 'request_type'
    | 'committee_session'
    | 'notice_template';
  subjectId: string;
  /** Ids, codes and officers' reasons; never a beneficiary's words. */
  data?: Record<string, unknown>;
}

/** The append-only record. Lines are written in the transaction of what they record, or not at all. */
@Injectable()
export class AuditLog {
  async record(tx: Transaction, lines: AuditLine[]): Promise<void> {
    if (lines.length === 0) return;
    await tx.query(
      `INSERT INTO audit_line (id, actor_kind, actor_id, action, subject_kind, subject_id, data)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::jsonb[])`,
      [
        lines.map(() => newId()),
        lines.map((line) => line.actor.kind),
        lines.map((line) => line.actor.id),
        lines.map((line) => line.action),
        lines.map((line) => line.subjectKind),
        lines.map((line) => line.subjectId),
        lines.map((line) => JSON.stringify(line.data ?? {})),
      ],
      'audit.record',
    );
  }
}
