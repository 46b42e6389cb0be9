import { Inject, Injectable } from '@nestjs/common';
import type { InboundMessage, Language } from '../../channels/core/channel-adapter.js';
import type { Transaction } from '../../platform/database/database.js';
import { newId } from '../../platform/database/ids.js';
import { AuditLog } from '../audit/audit-log.js';
import type { Arrival } from './conversations.plan.js';

/** A journalled message after parsing, its attachments kept; who wrote it is not looked up yet. */
export type ParsedMessage = Pick<
  Arrival,
  'id' | 'externalId' | 'account' | 'answering' | 'threaded' | 'receivedAt' | 'attachments'
> & {
  message: InboundMessage;
  /** The conversation that it belongs to, where that is known and need not be guessed. */
  goesTo?: string;
};

export interface ContactPoint {
  id: string;
  channel: string;
  address: string;
  language: Language | null;
  /** Made just now: nobody has written from it before. */
  isNew: boolean;
}

/** The addresses that people write from, and what they tell about themselves. */
@Injectable()
export class ContactPoints {
  constructor(@Inject(AuditLog) private readonly audit: AuditLog) {}

  /** Finds the batch's contact points, by `contactKey`, and makes the missing ones, sorted. */
  async find(tx: Transaction, messages: ParsedMessage[]): Promise<Map<string, ContactPoint>> {
    const senders = new Map(messages.map((message) => [contactKey(message), message]));
    const wanted = [...senders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, message]) => message);
    const contacts = new Map<string, ContactPoint>();
    const keep = (found: ContactPoint[]) => {
      for (const contact of found) contacts.set(`${contact.channel} ${contact.address}`, contact);
    };
    const missing = () => wanted.filter((message) => !contacts.has(contactKey(message)));
    keep(await this.known(tx, wanted));
    if (missing().length > 0) keep(await this.make(tx, missing()));
    // What another transaction made at the same time was waited for, and can be seen now.
    if (missing().length > 0) keep(await this.known(tx, missing()));
    await this.learn(tx, messages);
    return contacts;
  }

  private async known(tx: Transaction, senders: ParsedMessage[]): Promise<ContactPoint[]> {
    const rows = await tx.query<Omit<ContactPoint, 'isNew'>>(
      `SELECT p.id, p.channel, p.address, p.language
         FROM unnest($1::text[], $2::text[]) AS w (channel, address) JOIN contact_point p USING (channel, address)`,
      [
        senders.map(({ answering }) => answering.channel),
        senders.map(({ message }) => message.sender.address),
      ],
      'intake.contacts',
    );
    return rows.map((row) => ({ ...row, isNew: false }));
  }

  /** @returns those that were made here, and not by somebody else meanwhile */
  private async make(tx: Transaction, senders: ParsedMessage[]): Promise<ContactPoint[]> {
    const rows = await tx.query<Omit<ContactPoint, 'isNew'>>(
      `INSERT INTO contact_point (id, channel, address, display_name, language, phone, email)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       ON CONFLICT (channel, address) DO NOTHING
       RETURNING id, channel, address, language`,
      [
        senders.map(() => newId()),
        senders.map(({ answering }) => answering.channel),
        senders.map(({ message }) => message.sender.address),
        senders.map(({ message }) => message.sender.displayName),
        senders.map(({ message }) => message.language),
        senders.map(({ message }) => message.sender.contacts?.phone ?? null),
        senders.map(({ message }) => message.sender.contacts?.email ?? null),
      ],
      'intake.new-contacts',
    );
    return rows.map((row) => ({ ...row, isNew: true }));
  }

  /** Fills in what a person tells about themselves later; what an officer wrote is never overwritten. */
  private async learn(tx: Transaction, messages: ParsedMessage[]): Promise<void> {
    // The last of each person's messages that tells something, not their last message.
    const telling = [
      ...new Map(
        messages
          .filter(
            ({ message: { sender, takenDown } }) =>
              sender.contacts?.phone || sender.contacts?.email || (takenDown && sender.displayName),
          )
          .map((message) => [contactKey(message), message]),
      ).values(),
    ];
    if (telling.length === 0) return;
    await tx.query(
      `UPDATE contact_point p
          SET display_name = coalesce(p.display_name, t.name), phone = coalesce(t.phone, p.phone),
              email = coalesce(t.email, p.email)
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS t (channel, address, name, phone, email)
        WHERE p.channel = t.channel AND p.address = t.address`,
      [
        telling.map(({ answering }) => answering.channel),
        telling.map(({ message }) => message.sender.address),
        telling.map(({ message }) => message.sender.displayName),
        telling.map(({ message }) => message.sender.contacts?.phone ?? null),
        telling.map(({ message }) => message.sender.contacts?.email ?? null),
      ],
    );
  }

  /** Writes down who asked not to be written to any more, and who took that back; the last word of each counts. */
  async recordConsent(tx: Transaction, arrivals: Arrival[]): Promise<void> {
    const last = new Map(
      arrivals.filter(({ message }) => message.consent).map((arrival) => [arrival.contactPointId, arrival]),
    );
    if (last.size === 0) return;
    const decisions = [...last.values()];
    await tx.query(
      `UPDATE contact_point p
          SET opted_out_at = CASE WHEN d.out THEN coalesce(p.opted_out_at, d.at) END
         FROM unnest($1::uuid[], $2::bool[], $3::timestamptz[]) AS d (id, out, at) WHERE p.id = d.id`,
      [
        decisions.map(({ contactPointId }) => contactPointId),
        decisions.map(({ message }) => message.consent === 'out'),
        decisions.map(({ receivedAt }) => receivedAt),
      ],
    );
    await this.audit.record(
      tx,
      decisions.map(({ contactPointId, message }) => ({
        actor: { kind: 'contact', id: contactPointId },
        action: message.consent === 'out' ? 'contact_point.opted_out' : 'contact_point.opted_in',
        subjectKind: 'contact_point',
        subjectId: contactPointId,
      })),
    );
  }
}

/** What a contact point is found by: its address on the channel that reaches the person. */
export function contactKey({ answering, message }: ParsedMessage): string {
  return `${answering.channel} ${message.sender.address}`;
}
