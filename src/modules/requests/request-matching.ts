import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { AuditLog } from '../audit/audit-log.js';
import { CHANGEABLE } from './request.states.js';
import { RequestTransitions } from './request.transitions.js';
import { RequestChecks } from './request-checks.js';
import { RequestPapers } from './request-papers.js';
import { RequestNotChangeableError } from './requests.errors.js';
import type { DatumCheck, PaperCheck } from './requests.schemas.js';
import { RequestUpdates } from './requests.updates.js';

/** An officer matches a request with its documents; each look is kept in the audit with the name of who looked. */
@Injectable()
export class RequestMatching {
  constructor(
    @Inject(RequestTransitions) private readonly transitions: RequestTransitions,
    @Inject(RequestPapers) private readonly papers: RequestPapers,
    @Inject(RequestChecks) private readonly checks: RequestChecks,
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
  ) {}

  /** @throws RequestNotChangeableError, and what `RequestPapers.check` throws */
  async paper(tx: Transaction, id: string, key: string, check: PaperCheck, staffId: string): Promise<void> {
    await this.lock(tx, id);
    await this.papers.check(tx, id, key, check, staffId);
    await this.looked(tx, id, 'request.paper_checked', { paper: key, state: check.state }, staffId);
  }

  /** @throws RequestNotChangeableError, and what `RequestChecks.checkDatum` throws */
  async datum(tx: Transaction, id: string, key: string, check: DatumCheck, staffId: string): Promise<void> {
    await this.lock(tx, id);
    await this.checks.checkDatum(tx, id, key, check, staffId);
    await this.looked(tx, id, 'request.datum_checked', { field: key, verified: check.verified }, staffId);
  }

  private async lock(tx: Transaction, id: string): Promise<void> {
    const { state } = await this.transitions.lock(tx, id);
    if (!CHANGEABLE.includes(state)) throw new RequestNotChangeableError(state);
  }

  private async looked(
    tx: Transaction,
    id: string,
    action: string,
    data: Record<string, unknown>,
    staffId: string,
  ): Promise<void> {
    await tx.query('UPDATE support_request SET updated_at = insat_now() WHERE id = $1', [id]);
    await this.audit.record(tx, [
      { actor: { kind: 'staff', id: staffId }, action, subjectKind: 'request', subjectId: id, data },
    ]);
    this.updates.changed(tx, id);
  }
}
