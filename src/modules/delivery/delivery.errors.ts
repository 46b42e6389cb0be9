import { AppError } from '../../platform/errors.js';

/** There is nothing to settle: the message is unknown, on its way, or has arrived. */
export class DeliverySettledError extends AppError {
  constructor(messageId: string) {
    super('message.delivery_settled', 409, { messageId });
  }
}
