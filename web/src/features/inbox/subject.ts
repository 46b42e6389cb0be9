import type { Conversation, Message } from '../../lib/schemas';

/** Mail programs' marks of answers and forwards, also the Arabic ones; they would also turn an Arabic subject round. */
const MARKS = /^(?:(?:re|aw|fwd?|رد|إعادة توجيه)\s*:\s*)+/i;

export const plainSubject = (subject: string): string => subject.trim().replace(MARKS, '');

/** The subject where it says something new: at the message that brought it, not at every answer to it. */
export function newSubject(
  message: Pick<Message, 'subject' | 'direction'>,
  conversation: Pick<Conversation, 'subject'>,
): string | null {
  if (!message.subject) return null;
  const plain = plainSubject(message.subject);
  if (plain !== plainSubject(conversation.subject ?? '')) return plain || null;
  return message.direction === 'inbound' && plain === message.subject.trim() ? plain : null;
}
