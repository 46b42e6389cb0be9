import { z } from 'zod';
import { pageQuery } from '../../platform/http/cursor.js';

export const handOverQuery = z.object({ ...pageQuery(100, 200) });
export type HandOverQuery = z.output<typeof handOverQuery>;

export const HAND_OVER_OUTCOMES = ['told', 'not_found', 'refused', 'moved'] as const;

const time = z.iso.datetime({ offset: true });

/** What came of it, as the representative wrote it down, perhaps days ago and without a network. */
export const handOverReport = z.object({
  id: z.uuid().meta({ description: 'Made on the phone: the same report sent twice is one report' }),
  outcome: z.enum(HAND_OVER_OUTCOMES),
  note: z
    .string()
    .trim()
    .max(2_000)
    .transform((text) => text.replaceAll('\0', ''))
    .default(''),
  /** Hashes of a signature or a photograph, sent ahead. */
  photos: z
    .array(z.string().regex(/^[0-9a-f]{64}$/))
    .max(5)
    .default([]),
  insists: z
    .boolean()
    .default(false)
    .meta({ description: 'The representative has seen that somebody else ended it, and stands by this' }),
  at: time,
  sentAt: time,
});
export type HandOverReport = z.output<typeof handOverReport>;

export const reassignBody = z.object({
  staffId: z.uuid(),
  everyone: z
    .boolean()
    .default(false)
    .meta({ description: 'Also all other people of the representative, who leaves' }),
});
export type Reassignment = z.output<typeof reassignBody>;
