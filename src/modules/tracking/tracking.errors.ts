import { AppError } from '../../platform/errors.js';

/** Nobody has come in with a code, or it was too long ago. */
export class TrackSessionRequiredError extends AppError {
  constructor() {
    super('track.session_required', 401);
  }
}

/** Wrong, used, too old, or of a number that does not exist: which of them is nobody's to know. */
export class TrackCodeWrongError extends AppError {
  constructor() {
    super('track.code_wrong', 403);
  }
}

export class TrackThrottledError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('track.throttled', 429, { retryAfterSeconds });
  }
}

/** The request asks for no such paper, or has it already. */
export class PaperNotWantedError extends AppError {
  constructor(key: string) {
    super('track.paper_not_wanted', 409, { key });
  }
}

/** There is no decision to object to, or it is too late. */
export class AppealImpossibleError extends AppError {
  constructor() {
    super('track.appeal_impossible', 409);
  }
}

/** It has been answered, or withdrawn already. */
export class WithdrawalImpossibleError extends AppError {
  constructor() {
    super('track.withdrawal_impossible', 409);
  }
}

/** There is nothing to rate before there is an answer. */
export class RatingTooEarlyError extends AppError {
  constructor() {
    super('track.rating_too_early', 409);
  }
}
