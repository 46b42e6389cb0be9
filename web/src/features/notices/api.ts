/** Every call about notices, and the keys of what they answer. */
import { command, file, request } from '../../lib/http';
import type { Language } from '../../lib/schemas';
import * as s from './schemas';

export interface TemplateWords {
  subject: string | null;
  body: string;
  networkName: string | null;
  networkLanguage: string | null;
  networkVariables: string[];
}
export interface TemplatePlace {
  kind: s.TemplateKind;
  channel: string | null;
  language: Language;
}
export const PROOFS = ['told', 'signed', 'received', 'shown'] as const;
export type Proof = (typeof PROOFS)[number];
export type Owner = 'me' | 'nobody' | 'all';

export const noticeKeys = {
  templates: ['notice-templates'] as const,
  versions: (place: TemplatePlace) => ['notice-templates', 'versions', place] as const,
  preview: (input: unknown) => ['notice-preview', input] as const,
  decision: (requestId: string) => ['support-request', requestId, 'decision-notice'] as const,
  ofRequest: (requestId: string) => ['support-request', requestId, 'notices'] as const,
  undelivered: ['undelivered-notices'] as const,
  undeliveredOf: (owner: Owner) => ['undelivered-notices', owner] as const,
};

export const noticesApi = {
  templates: () => request('/notice-templates', s.templates),
  versions: (place: TemplatePlace) =>
    request('/notice-templates/versions', s.versions, { query: { ...place } }).then((page) => page.data),
  writeTemplate: (place: TemplatePlace, words: TemplateWords) =>
    request('/notice-templates/drafts', s.template, { method: 'PUT', body: { ...place, ...words } }),
  setTemplateState: (id: string, state: s.Template['state']) =>
    request(`/notice-templates/${id}/state`, s.template, { method: 'PUT', body: { state } }),
  preview: (kind: s.TemplateKind, language: Language, words: TemplateWords, signal?: AbortSignal) =>
    request('/notice-templates/preview', s.previews, {
      method: 'POST',
      body: { kind, language, ...words },
      signal,
    }),

  letter: (kind: s.TemplateKind, language: Language, words: TemplateWords) =>
    file('/notice-templates/preview.pdf', { method: 'POST', body: { kind, language, ...words } }),

  decision: (requestId: string) =>
    request(`/requests/${requestId}/decision-notice`, s.decisionNoticeAnswer).then(({ notice }) => notice),
  writeDecision: (requestId: string, text: string) =>
    request(`/requests/${requestId}/decision-notice`, s.decisionNotice, { method: 'PUT', body: { text } }),
  approveDecision: (requestId: string, text: string) =>
    request(`/requests/${requestId}/decision-notice/approval`, s.decisionNotice, {
      method: 'POST',
      body: { text },
    }),
  ofRequest: (requestId: string) =>
    request(`/requests/${requestId}/notices`, s.requestNotices).then((page) => page.data),

  appoint: (requestId: string, at: string, place: string) =>
    command(`/requests/${requestId}/appointments`, { method: 'POST', body: { at, place } }),

  undelivered: (owner: Owner, cursor: string | null) =>
    request('/undelivered-notices', s.undeliveredPage, { query: { owner, cursor } }),
  giveTo: (id: string, staffId: string | null) =>
    command(`/undelivered-notices/${id}/owner`, { method: 'PUT', body: { staffId } }),
  settle: (id: string, body: { proof?: Proof; note?: string }) =>
    command(`/undelivered-notices/${id}/settlement`, { method: 'POST', body }),
  retry: (id: string, contactPointId?: string) =>
    command(`/undelivered-notices/${id}/retry`, {
      method: 'POST',
      body: contactPointId ? { contactPointId } : {},
    }),
};
