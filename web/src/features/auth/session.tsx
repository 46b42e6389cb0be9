import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { api } from '../../lib/api';
import { ApiError } from '../../lib/http';
import { keys } from '../../lib/keys';
import type { Session } from '../../lib/schemas';
import { forgetAll } from '../../lib/storage';

export const SessionContext = createContext<Session | null>(null);

/** The signed-in person; only inside RequireSession. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('useSession outside RequireSession');
  return session;
}

/** Whether the signed-in person's role allows it. The server decides again; this only spares dead buttons. */
export function useCan(): (permission: string) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}

/** The session, or null when nobody is signed in. */
export function useSessionQuery() {
  return useQuery({
    queryKey: keys.me,
    queryFn: () =>
      api.me().catch((error: unknown) => {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }),
    staleTime: 60_000,
  });
}

/** Drops all that was read for one person before another sits down. */
export function forgetOthers(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== keys.me[0] });
}

/** Somebody signs out on purpose: the next person starts at the door, not where this one stood. */
let leaving = false;
export const isLeaving = (): boolean => leaving;
export function arrived(): void {
  leaving = false;
}

/** Signs out here and on the server, and leaves no unsent words behind. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    leaving = true;
    await api.signOut().catch(() => undefined);
    forgetAll(['draft.', 'outbox']);
    // Not client.clear(): it would cut the page off from the session it watches.
    client.setQueryData(keys.me, null);
    forgetOthers(client);
  };
}
