import { AppError } from '../errors.js';

export class FileNotFoundError extends AppError {
  constructor() {
    super('file.not_found', 404);
  }
}

export class FileTooLargeError extends AppError {
  constructor(maxBytes: number) {
    super('file.too_large', 413, { maxBytes });
  }
}
