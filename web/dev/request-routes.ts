/** Support requests of the stand-in: enough of their life to work on the pages. */
import { randomUUID } from 'node:crypto';
import type {
  Paper,
  RequestFile,
  RequestState,
  RequestType,
  SupportRequest,
} from '../src/features/requests/schemas';
import { conversations } from './conversations.ts';
import { admin, staff } from './people.ts';
import { Refusal } from './refusal.ts';
import { requestTypes } from './request-types.ts';
import { none, ok, type Route } from './route.ts';

const DAY = 86_400_000;
const days = (count: number) => new Date(Date.now() + count * DAY).toISOString();
const NEXT: Partial<Record<RequestState, Record<string, RequestState>>> = {
  draft: { submit: 'submitted', withdraw: 'withdrawn' },
  submitted: { verify: 'verified', ask_papers: 'papers_missing', withdraw: 'withdrawn' },
  papers_missing: { verify: 'verified', withdraw: 'withdrawn' },
  verified: { study: 'under_study', ask_papers: 'papers_missing', withdraw: 'withdrawn' },
  under_study: { return: 'verified' },
  notified: { deliver: 'delivered', close: 'closed', appeal: 'appealed' },
};
const requests: SupportRequest[] = [];
let number = 100_000;

const reference = () => {
  number += 1;
  return `7${String(number).slice(0, 3)}-${String(number).slice(3)}${number % 9}`;
};

function make(type: RequestType, state: RequestState, ago: number | null, more: Partial<SupportRequest>) {
  const at = more.conversation ? conversations.find(({ id }) => id === more.conversation?.id) : undefined;
  const conversation = at ?? conversations[requests.length]!;
  const asked = ago === null ? null : days(-ago);
  const made: SupportRequest = {
    id: randomUUID(),
    reference: reference(),
    type,
    state,
    stateSince: days(-1),
    applicantName: conversation.contactPoint.displayName ?? '',
    nationalIdMasked: null,
    channel: conversation.channel,
    conversationId: conversation.id,
    owner: null,
    submittedAt: asked,
    notBefore: ago === null ? null : days(14 - ago),
    answerBy: ago === null ? null : days(30 - ago),
    attested: false,
    papersMissing: 0,
    updatedAt: days(0),
    source: 'officer',
    language: 'ar',
    nationalId: null,
    birthDate: null,
    phone: null,
    city: null,
    data: {},
    household: [],
    papers: type.papers.map(
      ({ key, label, required }): Paper => ({
        key,
        label,
        required,
        state: 'missing',
        issuedOn: null,
        validUntil: null,
        reason: null,
        checkedBy: null,
        checkedAt: null,
        expired: false,
        files: [],
      }),
    ),
    dataChecks: [],
    files: [],
    rounds: asked
      ? [{ round: 1, submittedAt: asked, notBefore: days(14 - ago!), answerBy: days(30 - ago!) }]
      : [],
    transitions: [],
    actions: [],
    canUndo: null,
    incomplete: [],
    conversation: { id: conversation.id, reference: conversation.reference, channel: conversation.channel },
    beneficiary: null,
    decision: null,
    notices: [],
    duplicates: [],
    ...more,
  };
  requests.unshift(made);
  return made;
}

