import type { QueryClient } from '@tanstack/react-query';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import type { ConversationFilters } from '../../../lib/api';
import { keys } from '../../../lib/keys';
import {
  type Conversation,
  channelLinkChanged,
  conversationsChanged,
  type Message,
  type MessageChanged,
  messagesAdded,
  messagesChanged,
} from '../../../lib/schemas';
import { noticeKeys } from '../../notices/api';
import { requestKeys } from '../../requests/api';
import { requestsChanged } from '../../requests/schemas';
import { settleByMessage } from '../composer/outbox';
import { forgetStates, noteState, withLatestState } from './delivery-states';
import {
  type ConversationList,
  type MessageList,
  mergeConversation,
  mergeMessage,
  mergeStatus,
} from './list-cache';

/** Renews a conversation wherever the page holds it. Also used with the answers of the page's own calls. */
export function applyConversation(client: QueryClient, changed: Conversation, myId: string): void {
  for (const query of client.getQueryCache().findAll({ queryKey: keys.lists })) {
    const filters = query.queryKey[1] as ConversationFilters;
    client.setQueryData<ConversationList>(query.queryKey, (list) =>
      list ? mergeConversation(list, filters, changed, myId) : list,
    );
  }
  client.setQueryData(keys.conversation(changed.id), changed);
}

export function applyMessage(client: QueryClient, message: Message): void {
  client.setQueryData<MessageList>(keys.messages(message.conversationId), (thread) =>
    thread ? mergeMessage(thread, withLatestState(message)) : thread,
  );
}

function applyStatus(client: QueryClient, change: MessageChanged): void {
  noteState(change);
  client.setQueryData<MessageList>(keys.messages(change.conversationId), (thread) =>
    thread ? mergeStatus(thread, change) : thread,
  );
}

/** After a broken connection: everything on the page is read again, quietly, in place. */
export function rereadEverything(client: QueryClient): void {
  forgetStates();
  const requests = [requestKeys.lists, requestKeys.counts, requestKeys.all];
  for (const key of [
    keys.lists,
    keys.counts,
    keys.links,
    ['conversation'],
    ['messages'],
    ['audit'],
    ...requests,
  ]) {
    void client.invalidateQueries({ queryKey: key });
  }
}

/** At most one call in `ms`, the last one included. */
function calmly(ms: number, run: () => void): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      run();
    }, ms);
  };
}

/** Listens to the inbox's events. Returns the way to stop. */
export function bindEvents(socket: Socket, client: QueryClient, myId: string): () => void {
  const recount = calmly(800, () => void client.invalidateQueries({ queryKey: keys.counts }));
  const relist = calmly(600, () => {
    void client.invalidateQueries({ queryKey: requestKeys.lists });
    void client.invalidateQueries({ queryKey: requestKeys.counts });
  });
  const reread = calmly(600, () => rereadEverything(client));
  const listen = <S extends z.ZodType>(name: string, schema: S, apply: (data: z.infer<S>) => void) => {
    const handler = (data: unknown) => {
      const parsed = schema.safeParse(data);
      // An event that this page does not understand still says that something changed.
      if (parsed.success) apply(parsed.data);
      else reread();
    };
    socket.on(name, handler);
    return () => socket.off(name, handler);
  };
  const stops = [
    listen('channel.link', channelLinkChanged, () => void client.invalidateQueries({ queryKey: keys.links })),
    listen('conversations.changed', conversationsChanged, ({ conversations }) => {
      for (const changed of conversations) {
        applyConversation(client, changed, myId);
        void client.invalidateQueries({ queryKey: keys.audit(changed.id) });
      }
      recount();
    }),
    listen('requests.changed', requestsChanged, ({ ids }) => {
      for (const id of ids) void client.invalidateQueries({ queryKey: requestKeys.one(id) });
      void client.invalidateQueries({ queryKey: noticeKeys.undelivered });
      relist();
    }),
    // Too many changes to name them all: the hub asks for one fresh look instead.
    listen('conversations.stale', z.unknown(), () => reread()),
    listen('messages.added', messagesAdded, ({ messages }) => {
      for (const message of messages) {
        settleByMessage(message);
        applyMessage(client, message);
      }
    }),
    listen('messages.changed', messagesChanged, ({ changes }) => {
      for (const change of changes) applyStatus(client, change);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
