/** Shared reads: what more than one part of the app looks at. */
import { useQuery } from '@tanstack/react-query';
import { api } from './api';
import { keys } from './keys';

export const useStaff = (enabled = true) =>
  useQuery({ queryKey: keys.staff, queryFn: api.staff, enabled, staleTime: 15_000 });

export const useTeams = (enabled = true) =>
  useQuery({ queryKey: keys.teams, queryFn: api.teams, enabled, staleTime: 300_000 });

export const useChannels = (enabled = true) =>
  useQuery({ queryKey: keys.channels, queryFn: api.channels, enabled, staleTime: 300_000 });

export const useTemplates = (accountId: string) =>
  useQuery({
    queryKey: keys.templatesOf(accountId),
    queryFn: () => api.templates(accountId),
    staleTime: 60_000,
  });

export const useCounts = () =>
  useQuery({ queryKey: keys.counts, queryFn: api.counts, refetchInterval: 60_000 });