function seedRequests(): void {
  const [rent, general] = requestTypes as [RequestType, RequestType];
  const mine = { id: admin.id, name: admin.name };
  make(general, 'closed', 70, {});
  make(general, 'under_study', 33, { owner: { id: staff[2]!.id, name: staff[2]!.name }, attested: true });
  make(general, 'notice_due', 11, { attested: true });
  make(rent, 'draft', null, {});
  const full = make(rent, 'submitted', 11, {
    owner: mine,
    nationalId: '1010101010',
    birthDate: '1985-03-14',
    phone: '+966551230001',
    city: 'ينبع',
    data: {
      need: 'انتهى عقد الإيجار، والمؤجر يطلب سداد ستة أشهر قبل نهاية الشهر القادم. أعول ثلاثة أطفال.',
      income: 420_000,
      annual_rent: 1_800_000,
      due_on: '2026-12-20',
      bills: ['power'],
      landlord: { name: 'سعد الجهني', relation: 'المؤجر', phone: '+966500000001', nationalId: '••••••4521' },
    },
    household: [
      {
        id: randomUUID(),
        name: 'ريان',
        relation: 'son',
        birthDate: '2014-05-02',
        nationalId: '••••••7781',
        note: '',
      },
      {
        id: randomUUID(),
        name: 'جود',
        relation: 'daughter',
        birthDate: '2017-09-11',
        nationalId: null,
        note: '',
      },
    ],
  });
  const file = (name: string, contentType = 'application/pdf'): RequestFile => ({
    id: randomUUID(),
    paperKey: null,
    fileName: name,
    contentType,
    size: 180_000,
  });
  const checked = { checkedBy: mine, checkedAt: days(-2) };
  Object.assign(full.papers[0]!, {
    state: 'verified',
    validUntil: '2026-10-02',
    expired: true,
    files: [file('الهوية.jpg', 'image/jpeg')],
    ...checked,
  });
  Object.assign(full.papers[1]!, { state: 'received', files: [file('تعريف الراتب.pdf')] });
  Object.assign(full.papers[3]!, {
    state: 'refused',
    reason: 'الصورة غير واضحة، صوّرها في ضوء النهار.',
    ...checked,
  });
  full.dataChecks = [
    { key: 'income', verified: true, ...checked },
    { key: 'annual_rent', verified: false },
  ];
  full.transitions = [
    {
      id: randomUUID(),
      action: 'submit',
      from: 'draft',
      to: 'submitted',
      actor: { kind: 'staff', ...mine },
      reason: null,
      at: days(-11),
    },
  ];
  full.duplicates = [{ ...requests.at(-1)!, submittedAt: days(-70) }];
}

/** What follows from where a request stands. */
function settled(one: SupportRequest): SupportRequest {
  const missing = one.papers.flatMap((paper) => {
    if (paper.expired) return [`paper:${paper.key}:expired`];
    if (!paper.required || paper.state === 'verified' || paper.state === 'waived') return [];
    return [`paper:${paper.key}:${paper.state === 'received' ? 'unchecked' : paper.state}`];
  });
  const unchecked = one.type.fields
    .filter(({ key, verify }) => verify && !one.dataChecks.find((check) => check.key === key)?.verified)
    .map(({ key }) => `datum:${key}:unverified`);
  const last = one.transitions.at(-1)?.action;
  return Object.assign(one, {
    papersMissing: one.papers.filter(({ required, state }) => required && state === 'missing').length,
    incomplete: [...missing, ...unchecked, ...(one.attested ? [] : ['attestation:missing'])],
    actions: Object.keys(NEXT[one.state] ?? {}),
    canUndo: last && ['verify', 'study', 'withdraw', 'ask_papers'].includes(last) ? last : null,
  });
}

function requestOf(id: string | undefined): SupportRequest {
  if (requests.length === 0) seedRequests();
  const found = requests.find((one) => one.id === id);
  if (!found) throw new Refusal(404, 'support_request.not_found');
  return settled(found);
}

function all(): SupportRequest[] {
  if (requests.length === 0) seedRequests();
  return requests.map(settled);
}

/** ID numbers of others are shown masked. */
const shown = (one: SupportRequest) => ({
  ...one,
  household: one.household.map(({ nationalId, ...member }) => ({
    ...member,
    nationalIdMasked: nationalId && `••••••${nationalId.slice(-4)}`,
  })),
});

