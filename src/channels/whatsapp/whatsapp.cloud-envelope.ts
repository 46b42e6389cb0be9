import { createHash } from 'node:crypto';
import type { InboundEvent } from '../core/inbound-gateway.js';
import { senderAddress } from './whatsapp.cloud-address.js';
import { type CloudPayload, contactSchema, messageSchema, statusSchema } from './whatsapp.cloud-schemas.js';

/** What one POST of Meta's holds for us. */
export interface Unpacked {
  /** Every message and status, in the order they stand. */
  events: InboundEvent[];
  /** Something about our templates has changed. */
  templatesChanged: boolean;
  /** Fields and numbers that are not ours to read, by the field's name. */
  ignored: string[];
  /** Codes of problems that Meta reports about the account rather than about a message. */
  problems: string[];
}

type Value = NonNullable<CloudPayload['entry'][number]['changes'][number]['value']>;

/**
 * Takes a payload apart: several entries, several messages and messages beside statuses can stand in one.
 * @param phoneNumberId ours; null takes any
 */
export function unpack(payload: CloudPayload, phoneNumberId: string | null): Unpacked {
  const unpacked: Unpacked = { events: [], templatesChanged: false, ignored: [], problems: [] };
  for (const { field, value } of payload.entry.flatMap((entry) => entry.changes)) {
    const number = value?.metadata?.phone_number_id;
    if (field?.startsWith('message_template_') || field === 'template_category_update') {
      unpacked.templatesChanged = true;
    } else if (field !== 'messages' || (phoneNumberId && number && number !== phoneNumberId)) {
      unpacked.ignored.push((field ?? 'none').slice(0, 60));
    } else if (value) {
      unpacked.events.push(...messagesOf(value), ...statusesOf(value));
      unpacked.problems.push(...value.errors.map(({ code }) => code ?? 'none'));
    }
  }
  return unpacked;
}

function messagesOf({ metadata, contacts, messages }: Value): InboundEvent[] {
  const known = contacts.map((contact) => ({ contact, read: contactSchema.parse(contact) }));
  return messages.map((message) => {
    const read = messageSchema.parse(message);
    const own = known.find(
      ({ read: { wa_id, user_id } }) =>
        (wa_id !== undefined && wa_id === read.from) ||
        (user_id !== undefined && user_id === read.from_user_id),
    );
    // Alone with one message, it is its sender, however either of them is written.
    const contact = own ?? (known.length === 1 && messages.length === 1 ? known[0] : undefined);
    return {
      kind: 'message',
      externalId: idOf(read.id, message),
      sender: senderAddress(read, contact?.read),
      raw: Buffer.from(JSON.stringify({ metadata, contact: contact?.contact, message })),
    };
  });
}

function statusesOf({ statuses }: Value): InboundEvent[] {
  return statuses.map((status) => {
    const { id, status: step } = statusSchema.parse(status);
    const externalId = idOf(id, status);
    return {
      kind: 'status',
      externalId: `${externalId}:${(step ?? 'none').slice(0, 60)}`,
      sender: externalId,
      raw: Buffer.from(JSON.stringify({ status })),
    };
  });
}

/** An event without a usable id is known by its content: a repeat of it is still a repeat. */
function idOf(id: string | undefined, event: object): string {
  if (id && /^\P{Cc}{1,300}$/u.test(id)) return id;
  return `unnamed:${createHash('sha256').update(JSON.stringify(event)).digest('hex')}`;
}
