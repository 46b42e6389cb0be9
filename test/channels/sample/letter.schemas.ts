import { z } from 'zod';

/** PostgreSQL refuses NUL, and nobody can see it. */
const words = z.string().transform((text) => text.replaceAll('\0', ''));
const id = z.string().regex(/^[\w-]{1,64}$/);

/** What the post office tells us: a letter for us has been read, or how far one of ours has come. */
export const letterEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('letter'),
    id,
    from: z.object({ box: id, name: words.nullable() }),
    text: words,
    writtenAt: z.iso.datetime(),
  }),
  z.object({
    type: z.literal('progress'),
    /** Our own message id, which the post office knows the letter by. */
    letter: z.uuid(),
    step: z.string(),
    reason: z.string().optional(),
  }),
]);
export type LetterEvent = z.infer<typeof letterEventSchema>;

/** The variables of the environment. In the hub they stand in `platform/config/config.ts` with all others. */
export const letterEnvironment = z.object({
  LETTER_API_URL: z.url().optional(),
  LETTER_TOKEN: z.string().min(16).optional(),
});
