/** The answers about support requests as the pages understand them. */
import { z } from 'zod';
import { channelType, language, nextCursor, time } from '../../lib/schemas';

const words = z.object({ ar: z.string(), en: z.string() });
export type Words = z.infer<typeof words>;

export const STATES = [
  'draft',
  'submitted',
  'papers_missing',
  'verified',
  'under_study',
  'decided',
  'notice_due',
  'notified',
  'delivered',
  'closed',
  'withdrawn',
  'appealed',
] as const;
export const requestState = z.enum(STATES);
export type RequestState = z.infer<typeof requestState>;

export const FIELD_KINDS = ['text', 'number', 'money', 'date', 'choice', 'file', 'person'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export const field = z.object({
  key: z.string(),
  kind: z.enum(FIELD_KINDS),
  label: words,
  hint: words.optional(),
  required: z.boolean(),
  verify: z.boolean(),
  options: z.array(z.object({ value: z.string(), label: words })).optional(),
  multiple: z.boolean().optional(),
  /** Of money: halalas. */
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.number().optional(),
});
export type Field = z.infer<typeof field>;

export const paperKind = z.object({
  key: z.string(),
  label: words,
  required: z.boolean(),
  needsExpiry: z.boolean(),
  validMonths: z.number().nullable(),
});
export type PaperKind = z.infer<typeof paperKind>;

export const requestType = z.object({
  id: z.string(),
  slug: z.string(),
  name: words,
  active: z.boolean(),
  position: z.number(),
  version: z.number(),
  fields: z.array(field),
  papers: z.array(paperKind),
});
export type RequestType = z.infer<typeof requestType>;
export const requestTypes = z.object({ data: z.array(requestType) });

const staffName = z.object({ id: z.string(), name: z.string() });

export const requestRow = z.object({
  id: z.string(),
  reference: z.string(),
  type: z.object({ slug: z.string(), name: words }),
  state: requestState,
  stateSince: time,
  applicantName: z.string(),
  nationalIdMasked: z.string().nullable(),
  channel: channelType,
  conversationId: z.string(),
  owner: staffName.nullable(),
  submittedAt: time.nullable(),
  notBefore: time.nullable(),
  answerBy: time.nullable(),
  attested: z.boolean(),
  papersMissing: z.number(),
  updatedAt: time,
});
export type RequestRow = z.infer<typeof requestRow>;
export const requestPage = z.object({ data: z.array(requestRow), nextCursor });
export type RequestPage = z.infer<typeof requestPage>;
export const requestRows = z.object({ data: z.array(requestRow) });
/** How many there are in each state; capped, as the inbox's. */
export const requestCounts = z.record(z.string(), z.number());

export const RELATIONS = [
  'spouse',
  'son',
  'daughter',
  'father',
  'mother',
  'brother',
  'sister',
  'grandchild',
  'other',
] as const;
export const householdMember = z
  .object({
    id: z.string().optional(),
    name: z.string(),
    relation: z.enum(RELATIONS),
    birthDate: z.string().nullable(),
    nationalIdMasked: z.string().nullable(),
    note: z.string(),
  })
  // Sent back masked, the number stays as it is.
  .transform(({ nationalIdMasked, ...member }) => ({ ...member, nationalId: nationalIdMasked }));
export type HouseholdMember = z.infer<typeof householdMember>;

export const personValue = z.object({
  name: z.string(),
  relation: z.string().nullish(),
  nationalId: z.string().nullish(),
  phone: z.string().nullish(),
});
export type PersonValue = z.infer<typeof personValue>;
export const fieldValue = z.union([z.string(), z.number(), z.array(z.string()), personValue, z.null()]);
export type FieldValue = z.infer<typeof fieldValue>;

export const requestFile = z.object({
  id: z.string(),
  paperKey: z.string().nullish(),
  fileName: z.string(),
  contentType: z.string(),
  size: z.coerce.number(),
  source: z.string().nullish(),
  addedAt: time.nullish(),
});
export type RequestFile = z.infer<typeof requestFile>;

export const PAPER_STATES = ['missing', 'received', 'verified', 'refused', 'waived'] as const;
export type PaperState = (typeof PAPER_STATES)[number];
export const paper = z.object({
  key: z.string(),
  label: words,
  required: z.boolean(),
  state: z.enum(PAPER_STATES),
  issuedOn: z.string().nullable(),
  validUntil: z.string().nullable(),
  reason: z.string().nullable(),
  checkedBy: staffName.nullable(),
  checkedAt: time.nullable(),
  expired: z.boolean(),
  files: z.array(requestFile),
});
export type Paper = z.infer<typeof paper>;

export const dataCheck = z.object({
  key: z.string(),
  verified: z.boolean(),
  checkedBy: staffName.nullish(),
  checkedAt: time.nullish(),
  validUntil: z.string().nullish(),
  note: z.string().nullish(),
});
export type DataCheck = z.infer<typeof dataCheck>;

export const transition = z.object({
  id: z.string(),
  action: z.string(),
  from: requestState,
  to: requestState,
  actor: z.object({ kind: z.string(), id: z.string().nullish(), name: z.string().nullish() }),
  reason: z.string().nullish(),
  at: time,
});
export type Transition = z.infer<typeof transition>;

export const duplicate = z.object({
  id: z.string(),
  reference: z.string(),
  type: z.object({ slug: z.string(), name: words }),
  state: requestState,
  submittedAt: time.nullable(),
});
export type Duplicate = z.infer<typeof duplicate>;

/** What the committee decided about the latest round that it has dealt with. */
export const decision = z.object({
  round: z.number(),
  outcome: z.enum(['accepted', 'rejected']),
  reasonCode: z.string(),
  reasonText: z.string(),
  award: z
    .object({
      what: z.string(),
      amountHalalas: z.number().nullable(),
      period: z.string(),
      conditions: z.string(),
    })
    .nullable(),
  appealText: z.string().nullable(),
  appealUntil: time.nullable(),
  decidedAt: time,
});

export const supportRequest = requestRow.extend({
  type: requestType.pick({ slug: true, name: true, version: true, fields: true, papers: true }),
  source: z.enum(['person', 'officer', 'representative']),
  language,
  nationalId: z.string().nullable(),
  birthDate: z.string().nullable(),
  phone: z.string().nullable(),
  city: z.string().nullable(),
  data: z.record(z.string(), fieldValue),
  household: z.array(householdMember),
  papers: z.array(paper),
  dataChecks: z.array(dataCheck),
  files: z.array(requestFile),
  rounds: z.array(z.object({ round: z.number(), submittedAt: time, notBefore: time, answerBy: time })),
  transitions: z.array(transition),
  /** What whoever asks may do next. */
  actions: z.array(z.string()),
  canUndo: z.string().nullable(),
  /** What the study still waits for: "paper:id_card:missing". */
  incomplete: z.array(z.string()),
  decision: decision.nullable(),
  notices: z.array(z.object({ kind: z.string(), round: z.number(), state: z.string() })),
  conversation: z.object({ id: z.string(), reference: z.string(), channel: channelType }),
  beneficiary: staffName.nullable(),
  duplicates: z.array(duplicate),
});
export type SupportRequest = z.infer<typeof supportRequest>;

export const created = z.object({ id: z.string(), reference: z.string() });
export const requestsChanged = z.object({ ids: z.array(z.string()) });
export const addedFiles = z.object({ ids: z.array(z.string()) });
