import { z } from 'zod';
import { channelType, language, time } from '../../lib/schemas';

const words = z.object({ ar: z.string(), en: z.string() });

export const METHODS = ['signature', 'code', 'mark', 'scan'] as const;
export type Method = (typeof METHODS)[number];

export const attestation = z.object({
  id: z.string(),
  method: z.enum(METHODS),
  signerName: z.string(),
  witness: z.object({ id: z.string().nullable(), name: z.string() }).nullable(),
  recordedBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  signedAt: time,
  revision: z.number(),
  sha256: z.string(),
  voidedAt: time.nullable(),
  voidReason: z.string().nullable(),
});
export type AttestationView = z.infer<typeof attestation>;

const field = z.object({
  key: z.string(),
  kind: z.string(),
  label: words,
  value: z.unknown(),
  chosen: z.array(words).optional(),
  files: z.array(z.object({ name: z.string(), sha256: z.string() })).optional(),
});
export type SignedField = z.infer<typeof field>;

export const signedContent = z.object({
  reference: z.string(),
  type: z.object({ name: words }),
  applicant: z.object({
    name: z.string(),
    nationalId: z.string().nullable(),
    birthDate: z.string().nullable(),
    phone: z.string().nullable(),
    city: z.string().nullable(),
  }),
  contact: z.object({ channel: channelType, address: z.string() }),
  fields: z.array(field),
  household: z.array(
    z.object({
      name: z.string(),
      relation: z.string(),
      birthDate: z.string().nullable(),
      nationalId: z.string().nullable(),
      note: z.string(),
    }),
  ),
});
export type SignedContent = z.infer<typeof signedContent>;

export const codePlace = z.object({
  contactPointId: z.string(),
  channel: channelType,
  address: z.string(),
  refusal: z.string().nullable(),
});
export type CodePlace = z.infer<typeof codePlace>;

export const attestationForm = z.object({
  revision: z.number(),
  sha256: z.string(),
  language,
  open: z.boolean(),
  declaration: z.object({ version: z.string(), text: words }),
  content: signedContent,
  inForce: attestation.nullable(),
  history: z.array(attestation),
  codePlaces: z.array(codePlace),
});
export type AttestationForm = z.infer<typeof attestationForm>;

export const codeSent = z.object({ channel: channelType, address: z.string(), minutes: z.number() });
