import { AppError } from '../../platform/errors.js';

/** No token, or one that belongs to nobody here: the widget then starts anew. */
export class VisitorUnknownError extends AppError {
  constructor() {
    super('website.visitor_unknown', 401);
  }
}

export class TooManyRequestsError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('website.throttled', 429, { retryAfterSeconds });
  }
}

/** The id of a new message already belongs to a message of somebody else. */
export class MessageIdTakenError extends AppError {
  constructor(id: string) {
    super('website.message_id_taken', 409, { id });
  }
}

export class UploadNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('website.upload_not_found', 400, { ids });
  }
}

export class FileMissingError extends AppError {
  constructor() {
    super('website.file_missing', 400);
  }
}

export class FileTypeRefusedError extends AppError {
  constructor() {
    super('website.file_type_refused', 415);
  }
}

export class AttachmentNotFoundError extends AppError {
  constructor() {
    super('website.attachment_not_found', 404);
  }
}
