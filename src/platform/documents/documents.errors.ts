import { AppError } from '../errors.js';

/** Broken, locked with a password, or of a type that has no pages. */
export class PageUnreadableError extends AppError {
  constructor() {
    super('document.unreadable', 422);
  }
}

export class PageNotFoundError extends AppError {
  constructor(pages: number) {
    super('document.page_not_found', 404, { pages });
  }
}
