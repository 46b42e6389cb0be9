import { z } from 'zod';

export const attestedRequestId = z.uuid();
export const attestationId = z.uuid();

export const ATTESTATION_METHODS = ['signature', 'code', 'mark', 'scan'] as const;
export type AttestationMethod = (typeof ATTESTATION_METHODS)[number];

/** A PNG of some hundred kilobytes is a very large signature. */
const MAX_IMAGE = 400_000;

const name = z
  .string()
  .transform((text) => text.replaceAll('\0', '').trim())
  .pipe(z.string().min(1, 'Write down the name.').max(200));
const image = z.base64().min(1).max(MAX_IMAGE).meta({ description: 'What was drawn: a PNG in base64' });
const upload = z.uuid().meta({ description: 'The scan of the signed paper, or a photograph of the mark' });

const common = {
  revision: z.int().min(1).meta({ description: 'What the form showed; another one is answered with 409' }),
  sha256: z
    .hash('sha256')
    .optional()
    .meta({ description: 'What the form showed: exactly this is signed, or nothing' }),
  signerName: name,
  witnessId: z.uuid().optional().meta({ description: 'A colleague' }),
  witnessName: name.optional().meta({ description: 'Somebody else' }),
  replaces: z.uuid().optional().meta({ description: 'The attestation in force, which this one ends' }),
};

export const attestationBody = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('signature'), ...common, image }),
  z.strictObject({ method: z.literal('code'), ...common, code: z.string().min(4).max(30) }),
  z
    .strictObject({
      method: z.literal('mark'),
      ...common,
      image: image.optional(),
      upload: upload.optional(),
    })
    .refine((mark) => (mark.image === undefined) !== (mark.upload === undefined), {
      error: 'Either drawn, or photographed.',
      path: ['image'],
    }),
  z.strictObject({ method: z.literal('scan'), ...common, upload }),
]);
export type NewAttestation = z.output<typeof attestationBody>;

export const attestationCodeBody = z.strictObject({
  contactPointId: z
    .uuid()
    .optional()
    .meta({ description: 'One that the form names; the one the person came by when left out' }),
});

/** One attestation as the API shows it: what was signed is in its PDF. */
export interface AttestationView {
  id: string;
  method: AttestationMethod;
  signerName: string;
  /** A colleague has an id; somebody else is only a name. */
  witness: { id: string | null; name: string } | null;
  /** The colleague who took it; null when the person did it alone. */
  recordedBy: { id: string; name: string } | null;
  signedAt: Date;
  revision: number;
  language: 'ar' | 'en';
  declarationVersion: string;
  /** In hex. */
  sha256: string;
  voidedAt: Date | null;
  /** `data_changed`: what was signed is not what the request says now; `replaced`: a later one took its place. */
  voidReason: string | null;
}
