import { Inject, Injectable } from '@nestjs/common';
import type { Sql, Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { type Actor, AuditLog } from '../audit/audit-log.js';
import {
  type Mover,
  type RequestState,
  ruleOf,
  TRANSITIONS,
  type TransitionAction,
} from './request.states.js';
import {
  NothingToUndoError,
  ReasonNeededError,
  RequestNotFoundError,
  TransitionForbiddenError,
  TransitionImpossibleError,
} from './requests.errors.js';
import { RequestUpdates } from './requests.updates.js';

/** Who moves the request, and by which of their rights. */
export interface MovedBy {
  actor: Actor;
  movers: readonly Mover[];
}

export const BY_HUB: MovedBy = { actor: { kind: 'hub', id: null }, movers: ['hub'] };

/** A row of the request that its transition has locked. */
export interface LockedRequest {
  id: string;
  reference: string;
  state: RequestState;
  conversationId: string;
  beneficiaryId: string | null;
  revision: number;
  round: number;
  language: 'ar' | 'en';
}

export interface TransitionView {
  id: string;
  action: string;
  from: RequestState;
  to: RequestState;
  actor: { kind: string; id: string | null; name: string | null };
  reason: string | null;
  at: Date;
}

/** Moves requests from state to state, by the table and by nothing else; each move is kept and audited. */
@Injectable()
export class RequestTransitions {
  constructor(
    @Inject(AuditLog) private readonly audit: AuditLog,
    @Inject(RequestUpdates) private readonly updates: RequestUpdates,
  ) {}

  /** @throws RequestNotFoundError */
  async lock(tx: Transaction, requestId: string): Promise<LockedRequest> {
    const [row] = await tx.query<LockedRequest>(
      `SELECT id, reference, state, conversation_id AS "conversationId", beneficiary_id AS "beneficiaryId", revision, round,
              language
         FROM support_request WHERE id = $1 FOR NO KEY UPDATE`,
      [requestId],
      'requests.lock',
    );
    if (!row) throw new RequestNotFoundError(requestId);
    return row;
  }

  /**
   * Locks the request, and asks whether the table has this way for whoever wants to go it.
   * @throws TransitionImpossibleError, TransitionForbiddenError, ReasonNeededError, RequestNotFoundError
   */
  async mayMove(
    tx: Transaction,
    requestId: string,
    action: TransitionAction,
    by: MovedBy,
    reason?: string,
  ): Promise<LockedRequest> {
    const request = await this.lock(tx, requestId);
    const rule = ruleOf(action);
    if (!rule.from.includes(request.state)) throw new TransitionImpossibleError(action, request.state);
    if (!rule.who.some((mover) => by.movers.includes(mover))) throw new TransitionForbiddenError(action);
    if (rule.reason && !reason?.trim()) throw new ReasonNeededError(action);
    return request;
  }

  /**
   * Makes one transition of the table. What else must be true is for the caller to check, after `mayMove`.
   * @throws TransitionImpossibleError, TransitionForbiddenError, ReasonNeededError, RequestNotFoundError
   */
  async move(
    tx: Transaction,
    requestId: string,
    action: TransitionAction,
    by: MovedBy,
    reason?: string,
  ): Promise<LockedRequest> {
    const request = await this.mayMove(tx, requestId, action, by, reason);
    const { to } = ruleOf(action);
    await this.write(tx, request, { action, to, by, reason: reason?.trim() || null, undoes: null });
    return { ...request, state: to };
  }

  /**
   * Takes the last transition back, where the table says that it can be.
   * @throws NothingToUndoError, TransitionForbiddenError, RequestNotFoundError
   */
  async undo(tx: Transaction, requestId: string, by: MovedBy, reason?: string): Promise<TransitionAction> {
    const request = await this.lock(tx, requestId);
    const [last] = await tx.query<{ id: string; action: string; from: RequestState }>(
      `SELECT id, action, from_state AS "from" FROM request_transition
        WHERE request_id = $1 ORDER BY id DESC LIMIT 1`,
      [requestId],
    );
    // The last line may itself take one back: there is nothing to take back then.
    const action = last && last.action in TRANSITIONS ? (last.action as TransitionAction) : null;
    if (!last || !action || !ruleOf(action).undo) throw new NothingToUndoError(requestId);
    if (!ruleOf(action).who.some((mover) => by.movers.includes(mover)))
      throw new TransitionForbiddenError(action);
    await this.write(tx, request, {
      action: `undo_${action}`,
      to: last.from,
      by,
      reason: reason?.trim() || null,
      undoes: last.id,
    });
    return action;
  }

  /** The whole way of a request, oldest first. */
  async history(sql: Sql, requestId: string): Promise<TransitionView[]> {
    const rows = await sql.query<
      Omit<TransitionView, 'actor'> & { kind: string; by: string | null; name: string | null }
    >(
      `SELECT t.id, t.action, t.from_state AS "from", t.to_state AS "to", t.actor_kind AS kind, t.actor_id AS by, s.name,
              t.reason, t.at
         FROM request_transition t LEFT JOIN staff s ON s.id = t.actor_id AND t.actor_kind = 'staff'
        WHERE t.request_id = $1 ORDER BY t.id`,
      [requestId],
    );
    return rows.map(({ kind, by, name, ...row }) => ({ ...row, actor: { kind, id: by, name } }));
  }

  private async write(
    tx: Transaction,
    request: LockedRequest,
    step: { action: string; to: RequestState; by: MovedBy; reason: string | null; undoes: string | null },
  ): Promise<void> {
    const { actor } = step.by;
    await Promise.all([
      tx.query(
        `INSERT INTO request_transition (id, request_id, action, from_state, to_state, actor_kind, actor_id, reason, undoes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          newId(),
          request.id,
          step.action,
          request.state,
          step.to,
          actor.kind,
          actor.id,
          step.reason,
          step.undoes,
        ],
      ),
      tx.query(
        'UPDATE support_request SET state = $2, state_since = insat_now(), updated_at = insat_now() WHERE id = $1',
        [request.id, step.to],
      ),
      this.audit.record(tx, [
        {
          actor,
          action: `request.${step.action}`,
          subjectKind: 'request',
          subjectId: request.id,
          data: { from: request.state, to: step.to },
        },
      ]),
    ]);
    this.updates.changed(tx, request.id);
  }
}
