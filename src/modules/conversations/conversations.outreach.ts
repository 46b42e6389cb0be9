import { Inject, Injectable } from '@nestjs/common';
import type { ChannelAccount, ChannelType, Language } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { previewOf } from './conversations.plan.js';
import { References } from './conversations.references.js';

/** An address to reach somebody at, for which there may be no contact point yet. */
export interface Reach {
  channel: ChannelType;
  address: string;
  displayName: string | null;
  language: Language;
  beneficiaryId: string | null;
}

/** Where a first message of ours goes. */
export interface Opening {
  account: ChannelAccount;
  contactPointId: string;
  language: Language;
  subject: string | null;
  /** Of the message that opens it, which is published in the same transaction. */
  messageId: string;
  text: string;
  /** Who gets it when the person answers. */
  assigneeId: string | null;
  teamId: string | null;
}

export interface OpenedConversation {
  id: string;
  /** The person's last message there, for networks that let us write for a while after it. */
  lastInboundAt: Date | null;
}

/** Begins from our side: to somebody who has not written on that channel, or not there. */
@Injectable()
export class Outreach {
  constructor(
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(References) private readonly references: References,
  ) {}

  /** Finds the contact point, or makes it. Whose it is already is not changed. */
  async contactPoint(tx: Transaction, reach: Reach): Promise<string> {
    const [made] = await tx.query<{ id: string }>(
      `INSERT INTO contact_point (id, channel, address, display_name, language, beneficiary_id)
       VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (channel, address) DO NOTHING RETURNING id`,
      [newId(), reach.channel, reach.address, reach.displayName, reach.language, reach.beneficiaryId],
    );
    if (made) return made.id;
    const [known] = await tx.query<{ id: string }>(
      'SELECT id FROM contact_point WHERE channel = $1 AND address = $2',
      [reach.channel, reach.address],
    );
    return known!.id;
  }

  /** The running conversation with a contact point on an account, when there is one to go on with. */
  async running(
    tx: Transaction,
    contactPointId: string,
    account: ChannelAccount,
  ): Promise<OpenedConversation | null> {
    // Where the network names its threads, another matter is another thread.
    if (this.registry.capabilitiesOf(account).threaded) return null;
    const [row] = await tx.query<OpenedConversation>(
      `SELECT id, last_inbound_at AS "lastInboundAt" FROM conversation
        WHERE contact_point_id = $1 AND account_id = $2 ORDER BY status = 'open' DESC, id DESC LIMIT 1`,
      [contactPointId, account.id],
    );
    return row ?? null;
  }

  /**
   * A conversation whose first message is ours. It is closed, for nobody waits in it; when the person answers, it opens
   * for whoever is named here.
   */
  async open(tx: Transaction, opening: Opening): Promise<OpenedConversation> {
    const id = newId();
    const [reference] = await this.references.take(tx, 1);
    await tx.query(
      `INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, subject, language, status, team_id,
              assignee_id, awaits_routing, opened_at, closed_at, last_message_id, last_message_at, last_direction, preview)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 'closed', $8, $9, false, now(), now(), $10, now(), 'outbound', $11)`,
      [
        id,
        reference,
        opening.account.channel,
        opening.account.id,
        opening.contactPointId,
        opening.subject,
        opening.language,
        opening.teamId,
        opening.assigneeId,
        opening.messageId,
        previewOf(opening.text, []),
      ],
    );
    return { id, lastInboundAt: null };
  }
}
