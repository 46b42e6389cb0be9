import { z } from 'zod';
import { addressSchema } from './letter.address.js';

/** Longest transcription, in UTF-16 units: a dozen pages by hand. */
const MAX_TEXT = 20_000;
/** Files of one letter, each a page or a document of several. */
export const MAX_SCANS = 40;

/** PostgreSQL refuses NUL, and nobody can see it. */
const words = (most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replaceAll('\0', '').trim());
const day = z.iso.date('must be a day like 2026-09-23');
const language = z.enum(['ar', 'en']);

/** What the one who opens the post writes down. */
export const letterBody = z
  .object({
    id: z.uuid().meta({ description: 'Made by the page: the same letter sent twice is one letter' }),
    scans: z
      .array(z.uuid())
      .max(MAX_SCANS)
      .refine((ids) => new Set(ids).size === ids.length, { error: 'Each scan stands once.' })
      .default([])
      .meta({ description: 'Ids from POST /uploads, in the order of the pages: PDF, JPEG, PNG or HEIC' }),
    sender: z.object({ name: words(200).pipe(z.string().min(1)), address: addressSchema }),
    postalReference: words(60).optional(),
    writtenOn: day.optional().meta({ description: 'The date on the letter' }),
    receivedOn: day,
    text: words(MAX_TEXT).default('').meta({ description: 'What it says: in full or in short' }),
    language: language.optional(),
  })
  .refine((letter) => letter.scans.length > 0 || letter.text !== '', {
    error: 'Add a scan, or write down what the letter says.',
    path: ['scans'],
  })
  .refine((letter) => !letter.writtenOn || letter.writtenOn <= letter.receivedOn, {
    error: 'A letter is not received before it is written.',
    path: ['writtenOn'],
  });
export type LetterBody = z.output<typeof letterBody>;

/** A scan, kept before the letter is journalled. */
const scan = z.object({
  key: z.string().min(1),
  fileName: z.string(),
  contentType: z.string(),
  size: z.int().nonnegative(),
  pages: z.int().positive(),
});
export type Scan = z.output<typeof scan>;

/** As it is journalled: the sender's address as the contact point has it, and who wrote it down. */
export const loggedLetter = z.object({
  address: z.string().min(1),
  name: z.string().min(1),
  /** Where they live, in one line. */
  place: z.string(),
  scans: z.array(scan),
  postalReference: z.string().nullable(),
  writtenOn: day.nullable(),
  receivedOn: day,
  text: z.string(),
  language: language.nullable(),
  loggedBy: z.uuid(),
});
export type LoggedLetter = z.output<typeof loggedLetter>;

export const sendersQuery = z.object({ q: z.string().trim().min(2).max(200) });
