import { AppError } from '../../platform/errors.js';

export class HandTaskNotOpenError extends AppError {
  constructor(id: string) {
    super('hand_task.not_open', 409, { id });
  }
}

export class SignatureUnreadableError extends AppError {
  constructor() {
    super('hand_task.signature_unreadable', 422);
  }
}
