import { AppError } from '../../platform/errors.js';

export class HandTaskNotOpenError extends AppError {
  constructor(id: string) {
    super('hand_task.not_open', 409, { id });
  }
}
