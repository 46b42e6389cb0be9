import { z } from 'zod';
import { LANGUAGES } from '../../platform/i18n/translate.js';
import { ANSWER_CHANNELS } from './forms.fields.js';

const file = z.object({
  /** Key in `FileStorage`. */
  key: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  size: z.int().nonnegative(),
});
export type StoredFile = z.infer<typeof file>;

/**
 * A form as it is journalled: checked, its number normalised, its files stored. The national number is sealed
 * (`NationalIds`, for the form's id): the journal is kept, and nobody needs to read the number there.
 */
export const submission = z.object({
  form: z.enum(['help', 'volunteer']),
  id: z.uuid(),
  language: z.enum(LANGUAGES),
  name: z.string(),
  answerBy: z.enum(ANSWER_CHANNELS),
  address: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  text: z.string(),
  /** Fields of the form in the order to be read, by their names in `message.facts` without the `form.`. */
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  nationalId: z.string().nullable(),
  files: z.array(file),
  follows: z.uuid().nullable(),
  /** Filled in what only a machine sees. */
  suspect: z.boolean(),
  /** The colleague who filled it in for the person. */
  enteredBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
});
export type Submission = z.infer<typeof submission>;
