import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';

export const visitAnswerQuery = z.object({
  ...pageQuery(50, 200),
  due: z.stringbool().default(true).meta({ description: 'false: also those that are to be tried later' }),
});
export type VisitAnswerQuery = z.output<typeof visitAnswerQuery>;

/** A PNG of some hundred kilobytes is a very large signature. */
const MAX_IMAGE = 400_000;

const name = z
  .string()
  .transform((text) => text.replaceAll('\0', '').trim())
  .pipe(z.string().min(1, 'Write down the name.').max(200));

const at = z.iso.datetime({ offset: true }).optional().meta({ description: 'Now when absent' });

const proof = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('signature'),
    signedBy: name,
    image: z
      .base64()
      .min(1)
      .max(MAX_IMAGE)
      .meta({ description: 'What was drawn on the screen: a PNG in base64' }),
  }),
  z.object({
    kind: z.literal('paper'),
    signedBy: name,
    upload: z.uuid().meta({ description: 'The scan of the signed paper' }),
  }),
  z.object({ kind: z.literal('witness'), receivedBy: name, witness: name }),
]);
export type Proof = z.output<typeof proof>;

export const visitOutcomeBody = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('spoken'), at, by: z.uuid().optional() }),
  z.object({ outcome: z.literal('handed_over'), at, proof }),
  z.object({ outcome: z.literal('did_not_come') }),
]);
export type VisitOutcome = z.output<typeof visitOutcomeBody>;
