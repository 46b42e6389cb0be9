import { z } from 'zod';

const words = (most: number) =>
  z.strictObject({
    ar: z.string().trim().min(1, 'must not be empty').max(most),
    en: z.string().trim().min(1, 'must not be empty').max(most),
  });
/** Of a field or a paper, among its own kind; it names the value for good. */
const key = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]{0,39}$/,
    'must be a short name like monthly_rent: small letters, digits, underscores',
  );

export const FIELD_KINDS = ['text', 'number', 'money', 'date', 'choice', 'file', 'person'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

export const fieldSchema = z
  .strictObject({
    key,
    kind: z.enum(FIELD_KINDS).meta({ description: 'money: whole halalas, 100 are one riyal' }),
    label: words(120),
    hint: words(300).optional(),
    required: z.boolean().default(false),
    verify: z
      .boolean()
      .default(false)
      .meta({ description: 'To be held against a document before the study' }),
    options: z
      .array(z.strictObject({ value: key, label: words(120) }))
      .min(1)
      .max(50)
      .optional(),
    multiple: z.boolean().optional().meta({ description: 'Of a choice or a file: several' }),
    min: z.int().optional().meta({ description: 'Of a number or money' }),
    max: z.int().optional(),
    maxLength: z.int().min(1).max(10_000).optional(),
  })
  .refine((field) => (field.kind === 'choice') === (field.options !== undefined), {
    error: 'a choice has options, and nothing else has',
    path: ['options'],
  })
  .refine((field) => unique(field.options?.map(({ value }) => value) ?? []), {
    error: 'must not name a value twice',
    path: ['options'],
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: 'must not be less than min',
    path: ['max'],
  });
export type Field = z.output<typeof fieldSchema>;

export const paperSchema = z.strictObject({
  key,
  label: words(120),
  required: z.boolean().default(true),
  needsExpiry: z
    .boolean()
    .default(false)
    .meta({ description: 'Whoever verifies it says until when it is valid' }),
  validMonths: z
    .int()
    .min(1)
    .max(120)
    .nullable()
    .default(null)
    .meta({ description: 'Valid for so long from the day of issue' }),
});
export type Paper = z.output<typeof paperSchema>;

const definition = {
  name: words(80),
  active: z.boolean().default(true),
  position: z.int().min(0).max(1000).default(0),
  fields: z
    .array(fieldSchema)
    .max(60)
    .refine((fields) => unique(fields.map((field) => field.key)), { error: 'must not name a field twice' }),
  papers: z
    .array(paperSchema)
    .max(40)
    .refine((papers) => unique(papers.map((paper) => paper.key)), { error: 'must not name a paper twice' }),
};
export const newTypeBody = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be a short name like rent'),
  ...definition,
});
export type NewType = z.output<typeof newTypeBody>;
export const typeBody = z.strictObject(definition);
export type TypeBody = z.output<typeof typeBody>;

export const typesQuery = z.object({
  all: z.stringbool().default(false).meta({ description: 'Those that are not offered any more as well' }),
});

export interface RequestTypeView {
  id: string;
  slug: string;
  name: { ar: string; en: string };
  active: boolean;
  position: number;
  version: number;
  fields: Field[];
  papers: Paper[];
}

function unique(keys: string[]): boolean {
  return new Set(keys).size === keys.length;
}
