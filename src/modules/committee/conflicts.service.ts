import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { RequestTransitions } from '../requests/request.transitions.js';
import { CommitteeAccess, type Reader, runs } from './committee.access.js';
import { ConflictForbiddenError, ConflictStaysError } from './committee.errors.js';
import type { ConflictDeclared } from './committee.schemas.js';

/** Who is tied to whom: said by the member, or by whoever runs the committee. */
@Injectable()
export class ConflictsService {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CommitteeAccess) private readonly access: CommitteeAccess,
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /** @throws RequestNotFoundError */
  async of(requestId: string) {
    const data = await this.database.query(
      `SELECT c.staff_id AS "staffId", s.name, c.reason, c.declared_at AS "declaredAt",
              jsonb_build_object('id', b.id, 'name', b.name) AS "declaredBy"
         FROM conflict_of_interest c JOIN staff s ON s.id = c.staff_id JOIN staff b ON b.id = c.declared_by
        WHERE c.request_id = $1 ORDER BY c.declared_at, c.staff_id`,
      [requestId],
    );
    return { data };
  }

  /**
   * From now on the request, and every other of the same person, is kept from them; what they voted does not count.
   * @throws RequestNotFoundError, ConflictForbiddenError when it is about somebody else
   */
  async declare(requestId: string, declared: ConflictDeclared, reader: Reader): Promise<void> {
    const staffId = declared.staffId ?? reader.id;
    if (staffId !== reader.id && !runs(reader)) throw new ConflictForbiddenError();
    await this.database.transaction(async (tx) => {
      if (!runs(reader)) await this.mustKnow(requestId, reader);
      await this.transitions.lock(tx, requestId);
      await tx.query(
        `INSERT INTO conflict_of_interest (request_id, staff_id, reason, declared_by)
         SELECT $1, id, $3, $4 FROM staff WHERE id = $2 ON CONFLICT DO NOTHING`,
        [requestId, staffId, declared.reason, reader.id],
      );
      await tx.query(
        `DELETE FROM committee_vote v USING agenda_item i, committee_session c
          WHERE v.agenda_item_id = i.id AND c.id = i.session_id AND i.state = 'waiting'
            AND c.state IN ('planned', 'in_session') AND v.staff_id = $1 AND has_conflict($1, i.request_id)`,
        [staffId],
      );
      await this.audit.record(tx, [line(reader, 'declared', requestId, staffId)]);
    });
  }

  /**
   * It was a mistake. Nobody says so of themselves, nor after the decision.
   * @throws RequestNotFoundError, ConflictStaysError
   */
  async withdraw(requestId: string, staffId: string, reader: Reader): Promise<void> {
    if (staffId === reader.id) throw new ConflictStaysError();
    await this.database.transaction(async (tx) => {
      await this.transitions.lock(tx, requestId);
      const [decided] = await tx.query(
        `SELECT 1 AS decided FROM decision d JOIN support_request r ON r.id = d.request_id AND r.round = d.round
          WHERE r.id = $1`,
        [requestId],
      );
      if (decided) throw new ConflictStaysError();
      await tx.query('DELETE FROM conflict_of_interest WHERE request_id = $1 AND staff_id = $2', [
        requestId,
        staffId,
      ]);
      await this.audit.record(tx, [line(reader, 'withdrawn', requestId, staffId)]);
    });
  }

  /** A member speaks of requests on an agenda of theirs, of no others. */
  private async mustKnow(requestId: string, reader: Reader): Promise<void> {
    const [item] = await this.database.query<{ id: string }>(
      `SELECT i.id FROM agenda_item i JOIN committee_seat s ON s.session_id = i.session_id
        WHERE i.request_id = $1 AND s.staff_id = $2 ORDER BY i.id DESC LIMIT 1`,
      [requestId, reader.id],
    );
    await this.access.item(item?.id ?? requestId, reader);
  }
}

function line(reader: Reader, deed: string, requestId: string, staffId: string) {
  return {
    actor: { kind: 'staff' as const, id: reader.id },
    action: `conflict.${deed}`,
    subjectKind: 'request' as const,
    subjectId: requestId,
    data: { staffId },
  };
}