export const requestRoutes: Route[] = [
  ['GET', /^\/request-types$/, () => ok({ data: requestTypes })],
  [
    'POST',
    /^\/request-types$/,
    ({ raw }) => {
      const made = { ...(raw as RequestType), id: randomUUID(), version: 1 };
      requestTypes.push(made);
      return ok(made, 201);
    },
  ],
  [
    'PUT',
    /^\/request-types\/([^/]+)$/,
    ({ params, raw }) => {
      const type = requestTypes.find(({ id }) => id === params[0])!;
      return ok(Object.assign(type, raw, { version: type.version + 1 }));
    },
  ],
  [
    'GET',
    /^\/requests\/counts$/,
    () => {
      const counts: Record<string, number> = {};
      for (const { state } of all()) counts[state] = (counts[state] ?? 0) + 1;
      return ok(counts);
    },
  ],
  [
    'GET',
    /^\/requests$/,
    ({ query }) =>
      ok({
        data: all()
          .filter(({ state }) => !query.get('state') || state === query.get('state'))
          .filter(({ type }) => !query.get('type') || type.slug === query.get('type'))
          .filter(({ owner }) => query.get('owner') !== 'me' || owner?.id === admin.id)
          .filter((one) => !query.get('overdue') || (one.answerBy && one.answerBy < days(0)))
          .filter((one) => `${one.applicantName} ${one.reference}`.includes(query.get('q') ?? '')),
        nextCursor: null,
      }),
  ],
  [
    'GET',
    /^\/conversations\/([^/]+)\/requests$/,
    ({ params }) => ok({ data: all().filter(({ conversationId }) => conversationId === params[0]) }),
  ],
  [
    'POST',
    /^\/requests$/,
    ({ raw }) => {
      all();
      const { typeSlug, conversationId, ...more } = raw as { typeSlug: string; conversationId: string };
      const type = requestTypes.find(({ slug }) => slug === typeSlug)!;
      return ok(make(type, 'draft', null, { ...more, conversation: { id: conversationId } as never }), 201);
    },
  ],
  ['GET', /^\/requests\/([^/]+)$/, ({ params }) => ok(shown(requestOf(params[0])))],
  [
    'PATCH',
    /^\/requests\/([^/]+)$/,
    ({ params, raw }) => {
      const one = requestOf(params[0]);
      const { data, ...own } = raw as Partial<SupportRequest>;
      Object.assign(one, own, { data: { ...one.data, ...data }, attested: false });
      return none;
    },
  ],
  [
    'PUT',
    /^\/requests\/([^/]+)\/household$/,
    ({ params, raw }) => {
      Object.assign(requestOf(params[0]), raw);
      return none;
    },
  ],
  [
    'PUT',
    /^\/requests\/([^/]+)\/papers\/([^/]+)$/,
    ({ params, raw }) => {
      const paper = requestOf(params[0]).papers.find(({ key }) => key === params[1])!;
      const by = { checkedBy: { id: admin.id, name: admin.name }, checkedAt: days(0) };
      Object.assign(paper, { reason: null, validUntil: null, expired: false }, by, raw);
      return none;
    },
  ],
  [
    'PUT',
    /^\/requests\/([^/]+)\/data-checks\/([^/]+)$/,
    ({ params, raw }) => {
      const one = requestOf(params[0]);
      const by = { checkedBy: { id: admin.id, name: admin.name }, checkedAt: days(0) };
      one.dataChecks = one.dataChecks.filter(({ key }) => key !== params[1]);
      one.dataChecks.push({ key: params[1]!, ...by, ...(raw as { verified: boolean }) });
      return none;
    },
  ],
  [
    'POST',
    /^\/requests\/([^/]+)\/files$/,
    ({ params, raw }) => {
      const one = requestOf(params[0]);
      const { paperKey } = raw as { paperKey?: string };
      const file = {
        id: randomUUID(),
        paperKey,
        fileName: 'ورقة.pdf',
        contentType: 'application/pdf',
        size: 9000,
      };
      one.files.push(file);
      const paper = one.papers.find(({ key }) => key === paperKey);
      if (paper) {
        paper.files.push(file);
        paper.state = 'received';
      }
      return ok({ ids: [file.id] }, 201);
    },
  ],
  [
    'POST',
    /^\/requests\/([^/]+)\/transitions$/,
    ({ params, raw }) => {
      const one = requestOf(params[0]);
      const { action, reason } = raw as { action: string; reason?: string };
      if (action === 'study' && one.incomplete.length > 0)
        throw new Refusal(422, 'support_request.incomplete', { missing: one.incomplete });
      const to = NEXT[one.state]?.[action];
      if (!to) throw new Refusal(409, 'support_request.transition_impossible');
      const actor = { kind: 'staff', id: admin.id, name: admin.name };
      one.transitions.push({ id: randomUUID(), action, from: one.state, to, actor, reason, at: days(0) });
      Object.assign(
        one,
        { state: to },
        action === 'submit' && { submittedAt: days(0), notBefore: days(14), answerBy: days(30) },
      );
      return none;
    },
  ],
  [
    'DELETE',
    /^\/requests\/([^/]+)\/transitions\/last$/,
    ({ params }) => {
      const one = requestOf(params[0]);
      const last = one.transitions.pop();
      if (last) one.state = last.from;
      return none;
    },
  ],
  [
    'PUT',
    /^\/requests\/([^/]+)\/owner$/,
    ({ params, raw }) => {
      const { ownerId } = raw as { ownerId: string | null };
      const found = staff.find(({ id }) => id === ownerId);
      requestOf(params[0]).owner = found ? { id: found.id, name: found.name } : null;
      return none;
    },
  ],
];
