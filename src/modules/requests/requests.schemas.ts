import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { LANGUAGES } from '../../platform/i18n/translate.js';
import { parseNationalId } from '../../platform/identity/national-id.js';
import { REQUEST_STATES, TRANSITIONS, type TransitionAction } from './request.states.js';

export const requestId = z.uuid();
export const itemKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

const line = (most: number) =>
  z
    .string()
    .transform((text) => text.replaceAll('\0', '').trim())
    .pipe(z.string().max(most));
const day = z.iso.date('must be a day like 2026-09-23');
const nationalId = z
  .string()
  .max(50)
  .transform((text, context) => {
    const digits = parseNationalId(text);
    if (digits) return digits;
    context.addIssue({ code: 'custom', message: 'must be a Saudi national ID or iqama number' });
    return z.NEVER;
  });
/** E.164 when it is a number that we know; a number that somebody wrote down otherwise stays as it is. */
const phone = line(40).transform((text) => normalisePhone(text) ?? text);

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

const householdMember = z.strictObject({
  id: z.uuid().optional().meta({ description: 'Of a member who is there already' }),
  name: line(200).pipe(z.string().min(1, 'must not be empty')),
  relation: z.enum(RELATIONS),
  birthDate: day.nullable().default(null),
  nationalId: z
    .union([z.string().regex(/^•/), nationalId])
    .nullish()
    .meta({ description: 'Left out or masked: as it was; null: none' }),
  note: line(500).default(''),
});
export const householdBody = z.strictObject({ household: z.array(householdMember).max(40) });
export type HouseholdInput = z.input<typeof householdMember>;
export type HouseholdMember = z.output<typeof householdMember>;

const what = {
  applicantName: line(200),
  nationalId: nationalId.nullable(),
  birthDate: day.nullable(),
  phone: phone.nullable(),
  city: line(100).nullable(),
  data: z.record(z.string(), z.unknown()).meta({ description: 'By the keys of the fields; null takes away' }),
};

export const newRequestBody = z.strictObject({
  conversationId: z.uuid(),
  typeSlug: z.string().max(40).default('general'),
  language: z.enum(LANGUAGES).optional().meta({ description: "The conversation's unless told" }),
  applicantName: what.applicantName.default(''),
  nationalId: what.nationalId.optional(),
  birthDate: what.birthDate.optional(),
  phone: what.phone.optional(),
  city: what.city.optional(),
  data: what.data.default({}),
  household: z.array(householdMember).max(40).default([]),
  pullMessageIds: z
    .array(z.uuid())
    .max(50)
    .default([])
    .meta({ description: 'Messages of the conversation, whose words become those of the request' }),
  pullAttachmentIds: z.array(z.uuid()).max(50).default([]),
});
export type NewRequestBody = z.output<typeof newRequestBody>;

export const changeBody = z
  .strictObject({ typeSlug: z.string().max(40), language: z.enum(LANGUAGES), ...what })
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'must change at least one field' });
export type RequestChange = z.output<typeof changeBody>;

const listOfStates = z
  .string()
  .transform((states) => states.split(','))
  .pipe(z.array(z.enum(REQUEST_STATES)).min(1));
export const requestsQuery = z.object({
  ...pageQuery(50, 200),
  state: listOfStates.optional().meta({ description: 'One, or several with commas' }),
  type: z.string().max(40).optional().meta({ description: 'The short name of a type' }),
  q: z
    .string()
    .trim()
    .max(200)
    .optional()
    .meta({ description: 'A part of the name or the reference, or a whole ID number' }),
  owner: z.enum(['me', 'all']).default('all'),
  overdue: z.stringbool().default(false).meta({ description: 'Undecided, and the promised day has passed' }),
});
export type RequestsQuery = z.output<typeof requestsQuery>;

export const filesBody = z
  .strictObject({
    uploads: z.array(z.uuid()).max(20).default([]),
    attachments: z.array(z.uuid()).max(20).default([]),
    paperKey: itemKey.optional(),
  })
  .refine(({ uploads, attachments }) => uploads.length + attachments.length > 0, {
    error: 'must name at least one file',
  });
export type FilesBody = z.output<typeof filesBody>;
export const fileQuery = z.object({ download: z.stringbool().default(false) });

export const paperBody = z
  .strictObject({
    state: z.enum(['missing', 'received', 'verified', 'refused', 'waived']),
    issuedOn: day.nullish(),
    validUntil: day.nullish(),
    reason: line(500)
      .nullish()
      .meta({ description: 'Why it was refused or waived, in words for the person' }),
  })
  .refine(({ state, reason }) => !['refused', 'waived'].includes(state) || Boolean(reason), {
    error: 'must say why',
    path: ['reason'],
  });
export type PaperCheck = z.output<typeof paperBody>;

export const datumBody = z.strictObject({
  verified: z.boolean(),
  validUntil: day.nullish(),
  note: line(500).nullish(),
});
export type DatumCheck = z.output<typeof datumBody>;

export const transitionBody = z.strictObject({
  action: z.enum(Object.keys(TRANSITIONS) as [TransitionAction, ...TransitionAction[]]),
  reason: line(1000).optional(),
});
/** When and where somebody is to come; told on the channel they came by. */
export const appointmentBody = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  place: line(200).pipe(z.string().min(1, 'must not be empty')),
});
export const ownerBody = z.strictObject({ ownerId: z.uuid().nullable() });
