import type { SendError } from '../../channels/core/channel-adapter.js';
import { AppError } from '../../platform/errors.js';

export class ProviderUnknownError extends AppError {
  constructor(channel: string, provider: string) {
    super('channel.provider_unknown', 422, { channel, provider });
  }
}

export class AccountNameTakenError extends AppError {
  constructor(name: string) {
    super('channel.account_name_taken', 409, { name });
  }
}

/** Its credentials stand in the environment: they are changed there. */
export class AccountOfEnvironmentError extends AppError {
  constructor(name: string) {
    super('channel.account_of_environment', 409, { name });
  }
}

/** Nothing leaves it: it is switched off, or in sandbox. */
export class AccountNotLiveError extends AppError {
  constructor(name: string) {
    super('channel.account_not_live', 409, { name });
  }
}

/** Carried by a person, or read only where the visitor is: there is nobody to send a test to. */
export class NothingToTestError extends AppError {
  constructor(channel: string) {
    super('channel.nothing_to_test', 409, { channel });
  }
}

/** What the provider said to a test message. */
export class TestNotSentError extends AppError {
  constructor({ code, message, uncertain }: Pick<SendError, 'code' | 'message' | 'uncertain'>) {
    super('channel.test_not_sent', 422, { code, detail: message.slice(0, 300), uncertain });
  }
}
