import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { Facts, Language } from '../../channels/core/channel-adapter.js';
import { Clock } from '../../platform/clock.js';
import type { Transaction } from '../../platform/database/database.js';
import { guessLanguage } from '../../platform/i18n/language.js';
import { Intake } from './conversations.intake.js';

/** What pages of ours are as an account: none, so that a message there opens no network's window for free texts. */
const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';

export interface PageMessage {
  /** Chosen by the page (UUIDv7): the same id is the same message. */
  id: string;
  conversationId: string;
  text: string;
  facts: Facts;
}

/**
 * Messages that people write on pages of ours, where we know who they are and what it is about. They go into that
 * conversation and are answered like any other; the transaction's commit is what makes them durable.
 */
@Injectable()
export class PageMessages {
  constructor(
    @Inject(Intake) private readonly intake: Intake,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** @returns whether it is new */
  async write(tx: Transaction, { id, conversationId, text, facts }: PageMessage): Promise<boolean> {
    const [about] = await tx.query<{ accountId: string; address: string; language: Language }>(
      `SELECT c.account_id AS "accountId", p.address, c.language
         FROM conversation c JOIN contact_point p ON p.id = c.contact_point_id
        WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
      [conversationId],
    );
    if (!about) throw new Error(`There is no conversation ${conversationId}`);
    // The conversation is held: a page that sends again finds what it sent before.
    const [known] = await tx.query('SELECT FROM message WHERE id = $1', [id]);
    if (known) return false;
    await this.accounts.know([about.accountId]);
    const answering = this.accounts.get(about.accountId);
    await this.intake.accept(tx, [
      {
        id,
        externalId: id,
        account: { ...answering, id: NO_ACCOUNT },
        answering,
        threaded: true,
        receivedAt: this.clock.now(),
        attachments: [],
        goesTo: conversationId,
        message: {
          sender: { address: about.address, displayName: null },
          kind: 'text',
          text,
          quotedText: null,
          subject: null,
          attachments: [],
          occurredAt: this.clock.now(),
          language: guessLanguage(text) ?? about.language,
          repliesTo: [],
          automatic: false,
          consent: null,
          facts,
        },
      },
    ]);
    return true;
  }
}
