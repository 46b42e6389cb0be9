import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useErrorNotice } from '../../lib/error-text';
import { useCan } from '../auth/session';
import { type RequestFilters, requestKeys, requestsApi } from './api';

export const useRequestList = (filters: RequestFilters) =>
  useInfiniteQuery({
    queryKey: requestKeys.list(filters),
    queryFn: ({ pageParam, signal }) => requestsApi.list(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });

export const useRequestCounts = () =>
  useQuery({ queryKey: requestKeys.counts, queryFn: requestsApi.counts, refetchInterval: 60_000 });

export const useSupportRequest = (id: string) =>
  useQuery({ queryKey: requestKeys.one(id), queryFn: () => requestsApi.one(id) });

export const useRequestsOf = (conversationId: string) => {
  const can = useCan();
  return useQuery({
    queryKey: requestKeys.ofConversation(conversationId),
    queryFn: () => requestsApi.ofConversation(conversationId),
    enabled: can('requests.read'),
  });
};

/** The types that new requests are made of. */
export const useRequestTypes = () =>
  useQuery({ queryKey: requestKeys.types, queryFn: () => requestsApi.types(false), staleTime: 300_000 });

export const useAllRequestTypes = () =>
  useQuery({ queryKey: requestKeys.allTypes, queryFn: () => requestsApi.types(true) });

/** Reads one request again, and what shows a part of it. */
export function useReread(id: string): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(async () => {
    void client.invalidateQueries({ queryKey: requestKeys.lists });
    void client.invalidateQueries({ queryKey: requestKeys.counts });
    await client.invalidateQueries({ queryKey: requestKeys.one(id) });
  }, [client, id]);
}

/** A change of one request: read again after it, or say why not. */
export function useRequestChange<Input>(id: string, save: (input: Input) => Promise<unknown>) {
  const reread = useReread(id);
  const showError = useErrorNotice();
  return useMutation({ mutationFn: save, onSuccess: reread, onError: showError });
}
