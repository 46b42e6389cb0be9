/** Every call the app makes, one line each; the shapes are in schemas.ts. */
import { ApiError, announceSignedOut, command, problemFrom, request } from './http';
import * as letters from './letter-schemas';
import * as s from './schemas';

export interface ConversationFilters {
  view: 'queue' | 'mine' | 'all';
  status: 'open' | 'closed' | 'all';
  channel: s.ChannelType | null;
  team: string | null;
  q: string;
}

type ProfileChange = {
  locale?: s.Language;
  away?: boolean;
  name?: string;
  currentPassword?: string;
  newPassword?: string;
};
export type NewStaff = Pick<s.Staff, 'email' | 'name' | 'role'> & {
  capacity?: number;
  routable?: boolean;
  branch?: string | null;
  teamIds?: string[];
};
export type StaffChange = Partial<
  Pick<s.Staff, 'name' | 'role' | 'active' | 'routable' | 'capacity' | 'branch'>
> & {
  teamIds?: string[];
};
export type TeamInput = Pick<s.Team, 'name' | 'slug'> & { members?: string[]; isDefault?: true };
export type BeneficiaryInput =
  | { beneficiaryId: string }
  | { name: string; note?: string; nationalId?: string | null };
/** A public form, filled in for somebody; the id is made by the page. */
export interface FormInput {
  id: string;
  name: 'help' | 'volunteer';
  answers: Record<string, string | string[] | undefined>;
  /** Of uploads. */
  files: string[];
  language: s.Language;
}
/** A telephone call as whoever took it wrote it down; the id is made by the page, so that a repeat is no second call. */
export interface CallInput {
  id: string;
  number: string;
  name?: string;
  direction: 'answered' | 'missed';
  at: string;
  durationSeconds?: number;
  summary: string;
}
/** A visit as whoever received it wrote it down; the id is made by the page, so that a repeat is no second visit. */
export interface VisitInput {
  id: string;
  visitor: { address?: string; name?: string; phone?: string; nationalId?: string };
  receivedBy?: string;
  forWhom: { relation: 'self' | 'relative' | 'neighbour' | 'other'; name?: string; kinship?: string };
  place: 'office' | 'home' | 'branch';
  placeName?: string;
  at: string;
  minutes?: number;
  words: { kind: 'verbatim' | 'summary'; text: string };
  consent: { record: boolean; contact: boolean; how: 'spoken' | 'written' };
  documents: { type: s.DocumentType; title?: string; validUntil?: string }[];
  attachments: string[];
  /** What the visitor was told there and then. */
  answer?: string;
}
export type HandOverProof =
  | { kind: 'signature'; signedBy: string; image: string }
  | { kind: 'paper'; signedBy: string; upload: string }
  | { kind: 'witness'; receivedBy: string; witness: string };
export type VisitOutcomeInput =
  | { outcome: 'spoken'; at?: string; by?: string }
  | { outcome: 'handed_over'; proof: HandOverProof }
  | { outcome: 'did_not_come' };
export const RETURN_REASONS = ['unknown', 'moved', 'refused', 'unclaimed'] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];
type LetterStep = letters.LetterToSend['step'];
/** Where a letter goes next; `from` is where the page shows it, so that two do not move it at once. */
export type LetterProgress =
  | { step: 'to_print' | 'printed'; from: LetterStep }
  | { step: 'dispatched'; from: LetterStep; carrier: string; trackingNumber: string }
  | { step: 'received'; from: LetterStep; on: string; proof?: string }
  | { step: 'returned'; from: LetterStep; reason: ReturnReason };
/** A letter on paper as whoever opened the post wrote it down; the id is made by the page, as that of a call. */
export interface LetterInput {
  id: string;
  scans: string[];
  sender: { name: string; address: { kind: string; lines?: string[] } };
  postalReference?: string;
  writtenOn?: string;
  receivedOn: string;
  text: string;
}
export type ReplyInput = { text: string; attachments?: string[] } | { template: s.ChosenTemplate };

