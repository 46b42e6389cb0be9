import { useCallback, useMemo } from 'react';
import { useParams, useSearchParams } from 'react-router';
import type { ConversationFilters } from '../../lib/api';
import { CHANNELS, type ChannelType } from '../../lib/schemas';

export const VIEWS = ['queue', 'mine', 'all'] as const;
export type View = (typeof VIEWS)[number];
export const STATUSES = ['open', 'closed', 'all'] as const;

const oneOf = <T extends string>(known: readonly T[], value: string | null | undefined): T | null =>
  known.find((each) => each === value) ?? null;

/** The list's filters, kept in the address so that back, reload and a sent link all work. */
export function useFilters() {
  const { view } = useParams();
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<ConversationFilters>(
    () => ({
      view: oneOf(VIEWS, view) ?? 'queue',
      status: oneOf(STATUSES, search.get('status')) ?? 'open',
      channel: oneOf<ChannelType>(CHANNELS, search.get('channel')),
      team: search.get('team'),
      q: search.get('q')?.trim() ?? '',
    }),
    [view, search],
  );
  const change = useCallback(
    (changed: Partial<Pick<ConversationFilters, 'status' | 'channel' | 'team' | 'q'>>) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changed)) {
            if (value && !(name === 'status' && value === 'open')) next.set(name, value);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  const narrowed = Boolean(filters.channel || filters.team || filters.q || filters.status !== 'open');
  return { filters, change, narrowed, suffix: search.size ? `?${search}` : '' };
}
