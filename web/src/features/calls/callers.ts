import { latinDigits } from '../../lib/saudi-id';
import type { ChannelType, Conversation } from '../../lib/schemas';

/** Fewer digits fit too many people. */
export const LEAST_DIGITS = 4;
const MOST_CALLERS = 5;
/** Channels whose address is a telephone number. */
const BY_NUMBER: readonly ChannelType[] = ['sms', 'whatsapp', 'phone'];

/** Somebody known by a number, and where we last spoke. */
export interface Caller {
  number: string;
  name: string | null;
  conversationId: string;
  reference: string;
  channel: ChannelType;
  lastMessageAt: string;
}

/** What of a typed number can be looked for: Latin digits, without the zeros of 05… and 00966…. */
export const searchDigits = (typed: string): string =>
  latinDigits(typed).replace(/\D/g, '').replace(/^0+/, '');

/** The number as it is kept in the field: Latin digits, so that what is read equals what is stored. */
export const typedNumber = latinDigits;

/** The people behind these conversations (newest first) whose number contains the digits, one line each. */
export function callersIn(conversations: readonly Conversation[], digits: string): Caller[] {
  const found = new Map<string, Caller>();
  for (const one of conversations) {
    const { address, displayName } = one.contactPoint;
    if (!BY_NUMBER.includes(one.answerChannel) || !address.replace(/\D/g, '').includes(digits)) continue;
    const before = found.get(address);
    if (before) before.name ??= displayName;
    else {
      found.set(address, {
        number: address,
        name: displayName,
        conversationId: one.id,
        reference: one.reference,
        channel: one.answerChannel,
        lastMessageAt: one.lastMessageAt,
      });
    }
  }
  return [...found.values()].slice(0, MOST_CALLERS);
}

/** Two clocks never agree; one person's two calls so close together are one conversation anyway. */
const CLOCKS_APART = 120_000;

/** The conversation that a logged call has come to, once it shows. */
export function conversationOfCall(
  conversations: readonly Conversation[],
  digits: string,
  at: string,
): Conversation | null {
  const since = Date.parse(at) - CLOCKS_APART;
  return (
    conversations.find(
      (one) =>
        one.answerChannel === 'phone' &&
        one.contactPoint.address.endsWith(digits) &&
        one.lastInboundAt !== null &&
        Date.parse(one.lastInboundAt) >= since,
    ) ?? null
  );
}
