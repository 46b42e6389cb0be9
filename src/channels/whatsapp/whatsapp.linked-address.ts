import { numberAddress } from './whatsapp.cloud-address.js';

/** Marks a person who hides their number behind an id of WhatsApp's ("linked identity"). */
const HIDDEN = 'lid:';
const PRIVATE = /^\d{5,20}(?::\d+)?@(c\.us|s\.whatsapp\.net|lid)$/;

/** Whether a chat is with one person: not a group, a list, a status, a newsletter or WhatsApp itself. */
export function isPrivateChat(chatId: string): boolean {
  return PRIVATE.test(chatId);
}

/** Whether the chat's id hides the number. */
export function isHidden(chatId: string): boolean {
  return chatId.endsWith('@lid');
}

/**
 * The person behind a chat, as the hub knows them on either transport.
 * @param number the chat id with the number, where WhatsApp has told it of a hidden one
 */
export function addressOf(chatId: string, number: string | null = null): string {
  const [user = ''] = (number ?? chatId).split(/[@:]/);
  return isHidden(number ?? chatId) ? HIDDEN + user : numberAddress(user);
}

/** The chat to write to. */
export function chatIdOf(address: string): string {
  return address.startsWith(HIDDEN)
    ? `${address.slice(HIDDEN.length)}@lid`
    : `${address.replace(/\D/g, '')}@c.us`;
}
