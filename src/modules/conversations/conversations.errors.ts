import { AppError } from '../../platform/errors.js';

export class ConversationNotFoundError extends AppError {
  constructor(id: string) {
    super('conversation.not_found', 404, { id });
  }
}

export class MessageNotFoundError extends AppError {
  constructor(id: string) {
    super('message.not_found', 404, { id });
  }
}

/** Somebody else has it; a supervisor may give it to another, an officer may not take it away. */
export class AlreadyTakenError extends AppError {
  constructor(assignee: string) {
    super('conversation.already_taken', 409, { assignee });
  }
}

export class AssigneeNotFoundError extends AppError {
  constructor(id: string) {
    super('conversation.assignee_not_found', 422, { id });
  }
}

export class TeamNotFoundError extends AppError {
  constructor(id: string) {
    super('conversation.team_not_found', 422, { id });
  }
}

/** A referral tells the next officer why it comes. */
export class ReasonRequiredError extends AppError {
  constructor() {
    super('conversation.reason_required', 422);
  }
}

export class NotYoursToAssignError extends AppError {
  constructor() {
    super('conversation.not_yours', 403);
  }
}

export class OptedOutError extends AppError {
  constructor() {
    super('contact.opted_out', 409);
  }
}

export class TextTooLongError extends AppError {
  constructor(limit: number, channel: string) {
    super('message.too_long', 422, { limit, channel });
  }
}

export class AttachmentsUnsupportedError extends AppError {
  constructor(channel: string) {
    super('message.attachments_unsupported', 422, { channel });
  }
}

/** More files than one message of the channel carries. */
export class TooManyAttachmentsError extends AppError {
  constructor(limit: number, channel: string) {
    super('message.too_many_attachments', 422, { limit, channel });
  }
}

/** The network takes approved templates only, until the person writes again. */
export class ReplyWindowClosedError extends AppError {
  constructor(hours: number) {
    super('message.window_closed', 409, { hours });
  }
}

export class TemplateNotApprovedError extends AppError {
  constructor(name: string, language: string) {
    super('template.not_approved', 422, { name, language });
  }
}

export class TemplateVariablesError extends AppError {
  constructor(name: string, expected: number, given: number) {
    super('template.variables', 422, { name, expected, given });
  }
}

export class UploadNotFoundError extends AppError {
  constructor(ids: string[]) {
    super('upload.not_found', 422, { ids });
  }
}

export class AttachmentNotFoundError extends AppError {
  constructor(id: string) {
    super('attachment.not_found', 404, { id });
  }
}

/** The key was used for another request; a key names one request for ever. */
export class IdempotencyKeyReusedError extends AppError {
  constructor() {
    super('idempotency_key_reused', 422);
  }
}

export class EventNotSetAsideError extends AppError {
  constructor(id: string) {
    super('inbound_event.not_set_aside', 409, { id });
  }
}
