import { AppError } from '../../platform/errors.js';

export class FormNotFoundError extends AppError {
  constructor(form: string) {
    super('forms.unknown', 404, { form });
  }
}

/** The page's permission is absent, too old or another form's: the page gets a new one and goes on. */
export class TicketInvalidError extends AppError {
  constructor() {
    super('forms.ticket_invalid', 401);
  }
}

/** The puzzle was not solved, is too old, or was solved for another form. */
export class ProofInvalidError extends AppError {
  constructor() {
    super('forms.proof_invalid', 403);
  }
}

/** Nobody fills in a form so quickly. */
export class TooFastError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('forms.too_fast', 429, { retryAfterSeconds });
  }
}

export class ThrottledError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('forms.throttled', 429, { retryAfterSeconds });
  }
}

/** The number or address has had forms enough for today. */
export class AddressThrottledError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('forms.address_throttled', 429, { retryAfterSeconds });
  }
}
