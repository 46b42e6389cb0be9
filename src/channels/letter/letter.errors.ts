import { AppError } from '../../platform/errors.js';

/** By its bytes it is none of the types that a letter is scanned as. */
export class ScanRefusedError extends AppError {
  constructor() {
    super('letter.scan_refused', 415);
  }
}

export class ScanNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('letter.scan_not_found', 404, { ids });
  }
}

export class LetterDateError extends AppError {
  constructor(today: string) {
    super('letter.received_later', 400, { today });
  }
}
