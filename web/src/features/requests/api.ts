/** Every call about support requests. */
import { command, request } from '../../lib/http';
import type { Language } from '../../lib/schemas';
import * as s from './schemas';

export interface RequestFilters {
  state: s.RequestState | null;
  type: string | null;
  q: string;
  owner: 'me' | 'all';
  overdue: boolean;
}
export interface NewRequest {
  conversationId: string;
  typeSlug: string;
  language?: Language;
  applicantName: string;
  nationalId?: string;
  phone?: string;
  city?: string;
  data?: Record<string, s.FieldValue>;
  /** Messages whose words are taken over, and attachments of the conversation. */
  pullMessageIds?: string[];
  pullAttachmentIds?: string[];
}
export interface RequestChange {
  applicantName?: string;
  nationalId?: string | null;
  birthDate?: string | null;
  phone?: string | null;
  city?: string | null;
  data?: Record<string, s.FieldValue>;
}
export interface PaperChange {
  state: s.PaperState;
  issuedOn?: string;
  validUntil?: string;
  reason?: string;
}
export type TypeInput = Omit<s.RequestType, 'id' | 'slug' | 'version'>;

export const requestKeys = {
  lists: ['support-requests'] as const,
  list: (filters: RequestFilters) => ['support-requests', filters] as const,
  counts: ['support-request-counts'] as const,
  all: ['support-request'] as const,
  one: (id: string) => ['support-request', id] as const,
  ofConversation: (id: string) => ['support-requests', 'conversation', id] as const,
  types: ['request-types'] as const,
  allTypes: ['request-types', 'all'] as const,
};

const at = (id: string) => `/requests/${id}`;

export const requestsApi = {
  types: (all: boolean) =>
    request('/request-types', s.requestTypes, { query: { all: all ? 'true' : null } }).then(
      (page) => page.data,
    ),
  addType: (slug: string, body: TypeInput) =>
    request('/request-types', s.requestType, { method: 'POST', body: { slug, ...body } }),
  changeType: (id: string, body: TypeInput) =>
    request(`/request-types/${id}`, s.requestType, { method: 'PUT', body }),

  list: ({ overdue, ...filters }: RequestFilters, cursor: string | null, signal?: AbortSignal) =>
    request('/requests', s.requestPage, {
      query: { ...filters, overdue: overdue ? 'true' : null, cursor, limit: 30 },
      signal,
    }),
  counts: () => request('/requests/counts', s.requestCounts),
  ofConversation: (id: string) =>
    request(`/conversations/${id}/requests`, s.requestRows).then((page) => page.data),
  one: (id: string) => request(at(id), s.supportRequest),
  create: (body: NewRequest) => request('/requests', s.created, { method: 'POST', body }),
  change: (id: string, body: RequestChange) => command(at(id), { method: 'PATCH', body }),
  putHousehold: (id: string, household: s.HouseholdMember[]) =>
    command(`${at(id)}/household`, { method: 'PUT', body: { household } }),
  addFiles: (id: string, body: { uploads?: string[]; attachments?: string[]; paperKey?: string }) =>
    request(`${at(id)}/files`, s.addedFiles, { method: 'POST', body }).then(({ ids }) => ids),
  removeFile: (id: string, fileId: string) => command(`${at(id)}/files/${fileId}`, { method: 'DELETE' }),
  putPaper: (id: string, key: string, body: PaperChange) =>
    command(`${at(id)}/papers/${key}`, { method: 'PUT', body }),
  putCheck: (id: string, key: string, body: { verified: boolean; validUntil?: string; note?: string }) =>
    command(`${at(id)}/data-checks/${key}`, { method: 'PUT', body }),
  move: (id: string, action: string, reason?: string) =>
    command(`${at(id)}/transitions`, { method: 'POST', body: { action, reason } }),
  undo: (id: string) => command(`${at(id)}/transitions/last`, { method: 'DELETE' }),
  putOwner: (id: string, ownerId: string | null) =>
    command(`${at(id)}/owner`, { method: 'PUT', body: { ownerId } }),
};

export const requestFileUrl = (id: string, fileId: string) => `/api/v1${at(id)}/files/${fileId}`;
