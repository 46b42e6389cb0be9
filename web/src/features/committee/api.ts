import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useErrorNotice } from '../../lib/error-text';
import { command, request } from '../../lib/http';
import {
  conflicts,
  dossier,
  members,
  reasons,
  session,
  sessionList,
  socialReport,
  waitingRequests,
} from './schemas';

/** Names of what the query cache holds of the committee. */
export const committeeKeys = {
  all: ['committee'] as const,
  sessions: ['committee', 'sessions'] as const,
  session: (id: string) => ['committee', 'session', id] as const,
  dossier: (id: string) => ['committee', 'dossier', id] as const,
  members: ['committee', 'members'] as const,
  waiting: ['committee', 'waiting'] as const,
  reasons: ['committee', 'reasons'] as const,
  conflicts: (requestId: string) => ['committee', 'conflicts', requestId] as const,
  report: (requestId: string) => ['committee', 'report', requestId] as const,
};

export const committee = {
  sessions: (cursor: string | null) => request('/committee/sessions', sessionList, { query: { cursor } }),
  session: (id: string) => request(`/committee/sessions/${id}`, session),
  dossier: (id: string) => request(`/committee/items/${id}/dossier`, dossier),
  members: () => request('/committee/members', members),
  waiting: () => request('/committee/waiting-requests', waitingRequests),
  reasons: () => request('/committee/reasons', reasons),
  conflicts: (requestId: string) => request(`/requests/${requestId}/conflicts`, conflicts),
  report: (requestId: string) => request(`/requests/${requestId}/social-report`, socialReport),
};

export const minutesUrl = (sessionId: string): string =>
  `/api/v1/committee/sessions/${sessionId}/minutes.pdf`;
export const fileUrl = (itemId: string, fileId: string): string =>
  `/api/v1/committee/items/${itemId}/files/${fileId}`;

export interface Deed {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  body?: unknown;
}

/** Does something to the committee's matters; all that the page shows of them is read again. */
export function useDeed() {
  const client = useQueryClient();
  const showError = useErrorNotice();
  return useMutation({
    mutationFn: ({ path, ...options }: Deed) => command(path, options),
    onError: showError,
    onSettled: () => client.invalidateQueries({ queryKey: committeeKeys.all }),
  });
}
