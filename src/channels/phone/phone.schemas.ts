import { z } from 'zod';

/** Longest summary of a call, in UTF-16 units. */
const MAX_SUMMARY = 5_000;

/** How a call went. A missed one has nothing to sum up: the answer is a call back. */
const direction = z.enum(['answered', 'missed']);

/** What the one who holds the receiver writes down. */
export const callBody = z
  .object({
    id: z.uuid().meta({ description: 'Made by the page: the same call sent twice is one call' }),
    number: z.string().trim().min(3).max(40),
    name: z.string().trim().min(1).max(200).optional(),
    direction: direction.default('answered'),
    at: z.iso.datetime({ offset: true }).meta({ description: 'When the call began' }),
    durationSeconds: z.int().min(0).max(86_400).optional(),
    summary: z.string().trim().max(MAX_SUMMARY).default(''),
    language: z.enum(['ar', 'en']).optional(),
  })
  .refine((call) => call.direction === 'missed' || call.summary !== '', {
    error: 'Say in a few words what the person wanted.',
    path: ['summary'],
  });
export type Call = z.output<typeof callBody>;

/** As it is journalled: the number normalised, and who wrote it down or brought it in. */
export const loggedCall = z.object({
  source: z.enum(['logged', 'import']).default('logged'),
  address: z.string().min(1),
  name: z.string().nullable(),
  direction,
  at: z.iso.datetime({ offset: true }),
  durationSeconds: z.int().nullable(),
  summary: z.string(),
  language: z.enum(['ar', 'en']).nullable(),
  loggedBy: z.uuid(),
  /** Calls that were logged before this was written down have none. */
  loggedByName: z.string().optional(),
});
export type LoggedCall = z.output<typeof loggedCall>;
