import type { ConversationFilters } from './api';

/** Names of everything the query cache holds. */
export const keys = {
  me: ['me'] as const,
  tokens: ['tokens'] as const,
  staff: ['staff'] as const,
  teams: ['teams'] as const,
  channels: ['channels'] as const,
  templates: ['templates'] as const,
  templatesOf: (accountId: string) => ['templates', accountId] as const,
  rules: ['routing-rules'] as const,
  settings: ['settings'] as const,
  setAside: ['set-aside'] as const,
  lists: ['conversations'] as const,
  list: (filters: ConversationFilters) => ['conversations', filters] as const,
  callBacks: ['call-backs'] as const,
  callBacksOf: (due: boolean) => ['call-backs', due] as const,
  callers: (digits: string) => ['callers', digits] as const,
  loggedCall: (id: string) => ['logged-call', id] as const,
  counts: ['counts'] as const,
  conversation: (id: string) => ['conversation', id] as const,
  messages: (id: string) => ['messages', id] as const,
  audit: (id: string) => ['audit', id] as const,
  contact: (id: string) => ['contact', id] as const,
  contacts: ['contact'] as const,
  beneficiaries: (q: string) => ['beneficiaries', q] as const,
};
