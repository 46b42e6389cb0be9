import { AppError } from '../../platform/errors.js';

/** There is no such message, or it is none that we wrote. */
export class LetterNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('letter.not_found', 404, { ids });
  }
}

/** A colleague has taken the letter a step on, or back, since the page was read. */
export class LetterMovedError extends AppError {
  constructor(step: string) {
    super('letter.moved', 409, { step });
  }
}

export class LetterStepError extends AppError {
  constructor(from: string, to: string) {
    super('letter.step_refused', 409, { from, to });
  }
}

export class ProofNotFoundError extends AppError {
  constructor(id: string) {
    super('letter.proof_not_found', 404, { id });
  }
}
