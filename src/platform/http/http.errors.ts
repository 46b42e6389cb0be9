import { AppError } from '../errors.js';

/** One thing wrong with a request. `path` is dotted ("workingHours.sun.from"), '' for the whole. */
export interface FieldError {
  path: string;
  message: string;
}

/** A body, query or parameter that its schema refuses. */
export class InvalidRequestError extends AppError {
  constructor(readonly errors: FieldError[]) {
    super('request.invalid', 400);
  }
}
