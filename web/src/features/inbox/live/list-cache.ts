/** How one changed conversation fits into a list that is already on the page. Pure. */
import type { InfiniteData } from '@tanstack/react-query';
import type { ConversationFilters } from '../../../lib/api';
import type {
  Conversation,
  ConversationPage,
  Message,
  MessageChanged,
  MessagePage,
} from '../../../lib/schemas';

export type ConversationList = InfiniteData<ConversationPage, string | null>;
export type MessageList = InfiniteData<MessagePage, string | null>;

/** Whether the conversation belongs in a list of these filters, as far as the page can tell. */
export function belongs(one: Conversation, filters: ConversationFilters, myId: string): boolean {
  if (filters.view === 'queue' && one.assignee) return false;
  if (filters.view === 'mine' && one.assignee?.id !== myId) return false;
  if (filters.status !== 'all' && one.status !== filters.status) return false;
  if (filters.channel && one.channel !== filters.channel) return false;
  return !filters.team || one.team?.id === filters.team;
}

/** Newest activity first, then the newer id: the server's own order. */
const precedes = (a: Conversation, b: Conversation) =>
  a.lastMessageAt === b.lastMessageAt ? a.id > b.id : a.lastMessageAt > b.lastMessageAt;

function without(list: ConversationList, id: string): ConversationList {
  return {
    ...list,
    pages: list.pages.map((page) =>
      page.data.some((one) => one.id === id)
        ? { ...page, data: page.data.filter((one) => one.id !== id) }
        : page,
    ),
  };
}

function insert(list: ConversationList, changed: Conversation): ConversationList {
  for (const [index, page] of list.pages.entries()) {
    const at = page.data.findIndex((one) => precedes(changed, one));
    if (at < 0) continue;
    const data = [...page.data.slice(0, at), changed, ...page.data.slice(at)];
    return { ...list, pages: list.pages.with(index, { ...page, data }) };
  }
  const last = list.pages.at(-1);
  // Older than everything loaded: it comes with its own page, unless this is the end already.
  if (!last || last.nextCursor) return list;
  return { ...list, pages: list.pages.with(-1, { ...last, data: [...last.data, changed] }) };
}

/**
 * Puts a changed conversation where it belongs. A list that was searched only renews rows it already shows:
 * whether new words match is the server's to say.
 */
export function mergeConversation(
  list: ConversationList,
  filters: ConversationFilters,
  changed: Conversation,
  myId: string,
): ConversationList {
  const shown = list.pages.flatMap((page) => page.data).find((one) => one.id === changed.id);
  if (!belongs(changed, filters, myId)) return shown ? without(list, changed.id) : list;
  if (shown && (filters.q || shown.lastMessageAt === changed.lastMessageAt)) {
    return {
      ...list,
      pages: list.pages.map((page) => ({
        ...page,
        data: page.data.map((one) => (one.id === changed.id ? changed : one)),
      })),
    };
  }
  if (filters.q) return list;
  return insert(shown ? without(list, changed.id) : list, changed);
}

/** Adds a message at the new end of a thread, or renews it when it is there. Pages run newest first. */
export function mergeMessage(thread: MessageList, message: Message): MessageList {
  const known = thread.pages.some((page) => page.data.some((one) => one.id === message.id));
  if (known) {
    return {
      ...thread,
      pages: thread.pages.map((page) => ({
        ...page,
        data: page.data.map((one) => (one.id === message.id ? message : one)),
      })),
    };
  }
  const [first, ...older] = thread.pages;
  if (!first) return thread;
  return { ...thread, pages: [{ ...first, data: [message, ...first.data] }, ...older] };
}

/** Moves one message's delivery state. */
export function mergeStatus(thread: MessageList, change: MessageChanged): MessageList {
  return {
    ...thread,
    pages: thread.pages.map((page) => ({
      ...page,
      data: page.data.map((one) =>
        one.id === change.messageId ? { ...one, status: change.status, error: change.error ?? null } : one,
      ),
    })),
  };
}
