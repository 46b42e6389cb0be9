import { AppError } from '../../platform/errors.js';

/** Unknown, or it has arrived or been settled meanwhile. */
export class UndeliveredNoticeNotFoundError extends AppError {
  constructor(id: string) {
    super('undelivered_notice.not_found', 404, { id });
  }
}

/** Not the person's, or there is no account to write from. */
export class NoChannelError extends AppError {
  constructor(contactPointId: string) {
    super('undelivered_notice.no_channel', 422, { contactPointId });
  }
}
