import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';

export const idParam = z.uuid();

const words = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll('\0', '').trim());
const said = (most: number) => words(most).pipe(z.string().min(1, 'must not be empty'));
const memberIds = z
  .array(z.uuid())
  .min(1)
  .max(30)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'must not name anybody twice' });

export const sessionsQuery = z.object({
  ...pageQuery(30, 100),
  state: z.enum(['planned', 'in_session', 'closed', 'cancelled']).optional(),
});
export type SessionsQuery = z.output<typeof sessionsQuery>;

export const planBody = z.strictObject({
  heldAt: z.iso.datetime({ offset: true }),
  place: words(200).default(''),
  mode: z.enum(['consensus', 'votes']),
  quorum: z
    .int()
    .min(1)
    .max(30)
    .meta({ description: 'Members present and without a conflict of interest, at least, for a decision' }),
  chairId: z.uuid(),
  memberIds,
  notes: words(4_000).default(''),
});
export type SessionPlan = z.output<typeof planBody>;

export const seatsBody = z.strictObject({
  seats: z
    .array(z.strictObject({ staffId: z.uuid(), present: z.boolean() }))
    .min(1)
    .max(30)
    .refine((seats) => new Set(seats.map(({ staffId }) => staffId)).size === seats.length, {
      error: 'must not name anybody twice',
    }),
});
export type Seats = z.output<typeof seatsBody>['seats'];

export const agendaBody = z.strictObject({ requestIds: z.array(z.uuid()).min(1).max(100) });
export const orderBody = z.strictObject({ itemIds: z.array(z.uuid()).min(1).max(300) });

export const CHOICES = ['accept', 'reject', 'abstain', 'postpone'] as const;
export type Choice = (typeof CHOICES)[number];
export const voteBody = z.strictObject({ choice: z.enum(CHOICES), note: words(2_000).default('') });
export type Vote = z.output<typeof voteBody>;

export const noteBody = z.strictObject({ note: words(2_000).default('') });
export const reasonBody = z.strictObject({ reason: said(2_000) });

const decided = {
  reasonCode: z.string().max(40),
  reasonText: said(4_000).meta({ description: 'For the person, in plain words' }),
  consensus: z
    .boolean()
    .default(false)
    .meta({ description: 'That all who were present agreed; needed in sessions that decide by consensus' }),
};
export const decisionBody = z.discriminatedUnion('outcome', [
  z.strictObject({
    outcome: z.literal('accepted'),
    ...decided,
    award: z.strictObject({
      what: said(500),
      amountHalalas: z
        .int()
        .min(0)
        .max(100_000_000_00)
        .nullable()
        .meta({ description: '100 are one riyal; null for what is not money' }),
      period: words(200).default(''),
      conditions: words(2_000).default(''),
    }),
  }),
  z.strictObject({
    outcome: z.literal('rejected'),
    ...decided,
    appeal: z.strictObject({ text: said(2_000), until: z.iso.date('must be a day like 2026-09-23') }),
  }),
]);
export type DecisionDraft = z.output<typeof decisionBody>;

export const conflictBody = z.strictObject({
  staffId: z.uuid().optional().meta({ description: 'Oneself when left out' }),
  reason: words(500).default(''),
});
export type ConflictDeclared = z.output<typeof conflictBody>;

export const reportBody = z.strictObject({
  text: said(20_000),
  recommendation: words(2_000).default(''),
  finished: z.boolean().default(false),
});
export type SocialReportDraft = z.output<typeof reportBody>;
