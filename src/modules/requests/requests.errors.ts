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

/** What is still missing, all of it: `field:need`, `paper:id_card:expired`, `datum:income:unverified`, `attestation:missing`. */
export class RequestIncompleteError extends AppError {
  constructor(missing: string[]) {
    super('support_request.incomplete', 422, { missing });
  }
}

/** It is decided or over: what it says stays as it was decided upon. */
export class RequestNotChangeableError extends AppError {
  constructor(state: RequestState) {
    super('support_request.not_changeable', 409, { state });
  }
}

export class AppointmentPastError extends AppError {
  constructor() {
    super('support_request.appointment_past', 422);
  }
}

export class RequestTypeNotFoundError extends AppError {
  constructor(type: string) {
    super('support_request.type_not_found', 404, { type });
  }
}

export class RequestTypeSlugTakenError extends AppError {
  constructor(slug: string) {
    super('support_request.type_slug_taken', 409, { slug });
  }
}

/** No such file, upload or attachment that this request could take. */
export class RequestFileNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('support_request.file_not_found', 404, { ids });
  }
}

/** The request's type has no such paper or field. */
export class RequestItemNotFoundError extends AppError {
  constructor(key: string) {
    super('support_request.item_not_found', 404, { key });
  }
}

export class RequestOwnerNotFoundError extends AppError {
  constructor(id: string) {
    super('support_request.owner_not_found', 404, { id });
  }
}

/** On the day it is looked at, the paper is not valid any more. */
export class PaperExpiredError extends AppError {
  constructor(validUntil: string) {
    super('support_request.paper_expired', 422, { validUntil });
  }
}

/** There is no paper to ask the person for. */
export class NoPapersMissingError extends AppError {
  constructor() {
    super('support_request.no_papers_missing', 409);
  }
}

/** The decision can be appealed no longer, or never could. */
export class AppealClosedError extends AppError {
  constructor() {
    super('support_request.appeal_closed', 409);
  }
}

/** There is nothing to hand out: the request was not accepted. */
export class NotAcceptedError extends AppError {
  constructor() {
    super('support_request.not_accepted', 409);
  }
}

/** The notice is on its way already. */
export class UndoTooLateError extends AppError {
  constructor(action: string) {
    super('support_request.undo_too_late', 409, { action });
  }
}

/** There is no conversation that the request could belong to. */
export class RequestConversationNotFoundError extends AppError {
  constructor(id: string) {
    super('support_request.conversation_not_found', 404, { id });
  }
}
