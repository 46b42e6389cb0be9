import { normalisePhone } from '../../platform/i18n/phone.js';
import type { CloudContact } from './whatsapp.cloud-schemas.js';

/** Marks a person whom Meta names by an id of theirs with our business, because they hide their number. */
const BUSINESS_SCOPED = 'bsuid:';

/** A WhatsApp id (a number without its plus) as the hub knows numbers. */
export function numberAddress(waId: string): string {
  const digits = waId.replace(/\D/g, '');
  if (digits.length < 5) return waId.trim().slice(0, 200);
  return normalisePhone(`+${digits}`) ?? `+${digits}`;
}

/** The sender of a message, who need not show a number. */
export function senderAddress(
  message: { id?: string | undefined; from?: string | undefined; from_user_id?: string | undefined },
  contact: CloudContact | undefined,
): string {
  if (message.from) return numberAddress(message.from);
  const userId = message.from_user_id ?? contact?.user_id;
  if (userId) return BUSINESS_SCOPED + userId.slice(0, 200);
  if (contact?.wa_id) return numberAddress(contact.wa_id);
  // Two senders whom nobody names are not one person.
  return `unknown:${(message.id ?? '').slice(0, 200)}`;
}

/** How a request to send names the recipient. */
export function recipient(address: string): { to: string } | { recipient: string } {
  if (address.startsWith(BUSINESS_SCOPED)) return { recipient: address.slice(BUSINESS_SCOPED.length) };
  return { to: address.replace(/^\+/, '') };
}
