import { AppError } from '../../platform/errors.js';
import type { RequestState } from './request.states.js';

export class RequestNotFoundError extends AppError {
  constructor(id: string) {
    super('support_request.not_found', 404, { id });
  }
}

/** The table has no such way from where the request stands. */
export class TransitionImpossibleError extends AppError {
  constructor(action: string, state: RequestState) {
    super('support_request.transition_impossible', 409, { action, state });
  }
}

export class TransitionForbiddenError extends AppError {
  constructor(action: string) {
    super('support_request.transition_forbidden', 403, { action });
  }
}

export class ReasonNeededError extends AppError {
  constructor(action: string) {
    super('support_request.reason_needed', 422, { action });
  }
}

/** Nothing was done yet, or the last step cannot be taken back. */
export class NothingToUndoError extends AppError {
  constructor(id: string) {
    super('support_request.nothing_to_undo', 409, { id });
  }
}