export const api = {
  signIn: (email: string, password: string) =>
    request('/auth/login', s.session, { method: 'POST', body: { email, password } }),
  signOut: () => command('/auth/logout', { method: 'POST' }),
  me: () => request('/auth/me', s.session),
  changeMe: (change: ProfileChange) => command('/auth/me', { method: 'PATCH', body: change }),
  tokens: () => request('/auth/tokens', s.accessTokens),
  createToken: (name: string, expiresAt?: string) =>
    request('/auth/tokens', s.createdToken, { method: 'POST', body: { name, expiresAt } }),
  revokeToken: (id: string) => command(`/auth/tokens/${id}`, { method: 'DELETE' }),

  staff: () => request('/staff', s.staffList).then((page) => page.data),
  addStaff: (body: NewStaff) => request('/staff', s.createdStaff, { method: 'POST', body }),
  changeStaff: (id: string, body: StaffChange) => command(`/staff/${id}`, { method: 'PATCH', body }),
  teams: () => request('/teams', s.teamList).then((page) => page.data),
  addTeam: (body: TeamInput) => command('/teams', { method: 'POST', body }),
  changeTeam: (id: string, body: Partial<TeamInput>) => command(`/teams/${id}`, { method: 'PATCH', body }),
  routingRules: () => request('/routing-rules', s.routingRules).then((page) => page.data),
  putRoutingRules: (rules: s.RoutingRule[]) =>
    command('/routing-rules', { method: 'PUT', body: { data: rules } }),
  settings: () => request('/settings', s.settings),
  putSettings: (body: s.Settings) => command('/settings', { method: 'PUT', body }),
  channels: () => request('/channels', s.channelAccounts).then((page) => page.data),
  account: (id: string) => request(`/channels/${id}`, s.accountDetails),
  accountForms: () => request('/channels/forms', s.providerForms).then((page) => page.data),
  addAccount: (body: s.NewAccount) => request('/channels', s.accountDetails, { method: 'POST', body }),
  changeAccount: (id: string, body: s.AccountChange) =>
    request(`/channels/${id}`, s.accountDetails, { method: 'PATCH', body }),
  testAccount: (id: string, to: string) =>
    request(`/channels/${id}/test`, s.accountTested, { method: 'POST', body: { to } }),
  templates: (accountId: string) =>
    request(`/channels/${accountId}/templates`, s.messageTemplates).then((page) => page.data),

  links: () => request('/channel-links', s.channelLinks).then((page) => page.data),
  beginLink: (accountId: string) => command(`/channel-links/${accountId}`, { method: 'PUT' }),
  endLink: (accountId: string) => command(`/channel-links/${accountId}`, { method: 'DELETE' }),

  conversations: (filters: ConversationFilters, cursor: string | null, signal?: AbortSignal) =>
    request('/conversations', s.conversationPage, { query: { ...filters, cursor, limit: 40 }, signal }),
  counts: () => request('/conversations/counts', s.conversationCounts),
  conversation: (id: string) => request(`/conversations/${id}`, s.conversation),
  messages: (id: string, cursor: string | null, signal?: AbortSignal) =>
    request(`/conversations/${id}/messages`, s.messagePage, { query: { cursor, limit: 30 }, signal }),
  audit: (id: string) =>
    request(`/conversations/${id}/audit`, s.auditLines, { query: { limit: 200 } }).then((page) => page.data),
  reply: (id: string, key: string, body: ReplyInput) =>
    request(`/conversations/${id}/replies`, s.message, {
      method: 'POST',
      body,
      headers: { 'Idempotency-Key': key },
    }),
  note: (id: string, key: string, text: string) =>
    request(`/conversations/${id}/notes`, s.message, {
      method: 'POST',
      body: { text },
      headers: { 'Idempotency-Key': key },
    }),
  assign: (id: string, body: { assigneeId: string | null; teamId?: string; reason?: string }) =>
    request(`/conversations/${id}/assignment`, s.conversation, { method: 'PUT', body }),
  setStatus: (id: string, status: 'open' | 'closed') =>
    request(`/conversations/${id}/status`, s.conversation, { method: 'PUT', body: { status } }),
  markRead: (id: string) => command(`/conversations/${id}/read`, { method: 'PUT' }),
  resolveDelivery: (messageId: string, resolution: 'resend' | 'sent') =>
    request(`/messages/${messageId}/delivery`, s.message, { method: 'PUT', body: { resolution } }),

  formMeta: () => request('/forms', s.formMeta),
  fillIn: ({ id, name, answers, files, language }: FormInput) =>
    request(`/forms/${name}`, s.formTaken, {
      method: 'POST',
      body: { ...answers, id, files, language, consent: true },
    }),
  formOutcome: (id: string) => request(`/forms/submissions/${id}`, s.formOutcome),
  logCall: (call: CallInput) => command('/calls', { method: 'POST', body: call }),
  /** How a file of call records would be read; null lets the hub guess. */
  previewCalls: (file: File, reading: s.ImportReading | null) =>
    request('/calls/imports/preview', s.importPreview, { method: 'POST', body: callFile(file, reading) }),
  importCalls: (file: File, reading: s.ImportReading) =>
    request('/calls/imports', s.importCounts, { method: 'POST', body: callFile(file, reading) }),
  /** People to call back; with `due` false also those whose time has not come. */
  callBacks: (due: boolean, cursor: string | null) =>
    request('/call-backs', s.callBackPage, { query: { due: String(due), cursor } }),
  /** Tells the others that I am calling, or not after all. */
  startCallBack: (id: string) => command(`/call-backs/${id}/call`, { method: 'PUT' }),
  stopCallBack: (id: string) => command(`/call-backs/${id}/call`, { method: 'DELETE' }),
  recordCallBack: (id: string, outcome: s.CallOutcome) =>
    request(`/call-backs/${id}/outcome`, s.callBackRecorded, { method: 'PUT', body: { outcome } }),

  branchDevices: () => request('/branch/devices', s.branchDevices).then((page) => page.data),
  wipeDevice: (id: string) => command(`/branch/devices/${id}/wipe`, { method: 'PUT' }),
  handOvers: (cursor: string | null) => request('/hand-overs', s.handOverPage, { query: { cursor } }),
  reassignHandOver: (id: string, body: { staffId: string; everyone: boolean }) =>
    command(`/hand-overs/${id}/representative`, { method: 'PUT', body }),

  logVisit: (visit: VisitInput) => request('/visits', s.visitLogged, { method: 'POST', body: visit }),
  /** Answers for visitors; with `due` false also for those who are expected later. */
  visitAnswers: (due: boolean, cursor: string | null) =>
    request('/visit-answers', s.visitAnswerPage, { query: { due: String(due), cursor } }),
  recordVisitAnswer: (id: string, body: VisitOutcomeInput) =>
    request(`/visit-answers/${id}/outcome`, s.visitAnswerRecorded, { method: 'PUT', body }),

  findContacts: (q: string, signal?: AbortSignal) =>
    request('/contact-points', s.foundContacts, { query: { q }, signal }).then((page) => page.data),
  logLetter: (letter: LetterInput) => command('/letters', { method: 'POST', body: letter }),
  letterSenders: (q: string, signal: AbortSignal) =>
    request('/letters/senders', letters.knownSenders, { query: { q }, signal }).then((page) => page.data),
  letterScan: (id: string) => request(`/letters/scans/${id}`, letters.letterScan),
  /** Answers on paper that have not arrived, the oldest first. */
  letters: (cursor: string | null) => request('/letters', letters.letterPage, { query: { cursor } }),
  letterProgress: (id: string, body: LetterProgress) =>
    command(`/letters/${id}/progress`, { method: 'PUT', body }),
  lettersPrinted: (ids: string[]) =>
    request('/letters/printed', letters.lettersPrinted, { method: 'PUT', body: { ids } }),
  attachmentPages: (id: string) =>
    request(`/attachments/${id}/pages`, letters.pageCount).then(({ pages }) => pages),

  contact: (id: string) => request(`/contact-points/${id}`, s.contactDetails),
  changeContact: (id: string, body: { displayName?: string | null; language?: s.Language }) =>
    command(`/contact-points/${id}`, { method: 'PATCH', body }),
  findBeneficiaries: (q: string, signal?: AbortSignal) =>
    request('/beneficiaries', s.beneficiaries, { query: { q }, signal }).then((page) => page.data),
  linkBeneficiary: (id: string, body: BeneficiaryInput | null) =>
    command(`/contact-points/${id}/beneficiary`, { method: 'PUT', body }),

  setAside: (cursor: string | null) =>
    request('/inbound-events', s.setAsidePage, { query: { state: 'set_aside', cursor } }),
  retrySetAside: (id: string) => command(`/inbound-events/${id}/retry`, { method: 'POST' }),
};

