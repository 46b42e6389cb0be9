import { z } from 'zod';

const words = z.object({ ar: z.string(), en: z.string() });
export type Words = z.infer<typeof words>;
export const CHOICES = ['accept', 'reject', 'abstain', 'postpone'] as const;
const choice = z.enum(CHOICES);
export type Choice = z.infer<typeof choice>;

const head = z.object({
  id: z.string(),
  number: z.number(),
  heldAt: z.string(),
  place: z.string(),
  mode: z.enum(['consensus', 'votes']),
  quorum: z.number(),
  chairId: z.string(),
  state: z.enum(['planned', 'in_session', 'closed', 'cancelled']),
  notes: z.string(),
  hasMinutes: z.boolean(),
});
export const sessionRow = head.extend({ items: z.number(), waiting: z.number() });
export const sessionList = z.object({ data: z.array(sessionRow), nextCursor: z.string().nullable() });

export const award = z.object({
  what: z.string(),
  amountHalalas: z.number().nullable(),
  period: z.string(),
  conditions: z.string(),
});
const seenItem = z.object({
  withheld: z.literal(false),
  id: z.string(),
  requestId: z.string(),
  position: z.number(),
  state: z.enum(['waiting', 'decided', 'postponed', 'returned']),
  note: z.string(),
  reference: z.string(),
  applicantName: z.string(),
  type: words,
  submittedAt: z.string(),
  notBefore: z.string(),
  answerBy: z.string(),
  decision: z.object({ outcome: z.enum(['accepted', 'rejected']), reasonText: z.string() }).nullable(),
  eligible: z.number(),
  quorumMet: z.boolean(),
  mayVote: z.boolean(),
  myVote: z.object({ choice, note: z.string() }).nullable(),
  cast: z.number(),
  votes: z
    .object({
      count: z.record(choice, z.number()),
      ballots: z.array(z.object({ staffId: z.string(), name: z.string(), choice })),
    })
    .nullable(),
});
export type AgendaItem = z.infer<typeof seenItem>;
export const seat = z.object({ staffId: z.string(), name: z.string(), present: z.boolean() });
export const session = head.extend({
  mayRun: z.boolean(),
  mySeat: z.boolean(),
  present: z.number(),
  seats: z.array(seat),
  items: z.array(
    z.discriminatedUnion('withheld', [
      seenItem,
      z.object({ withheld: z.literal(true), position: z.number() }),
    ]),
  ),
});
export type Session = z.infer<typeof session>;

export const members = z.object({ data: z.array(z.object({ id: z.string(), name: z.string() })) });
export const reasons = z.object({
  data: z.array(z.object({ outcome: z.enum(['accepted', 'rejected']), code: z.string(), words })),
});
export const waitingRequests = z.object({
  data: z.array(z.object({ id: z.string(), reference: z.string(), applicantName: z.string(), type: words })),
});
const named = z.object({ id: z.string(), name: z.string() });
const conflict = z.object({
  staffId: z.string(),
  name: z.string(),
  reason: z.string(),
  declaredAt: z.string(),
  declaredBy: named,
});
export type Conflict = z.infer<typeof conflict>;
export const conflicts = z.object({ data: z.array(conflict) });
const report = z.object({
  text: z.string(),
  recommendation: z.string(),
  author: named,
  finishedAt: z.string().nullable(),
  updatedAt: z.string(),
});
export type SocialReport = z.infer<typeof report>;
export const socialReport = z.object({ report: report.nullable() });
const file = z.object({ id: z.string(), fileName: z.string() });
export const dossier = z.object({
  itemId: z.string(),
  sessionId: z.string(),
  requestId: z.string(),
  reference: z.string(),
  applicantName: z.string(),
  nationalIdMasked: z.string().nullable(),
  birthDate: z.string().nullable(),
  city: z.string().nullable(),
  type: words,
  submittedAt: z.string(),
  notBefore: z.string(),
  answerBy: z.string(),
  answers: z.array(
    z.object({
      key: z.string(),
      kind: z.string(),
      label: words,
      options: z.array(z.object({ value: z.string(), label: words })),
      value: z.unknown(),
    }),
  ),
  household: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      relation: z.string(),
      birthDate: z.string().nullable(),
      note: z.string(),
    }),
  ),
  papers: z.array(
    z.object({
      key: z.string(),
      label: words,
      state: z.string(),
      validUntil: z.string().nullable(),
      checkedBy: z.string().nullable(),
      expired: z.boolean(),
      files: z.array(file),
    }),
  ),
  otherFiles: z.array(file),
  socialReport: z
    .object({ text: z.string(), recommendation: z.string(), author: z.object({ name: z.string() }) })
    .nullable(),
  attestation: z.object({ signerName: z.string(), signedAt: z.string() }).nullable(),
  history: z.array(z.object({ to: z.string(), at: z.string() })),
  earlier: z.array(
    z.object({
      reference: z.string(),
      type: words,
      submittedAt: z.string(),
      outcome: z.enum(['accepted', 'rejected']).nullable(),
      award: award.nullable(),
    }),
  ),
  missing: z.array(z.string()),
});
export type Dossier = z.infer<typeof dossier>;
