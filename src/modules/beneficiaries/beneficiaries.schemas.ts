import { z } from 'zod';
import { CHANNEL_TYPES } from '../../channels/core/channel-adapter.js';
import { LANGUAGES } from '../../platform/i18n/translate.js';
import { parseNationalId } from '../../platform/identity/national-id.js';

const nationalId = z
  .string()
  .max(50)
  .transform((text, context) => {
    const digits = parseNationalId(text);
    if (digits) return digits;
    context.addIssue({ code: 'custom', message: 'must be a Saudi national ID or iqama number' });
    return z.NEVER;
  });

export const beneficiarySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    note: z.string(),
    nationalId: z.string().nullable().meta({ description: 'National ID or iqama, ten digits' }),
  })
  .meta({ id: 'Beneficiary' });
export type Beneficiary = z.infer<typeof beneficiarySchema>;
export const beneficiaryListSchema = z.object({ data: z.array(beneficiarySchema) });

export const contactPointDetailSchema = z
  .object({
    id: z.uuid(),
    channel: z.enum(CHANNEL_TYPES),
    address: z.string(),
    displayName: z.string().nullable(),
    language: z.enum(LANGUAGES).nullable(),
    optedOut: z.boolean(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    beneficiary: beneficiarySchema.nullable(),
    conversations: z
      .array(
        z.object({
          id: z.uuid(),
          reference: z.string(),
          channel: z.enum(CHANNEL_TYPES),
          status: z.enum(['open', 'closed']),
          subject: z.string().nullable(),
          lastMessageAt: z.iso.datetime(),
          preview: z.string(),
        }),
      )
      .meta({ description: 'The newest ones' }),
  })
  .meta({ id: 'ContactPointDetail' });
export type ContactPointDetail = z.infer<typeof contactPointDetailSchema>;

export const foundContactPointSchema = z
  .object({
    id: z.uuid(),
    channel: z.enum(CHANNEL_TYPES),
    address: z.string(),
    name: z.string().nullable(),
    phone: z.string().nullable(),
    lastConversation: z
      .object({ id: z.uuid(), reference: z.string(), lastMessageAt: z.iso.datetime() })
      .nullable(),
  })
  .meta({ id: 'FoundContactPoint' });
export type FoundContactPoint = z.infer<typeof foundContactPointSchema>;
export const foundContactPointsSchema = z.object({ data: z.array(foundContactPointSchema) });

export const changeContactPointBody = z
  .strictObject({
    displayName: z.string().trim().min(1, 'must not be empty').max(200).nullable(),
    language: z.enum(LANGUAGES).nullable(),
  })
  .partial()
  .refine((body) => Object.keys(body).length > 0, { error: 'must change at least one field' });
export type ChangeContactPointBody = z.infer<typeof changeContactPointBody>;

const person = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(200),
  note: z.string().trim().max(5000).optional(),
  nationalId: nationalId.nullish(),
});

/** An existing person, the particulars of this or a new one, or nobody. */
export const beneficiaryBody = z.union([z.strictObject({ beneficiaryId: z.uuid() }), person]).nullable();
export type BeneficiaryBody = z.infer<typeof beneficiaryBody>;
export type Particulars = z.infer<typeof person>;

export const beneficiaryListQuery = z.object({
  q: z
    .string()
    .trim()
    .min(2, 'must be at least 2 characters long')
    .max(200)
    .meta({ description: 'Part of a name, or a whole ID number' }),
});

export const idParam = z.uuid('must be an id');
