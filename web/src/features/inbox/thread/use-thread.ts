import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { api } from '../../../lib/api';
import { keys } from '../../../lib/keys';
import type { Conversation } from '../../../lib/schemas';
import { useSession } from '../../auth/session';
import { useLive } from '../live/LiveProvider';
import type { ConversationList } from '../live/list-cache';

/** One conversation; a list that already shows it spares the wait. */
export function useConversation(id: string) {
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: () => api.conversation(id),
    initialData: () => {
      const lists = client.getQueriesData<ConversationList>({ queryKey: keys.lists });
      return lists
        .flatMap(([, list]) => list?.pages.flatMap((page) => page.data) ?? [])
        .find((one) => one.id === id);
    },
    initialDataUpdatedAt: 0,
  });
}

/** The messages, oldest first, with what the socket brings while it is open. */
export function useThread(id: string) {
  const { watch } = useLive();
  useEffect(() => watch(id), [watch, id]);
  const query = useInfiniteQuery({
    queryKey: keys.messages(id),
    queryFn: ({ pageParam, signal }) => api.messages(id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // Nobody watches a closed thread: what was missed is read on the next opening.
    staleTime: 0,
  });
  const messages = useMemo(() => {
    const newestFirst = query.data?.pages.flatMap((page) => page.data) ?? [];
    // Pages read at different moments may overlap when messages arrived in between.
    const once = new Map(newestFirst.map((message) => [message.id, message]));
    return [...once.values()].reverse();
  }, [query.data]);
  return { ...query, messages };
}

export const useAudit = (id: string, enabled: boolean) =>
  useQuery({ queryKey: keys.audit(id), queryFn: () => api.audit(id), enabled });

/** Marks it read while somebody really looks at it, and only when they hold it or nobody does. */
export function useMarkRead(conversation: Conversation | undefined): void {
  const myId = useSession().staff.id;
  const id = conversation?.id;
  const unread = conversation?.unread ?? 0;
  const mineOrFree = !conversation?.assignee || conversation.assignee.id === myId;
  useEffect(() => {
    if (!id || unread === 0 || !mineOrFree) return;
    const mark = () => {
      if (document.visibilityState === 'visible') void api.markRead(id).catch(() => undefined);
    };
    mark();
    document.addEventListener('visibilitychange', mark);
    return () => document.removeEventListener('visibilitychange', mark);
  }, [id, unread, mineOrFree]);
}
