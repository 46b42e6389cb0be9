import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type VisitOutcomeInput } from '../../lib/api';
import { useErrorNotice } from '../../lib/error-text';
import { keys } from '../../lib/keys';
import type { VisitAnswer } from '../../lib/schemas';

/** Milliseconds: an answer that was written a moment ago becomes a task within them. */
const LOOK_AGAIN = 10_000;

/** Open tasks; with `due` only those whose time has come. */
export const useVisitAnswers = (due: boolean) =>
  useInfiniteQuery({
    queryKey: keys.visitAnswersOf(due),
    queryFn: ({ pageParam }) => api.visitAnswers(due, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: LOOK_AGAIN,
    // What was answered a moment ago in the inbox is due here at once.
    staleTime: 0,
  });

/** "12", "50+" while there are more than were read; empty when nobody waits or it is not known. */
export function useWaitingCount(): string {
  const { data, hasNextPage } = useVisitAnswers(true);
  const count = data?.pages.reduce((sum, page) => sum + page.data.length, 0) ?? 0;
  return count === 0 ? '' : `${count}${hasNextPage ? '+' : ''}`;
}

export interface Told {
  task: VisitAnswer;
  outcome: VisitOutcomeInput['outcome'];
  /** Expected again later. */
  open: boolean;
}

/** Writes an outcome down; the list is read again whatever came of it: a colleague may have been quicker. */
export function useRecordTold() {
  const client = useQueryClient();
  const showError = useErrorNotice();
  const [told, setTold] = useState<Told | null>(null);
  const mutation = useMutation({
    mutationFn: ({ task, body }: { task: VisitAnswer; body: VisitOutcomeInput }) =>
      api.recordVisitAnswer(task.id, body),
    onSuccess: ({ open }, { task, body }) => setTold({ task, outcome: body.outcome, open }),
    onError: showError,
    onSettled: (_data, _error, { task }) =>
      Promise.all(
        [keys.visitAnswers, keys.audit(task.conversationId), keys.messages(task.conversationId)].map(
          (queryKey) => client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  return {
    record: mutation.mutateAsync,
    told,
    pendingId: mutation.isPending ? mutation.variables.task.id : null,
  };
}
