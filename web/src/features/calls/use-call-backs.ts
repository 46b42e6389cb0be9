import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../lib/api';
import { useErrorNotice } from '../../lib/error-text';
import { keys } from '../../lib/keys';
import type { CallBack, CallOutcome } from '../../lib/schemas';

/** Milliseconds: an answer that was written a moment ago becomes a task within them. */
const LOOK_AGAIN = 10_000;

/** Open tasks; with `due` only those whose time has come. */
export const useCallBacks = (due: boolean) =>
  useInfiniteQuery({
    queryKey: keys.callBacksOf(due),
    queryFn: ({ pageParam }) => api.callBacks(due, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: LOOK_AGAIN,
    // What was answered a moment ago in the inbox is due here at once.
    staleTime: 0,
  });

/** "12", "50+" while there are more than were read; empty when nobody waits or it is not known. */
export function useDueCount(): string {
  const { data, hasNextPage } = useCallBacks(true);
  const count = data?.pages.reduce((sum, page) => sum + page.data.length, 0) ?? 0;
  return count === 0 ? '' : `${count}${hasNextPage ? '+' : ''}`;
}

/** Starts and stops my call; what the others see is read again whatever came of it. */
export function useCalling() {
  const client = useQueryClient();
  const showError = useErrorNotice();
  const mutation = useMutation({
    mutationFn: ({ id, calling }: { id: string; calling: boolean }) =>
      calling ? api.startCallBack(id) : api.stopCallBack(id),
    onError: showError,
    onSettled: () => client.invalidateQueries({ queryKey: keys.callBacks }),
  });
  return mutation.mutate;
}

export interface Recorded {
  task: CallBack;
  outcome: CallOutcome;
  /** It is tried again later. */
  open: boolean;
}

/** Writes an outcome down; the list is read again whatever came of it: a colleague may have been quicker. */
export function useRecordOutcome() {
  const client = useQueryClient();
  const showError = useErrorNotice();
  const [recorded, setRecorded] = useState<Recorded | null>(null);
  const mutation = useMutation({
    mutationFn: ({ task, outcome }: Omit<Recorded, 'open'>) => api.recordCallBack(task.id, outcome),
    onSuccess: ({ open }, { task, outcome }) => setRecorded({ task, outcome, open }),
    onError: showError,
    onSettled: (_data, _error, { task }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.callBacks }),
        client.invalidateQueries({ queryKey: keys.audit(task.conversationId) }),
      ]),
  });
  return {
    record: mutation.mutate,
    recorded,
    pendingId: mutation.isPending ? mutation.variables.task.id : null,
  };
}
