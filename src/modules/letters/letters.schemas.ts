import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';
import { OPEN_STEPS } from './letters.steps.js';

export const letterId = z.uuid();

/** Letters of one print run. */
const MOST_AT_ONCE = 50;

const line = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll('\0', '').trim());
const day = z.iso.date('must be a day like 2026-09-23');
const from = z
  .enum(OPEN_STEPS)
  .meta({ description: 'Where the page shows it: a colleague may have been quicker' });

export const lettersQuery = z.object({
  ...pageQuery(50, 200),
  step: z.enum(OPEN_STEPS).optional(),
});
export type LettersQuery = z.output<typeof lettersQuery>;

export const printQuery = z.object({
  ids: z
    .string()
    .transform((ids) => ids.split(','))
    .pipe(z.array(z.uuid()).min(1).max(MOST_AT_ONCE))
    .meta({ description: `At most ${MOST_AT_ONCE}, separated by commas, in the order to be printed` }),
});

export const printedBody = z.object({ ids: z.array(z.uuid()).min(1).max(MOST_AT_ONCE) });

export const RETURN_REASONS = ['unknown', 'moved', 'refused', 'unclaimed'] as const;

export const progressBody = z.discriminatedUnion('step', [
  z.object({ step: z.literal('to_print'), from }),
  z.object({ step: z.literal('printed'), from }),
  z.object({
    step: z.literal('dispatched'),
    from,
    carrier: line(60).optional(),
    trackingNumber: line(40)
      .pipe(z.string().regex(/^[\w -]*$/, 'must be letters and digits, as printed on the label'))
      .transform((text) => text.toUpperCase())
      .optional(),
  }),
  z.object({
    step: z.literal('received'),
    from,
    on: day.meta({ description: 'The day of the receipt' }),
    proof: z.uuid().optional().meta({ description: 'An upload of yours: the signed receipt as a scan' }),
  }),
  z.object({ step: z.literal('returned'), from, reason: z.enum(RETURN_REASONS) }),
]);
export type Progress = z.output<typeof progressBody>;
