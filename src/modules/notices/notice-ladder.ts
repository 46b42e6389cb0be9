import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type { ChannelAccount, ChannelType, Language } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import type { Transaction } from '../../platform/database/database.js';
import { Outreach } from '../conversations/conversations.outreach.js';
import { SettingsService } from '../staff/settings.service.js';
import type { NoticeKind } from './notice-words.js';

const HOUR_MS = 3_600_000;
/** What a person carries takes longer to prove: the post, a way to the village, somebody who comes by. */
const CARRIED_HOURS: Partial<Record<ChannelType, number>> = { letter: 336, interview: 336, branch: 168 };

/** What a kind of notice is worth: whether it needs proof, and whether a colleague is sent when networks fail. */
export const POLICY: Record<NoticeKind, { proof: boolean; carried: boolean }> = {
  decision: { proof: true, carried: true },
  missing_papers: { proof: false, carried: true },
  appointment: { proof: false, carried: true },
  delay: { proof: false, carried: true },
  receipt: { proof: false, carried: false },
  referral: { proof: false, carried: false },
  reminder: { proof: false, carried: false },
  service_delivered: { proof: false, carried: false },
  follow_up: { proof: false, carried: false },
};

/** A way to reach the person that they agreed to. */
export interface Rung {
  contactPointId: string;
  account: ChannelAccount;
}

interface Address {
  id: string | null;
  channel: ChannelType;
  address: string;
  agreed: boolean;
}

/** Which channel comes next when a notice does not arrive. See docs/decisions/notice-ladder.md. */
@Injectable()
export class NoticeLadder {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(SettingsService) private readonly settings: SettingsService,
    @Inject(Outreach) private readonly outreach: Outreach,
  ) {}

  /** For how long a step is given, in ms, before the next is taken. */
  async patience(channel: ChannelType): Promise<number> {
    const { proofWithinHours } = await this.settings.get();
    return Math.max(proofWithinHours, CARRIED_HOURS[channel] ?? 0) * HOUR_MS;
  }

  /** The next way that was not tried, in the order of the settings; null when none is left. */
  async next(
    tx: Transaction,
    notice: { id: string; kind: NoticeKind; requestId: string; language: Language },
  ): Promise<Rung | null> {
    const { noticeLadder } = await this.settings.get();
    const addresses = await this.addresses(tx, notice);
    for (const channel of noticeLadder) {
      const account = this.accounts.usable(channel);
      if (account?.mode !== 'live') continue;
      if (this.registry.capabilitiesOf(account).carriedByPerson && !POLICY[notice.kind].carried) continue;
      const found = addresses.find((address) => address.channel === channel && address.agreed);
      if (!found) continue;
      const contactPointId = found.id ?? (await this.make(tx, notice, found));
      return { contactPointId, account };
    }
    return null;
  }

  private async make(
    tx: Transaction,
    { requestId, language }: { requestId: string; language: Language },
    { channel, address }: Address,
  ): Promise<string> {
    const [person] = await tx.query<{ name: string; beneficiaryId: string | null }>(
      `SELECT r.applicant_name AS name, coalesce(r.beneficiary_id, p.beneficiary_id) AS "beneficiaryId"
         FROM support_request r JOIN conversation c ON c.id = r.conversation_id
         JOIN contact_point p ON p.id = c.contact_point_id WHERE r.id = $1`,
      [requestId],
    );
    return this.outreach.contactPoint(tx, {
      channel,
      address,
      displayName: person!.name || null,
      language,
      beneficiaryId: person!.beneficiaryId,
    });
  }

  /**
   * Ways to the person that were not tried yet: their contact points, and numbers and addresses that they left. Who asked
   * not to be written to there is left out, and so is an address that is somebody else's: a number that another person
   * writes from by WhatsApp is not texted or called either.
   */
  private addresses(tx: Transaction, notice: { id: string; requestId: string }): Promise<Address[]> {
    return tx.query<Address>(
      `WITH own AS (
         SELECT p.*, r.phone AS request_phone, coalesce(r.beneficiary_id, o.beneficiary_id) AS person
           FROM support_request r JOIN conversation c ON c.id = r.conversation_id
           JOIN contact_point o ON o.id = c.contact_point_id
           JOIN contact_point p ON p.id = o.id OR p.beneficiary_id = coalesce(r.beneficiary_id, o.beneficiary_id)
          WHERE r.id = $1
       ), known AS (
         SELECT p.id, p.channel, p.address, p.consented_at IS NOT NULL OR EXISTS (
                  SELECT 1 FROM conversation c JOIN message m ON m.conversation_id = c.id
                   WHERE c.contact_point_id = p.id AND m.direction = 'inbound') AS agreed
           FROM own p
         UNION ALL
         SELECT NULL, left_there.channel, left_there.address, true
           FROM (
             SELECT 'email' AS channel, lower(email) AS address FROM own WHERE email IS NOT NULL
             UNION
             SELECT channel, number FROM (
               SELECT phone AS number FROM own UNION SELECT request_phone FROM own
               UNION SELECT address FROM own WHERE channel IN ('whatsapp', 'sms', 'phone')) n,
               unnest(ARRAY['sms', 'phone']) AS channel WHERE number LIKE '+%') left_there
       )
       SELECT coalesce(k.id, p.id) AS id, k.channel, k.address, k.agreed
         FROM known k LEFT JOIN contact_point p ON p.channel = k.channel AND p.address = k.address
        WHERE p.opted_out_at IS NULL
          AND (p.id IN (SELECT id FROM own) OR NOT EXISTS (
            SELECT 1 FROM contact_point o
             WHERE o.channel IN (k.channel, 'whatsapp', 'sms', 'phone') AND o.address = k.address
               AND o.beneficiary_id <> coalesce((SELECT person FROM own LIMIT 1), '00000000-0000-0000-0000-000000000000')))
          AND NOT EXISTS (
            SELECT 1 FROM notice_step s JOIN contact_point t ON t.id = s.contact_point_id
             WHERE s.notice_id = $2 AND t.channel = k.channel AND t.address = k.address)
        ORDER BY k.agreed DESC, k.id NULLS LAST`,
      [notice.requestId, notice.id],
    );
  }
}
