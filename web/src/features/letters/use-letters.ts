import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, type LetterProgress } from '../../lib/api';
import { useErrorNotice } from '../../lib/error-text';
import { keys } from '../../lib/keys';
import type { LetterToSend } from '../../lib/letter-schemas';

/** Milliseconds: an answer that was written a moment ago becomes a task within them. */
const LOOK_AGAIN = 10_000;

/** Letters that have not arrived, the oldest first. */
export const useLetters = () =>
  useInfiniteQuery({
    queryKey: keys.letters,
    queryFn: ({ pageParam }) => api.letters(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: LOOK_AGAIN,
    // What was answered a moment ago in the inbox is to be printed here at once.
    staleTime: 0,
  });

/** "12", "50+" while there are more than were read; empty when nothing waits or it is not known. */
export function useWaitingCount(): string {
  const { data, hasNextPage } = useLetters();
  const waiting = data?.pages.flatMap((page) => page.data).filter(({ step }) => step !== 'dispatched') ?? [];
  return waiting.length === 0 ? '' : `${waiting.length}${hasNextPage ? '+' : ''}`;
}

/** Takes letters on; the list is read again whatever came of it: a colleague may have been quicker. */
export function useProgress() {
  const client = useQueryClient();
  const showError = useErrorNotice();
  const readAgain = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.letters }),
      client.invalidateQueries({ queryKey: ['audit'] }),
    ]);
  const one = useMutation({
    mutationFn: ({ letter, progress }: { letter: LetterToSend; progress: LetterProgress }) =>
      api.letterProgress(letter.id, progress),
    onError: showError,
    onSettled: readAgain,
  });
  const run = useMutation({
    mutationFn: (ids: string[]) => api.lettersPrinted(ids),
    onError: showError,
    onSettled: readAgain,
  });
  return {
    take: one.mutate,
    taken: one.isSuccess ? one.variables : null,
    pendingId: one.isPending ? one.variables.letter.id : null,
    markPrinted: run.mutate,
    marking: run.isPending,
  };
}
