import { useQuery, useQueryClient } from '@tanstack/react-query';
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

/** Signs out here and on the server, and leaves no unsent words behind. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await api.signOut().catch(() => undefined);
    forgetAll(['draft.', 'outbox']);
    client.clear();
    client.setQueryData(keys.me, null);
  };
}
