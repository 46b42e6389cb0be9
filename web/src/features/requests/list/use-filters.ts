import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { RequestFilters } from '../api';
import { STATES } from '../schemas';

/** The list's filters, kept in the address so that back, reload and a sent link all work. */
export function useRequestFilters() {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo<RequestFilters>(
    () => ({
      state: STATES.find((each) => each === search.get('state')) ?? null,
      type: search.get('type'),
      q: search.get('q')?.trim() ?? '',
      owner: search.get('owner') === 'me' ? 'me' : 'all',
      overdue: search.has('overdue'),
    }),
    [search],
  );
  const change = useCallback(
    (changed: Partial<RequestFilters>) => {
      setSearch(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changed)) {
            if (value && value !== 'all') next.set(name, value === true ? 'true' : value);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setSearch],
  );
  const clear = useCallback(() => setSearch({}, { replace: true }), [setSearch]);
  return { filters, change, clear, narrowed: search.size > 0 };
}
