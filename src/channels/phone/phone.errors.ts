import { AppError } from '../../platform/errors.js';

/** No file, or one without a line in it. */
export class CallFileEmptyError extends AppError {
  constructor() {
    super('calls.file_empty', 400);
  }
}

/** A workbook or another file that is no text: it is to be saved as CSV first. */
export class CallFileNotTextError extends AppError {
  constructor() {
    super('calls.file_not_text', 400);
  }
}

/** More lines than one file may have. */
export class CallFileTooLongError extends AppError {
  constructor(limit: number) {
    super('calls.file_too_long', 413, { limit });
  }
}
