import { AppError } from '../../platform/errors.js';

/** The decision's date has not come, by one of the clocks at least. */
export class DecisionEarlyError extends AppError {
  constructor(decisionId: string, notBefore: Date | null) {
    super('decision.early', 409, { decisionId, notBefore: notBefore?.toISOString() ?? '' });
  }
}

/** There is nothing to settle: the message is unknown, on its way, or has arrived. */
export class DeliverySettledError extends AppError {
  constructor(messageId: string) {
    super('message.delivery_settled', 409, { messageId });
  }
}
