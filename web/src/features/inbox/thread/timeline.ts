/** What a thread shows, in order: days, messages, and what was done to the conversation. Pure. */
import { dayKey } from '../../../lib/dates';
import type { AuditLine, Message } from '../../../lib/schemas';

export type TimelineItem =
  | { type: 'day'; key: string; at: string }
  | { type: 'event'; key: string; line: AuditLine }
  /** `joined`: the same voice went on within a few minutes; its name is not repeated. */
  | { type: 'message'; key: string; message: Message; joined: boolean };

/** Lines worth a reader's glance between messages; the panel's history shows all of them. */
const SHOWN = new Set([
  'conversation.assigned',
  'conversation.taken',
  'conversation.referred',
  'conversation.handed_back',
  'conversation.closed',
  'conversation.reopened',
  'letter.progressed',
]);
const JOIN_WITHIN = 5 * 60_000;

const voice = (message: Message) =>
  `${message.direction}/${message.author.kind}/${message.author.id ?? ''}/${message.automatic}`;

const at = (iso: string) => new Date(iso).getTime();

type Entry = { at: string; line: AuditLine } | { at: string; message: Message };

/**
 * @param messages oldest first
 * @param complete whether the thread is loaded to its beginning; if not, older events wait for their page
 */
export function buildTimeline(messages: Message[], lines: AuditLine[], complete: boolean): TimelineItem[] {
  const start = complete || !messages[0] ? '' : messages[0].occurredAt;
  const entries: Entry[] = [
    ...messages.map((message) => ({ at: message.occurredAt, message })),
    ...lines
      .filter((line) => SHOWN.has(line.action) && line.at >= start)
      .map((line) => ({ at: line.at, line })),
  ].sort((a, b) => at(a.at) - at(b.at));

  const items: TimelineItem[] = [];
  let day = '';
  let last: Message | null = null;
  for (const entry of entries) {
    const today = dayKey(entry.at);
    if (today !== day) {
      items.push({ type: 'day', key: today, at: entry.at });
      day = today;
      last = null;
    }
    if ('line' in entry) {
      items.push({ type: 'event', key: entry.line.id, line: entry.line });
      last = null;
      continue;
    }
    const { message } = entry;
    const joined: boolean =
      last !== null &&
      voice(last) === voice(message) &&
      at(message.occurredAt) - at(last.occurredAt) < JOIN_WITHIN;
    items.push({ type: 'message', key: message.id, message, joined });
    last = message;
  }
  return items;
}
