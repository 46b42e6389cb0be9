import { AppError } from '../../platform/errors.js';

export class AccountNotFoundError extends AppError {
  constructor(account: string) {
    super('channel.account_not_found', 404, { account });
  }
}

/** Nothing leaves an account that is switched off, or whose credentials cannot be read. */
export class AccountOffError extends AppError {
  constructor(account: string) {
    super('channel.account_off', 409, { account });
  }
}

/** A webhook whose signature or token is absent or wrong. Logged by the error filter as a warning. */
export class UnauthenticWebhookError extends AppError {
  constructor(reason: string) {
    super('channel.signature_invalid', 403, { reason });
  }
}

export class InvalidPayloadError extends AppError {
  constructor(reason: string) {
    super('channel.payload_invalid', 400, { reason });
  }
}

export class GatewayUnavailableError extends AppError {
  constructor() {
    super('channel.unavailable', 503, {});
  }
}

/** Strangers' files that nothing has claimed take up all that is set aside for them. The sweep makes room again. */
export class UploadsFullError extends AppError {
  constructor(retryAfterSeconds: number) {
    super('channel.uploads_full', 503, { retryAfterSeconds });
  }
}

/** A file that was to go with something one of us writes down is not there, or a colleague's. */
export class UploadedFileNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('channel.upload_not_found', 422, { ids });
  }
}

export class ColleagueNotFoundError extends AppError {
  constructor(id: string) {
    super('channel.colleague_not_found', 422, { id });
  }
}

/** Sent up by somebody outside, part by part. */
export class FileTypeRefusedError extends AppError {
  constructor() {
    super('forms.file_type_refused', 415);
  }
}

export class FileTooLargeError extends AppError {
  constructor(megabytes: number) {
    super('forms.file_too_large', 413, { megabytes });
  }
}

export class TooManyFilesError extends AppError {
  constructor(max: number) {
    super('forms.too_many_files', 409, { max });
  }
}

/** What was to go with something is not there, or is another's. */
export class UploadNotThereError extends AppError {
  constructor(ids: string[]) {
    super('forms.file_not_found', 409, { ids });
  }
}