export const scanPageUrl = (id: string, page: number) => `/api/v1/letters/scans/${id}/pages/${page}`;
export const attachmentPageUrl = (id: string, page: number) => `/api/v1/attachments/${id}/pages/${page}`;
/** Any answer of ours as a letter to print. */
export const letterPdfUrl = (messageId: string) => `/api/v1/messages/${messageId}/letter.pdf`;
export const printRunUrl = (ids: string[]) => `/api/v1/letters/print.pdf?ids=${ids.join(',')}`;
export const letterProofUrl = (messageId: string) => `/api/v1/letters/${messageId}/proof`;

function callFile(file: File, reading: s.ImportReading | null): FormData {
  const form = new FormData();
  if (reading) form.append('reading', JSON.stringify(reading));
  form.append('file', file, file.name);
  return form;
}

export const attachmentUrl = (id: string, download = false) =>
  `/api/v1/attachments/${id}${download ? '?download=1' : ''}`;

/**
 * Uploads one file. XMLHttpRequest, because fetch still reports no upload progress.
 * @param onProgress share sent, 0 to 1
 * @throws ApiError
 */
export function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<s.Upload> {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, file.name);
    xhr.open('POST', '/api/v1/uploads');
    xhr.responseType = 'json';
    xhr.setRequestHeader('Accept', 'application/json');
    xhr.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    xhr.onerror = () => reject(new ApiError(0, 'network'));
    xhr.onabort = () => reject(new ApiError(0, 'aborted'));
    xhr.onload = () => {
      if (xhr.status === 201 || xhr.status === 200) {
        const parsed = s.upload.safeParse(xhr.response);
        return parsed.success ? resolve(parsed.data) : reject(new ApiError(xhr.status, 'unexpected'));
      }
      if (xhr.status === 401) announceSignedOut();
      reject(problemFrom(xhr.status, xhr.response, xhr.getResponseHeader('Retry-After')));
    };
    signal.addEventListener('abort', () => xhr.abort());
    xhr.send(form);
  });
}
