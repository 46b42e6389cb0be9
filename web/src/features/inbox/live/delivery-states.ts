/**
 * The newest delivery state that the hub told of each message. An answer to the page's own call may be overtaken
 * by the events that follow it, and would then put an old state back.
 */
import type { Message, MessageChanged } from '../../../lib/schemas';

const KEPT = 500;
const latest = new Map<string, Pick<Message, 'status' | 'error'>>();

export function noteState({ messageId, status, error }: MessageChanged): void {
  latest.delete(messageId);
  latest.set(messageId, { status, error: error ?? null });
  const oldest = latest.keys().next().value;
  if (latest.size > KEPT && oldest) latest.delete(oldest);
}

/** From here on only what is told anew counts: before sending again, or after a broken connection. */
export function forgetStates(messageId?: string): void {
  if (messageId) latest.delete(messageId);
  else latest.clear();
}

export const withLatestState = (message: Message): Message => ({ ...message, ...latest.get(message.id) });
