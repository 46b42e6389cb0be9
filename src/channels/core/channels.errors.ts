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
