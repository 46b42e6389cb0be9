import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import {
  type ChannelAdapter,
  type OutboundMessage,
  SendError,
  type SendReceipt,
} from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Database } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import { AuditLog } from '../audit/audit-log.js';
import { SettingsService } from '../staff/settings.service.js';
import { AccountNotLiveError, NothingToTestError, TestNotSentError } from './channels.errors.js';

/** "Send me a test": a message through the account itself that belongs to no conversation. */
@Injectable()
export class ChannelTests {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  /**
   * @param to a number or an address as people write them
   * @throws AccountNotLiveError, NothingToTestError, InvalidRequestError, TestNotSentError with the provider's words
   */
  async send(by: { id: string; locale: Language }, accountId: string, to: string): Promise<SendReceipt> {
    const account = this.accounts.get(accountId);
    const adapter = this.registry.get(account.channel);
    if (adapter.testsTo === null) throw new NothingToTestError(account.channel);
    if (account.mode !== 'live') throw new AccountNotLiveError(account.name);
    const address = addressOf(to, adapter.testsTo);
    const { organisationName } = await this.settings.get();
    const words = { organisation: organisationName[by.locale] };
    const id = newId();
    const message: OutboundMessage = {
      id,
      conversationId: id,
      account,
      to: { address, displayName: null },
      text: translate(by.locale, 'channel_test.text', words),
      subject: translate(by.locale, 'channel_test.subject', words),
      language: by.locale,
      attachments: [],
      template: null,
      thread: [],
      automatic: true,
      reference: '0',
    };
    const outcome = await sent(adapter, message);
    const code = outcome instanceof SendError ? outcome.code : null;
    await this.database.transaction((tx) =>
      this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: by.id },
          action: 'channel_account.tested',
          subjectKind: 'channel_account',
          subjectId: accountId,
          data: { channel: account.channel, name: account.name, sent: code === null, ...(code && { code }) },
        },
      ]),
    );
    if (outcome instanceof SendError) throw new TestNotSentError(outcome);
    return outcome;
  }
}

/** @throws InvalidRequestError */
function addressOf(to: string, kind: NonNullable<ChannelAdapter['testsTo']>): string {
  const address = kind === 'phone' ? normalisePhone(to) : z.email().safeParse(to.toLowerCase()).data;
  if (address) return address;
  const message = kind === 'phone' ? 'must be a phone number' : 'must be an e-mail address';
  throw new InvalidRequestError([{ path: 'to', message }]);
}

async function sent(adapter: ChannelAdapter, message: OutboundMessage): Promise<SendReceipt | SendError> {
  try {
    return await adapter.send(message);
  } catch (error) {
    if (error instanceof SendError) return error;
    throw error;
  }
}
