import { AppError } from '../../platform/errors.js';

export class HandTaskNotOpenError extends AppError {
  constructor(id: string) {
    super('hand_task.not_open', 409, { id });
  }
}

/** A colleague is doing it at this moment. */
export class HandTaskClaimedError extends AppError {
  constructor(colleague: string) {
    super('hand_task.claimed', 409, { colleague });
  }
}

export class SignatureUnreadableError extends AppError {
  constructor() {
    super('hand_task.signature_unreadable', 422);
  }
}

/** Somebody else has ended it meanwhile; both reports are kept. */
export class HandOverClosedError extends AppError {
  constructor(closed: { outcome: string; by: string; at: Date }) {
    super('hand_over.closed', 409, { ...closed, at: closed.at.toISOString() });
  }
}

/** The person was never this representative's. */
export class HandOverElsewhereError extends AppError {
  constructor() {
    super('hand_over.elsewhere', 403);
  }
}

/** What belongs to a report has not come yet. */
export class HandOverPhotosMissingError extends AppError {
  constructor(hashes: string[]) {
    super('branch.photos_missing', 409, { hashes });
  }
}

export class RepresentativeNotFoundError extends AppError {
  constructor(id: string) {
    super('hand_over.representative_not_found', 404, { id });
  }
}
