import { z } from 'zod';
import { parseNationalId } from '../../platform/identity/national-id.js';

const MAX_WORDS = 10_000;
const MAX_ANSWER = 5_000;
const MINUTES_OF_A_DAY = 1_440;

/** PostgreSQL refuses NUL, and nobody can see it. */
const line = (most: number) =>
  z
    .string()
    .transform((text) => text.replaceAll('\0', '').trim())
    .pipe(z.string().max(most));
const name = line(200).pipe(z.string().min(1));

const nationalId = z
  .string()
  .max(50)
  .transform((text, context) => {
    const digits = parseNationalId(text);
    if (digits) return digits;
    const message = 'This is no national ID or iqama number: compare its ten digits with the document.';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

/** Where a visitor is known: a number that was picked, or the id that somebody without one was given. */
export const visitorAddress = z
  .string()
  .regex(/^(\+\d{6,15}|visitor:[0-9a-f-]{36})$/, 'Take the address from the person who was found.');

/** Papers that people bring; `other` says which in its title. */
export const DOCUMENTS = [
  'national_id',
  'iqama',
  'family_record',
  'birth_certificate',
  'death_certificate',
  'divorce_deed',
  'income_statement',
  'bank_statement',
  'rent_contract',
  'medical_report',
  'other',
] as const;

const day = z.iso.date();

const seenDocument = z
  .object({
    type: z.enum(DOCUMENTS),
    title: name.optional(),
    validUntil: day.optional().meta({ description: 'Absent when nothing is written on it' }),
  })
  .refine(({ type, title }) => type !== 'other' || title, {
    error: 'Say what paper it is.',
    path: ['title'],
  });

const place = z.enum(['office', 'home', 'branch']);
const wordsKind = z.enum(['verbatim', 'summary']);
const consentHow = z.enum(['spoken', 'written']);
const relation = z.enum(['self', 'relative', 'neighbour', 'other']);
const language = z.enum(['ar', 'en']);
const moment = z.iso.datetime({ offset: true });

const consent = z.object({
  record: z.boolean().meta({ description: 'That their own words are written down' }),
  contact: z.boolean().meta({ description: 'That we get in touch with them about it' }),
  how: consentHow.default('spoken'),
});

const forWhom = z.object({
  relation,
  name: name.optional(),
  kinship: name.optional().meta({ description: 'What they are to each other: "her mother"' }),
});

/** What whoever received the visitor writes down. */
export const visitBody = z
  .object({
    id: z.uuid().meta({ description: 'Made by the page: the same visit sent twice is one visit' }),
    visitor: z
      .object({
        address: visitorAddress
          .optional()
          .meta({ description: 'Of the person who was found, so that this visit joins the ones before' }),
        name: name.optional(),
        phone: z.string().trim().min(3).max(40).optional(),
        nationalId: nationalId.optional(),
      })
      .refine((visitor) => visitor.name ?? visitor.phone ?? visitor.address, {
        error: 'Write down at least a name or a telephone number.',
        path: ['name'],
      })
      .refine((visitor) => !visitor.nationalId || visitor.name, {
        error: 'Write down the name as the identity document has it.',
        path: ['name'],
      }),
    receivedBy: z.uuid().optional().meta({ description: 'Yourself when absent' }),
    forWhom: forWhom.default({ relation: 'self' }).refine((on) => on.relation === 'self' || on.name, {
      error: 'Say for whom they came.',
      path: ['name'],
    }),
    place: place.default('office'),
    placeName: name.optional().meta({ description: 'Which branch, which quarter' }),
    at: moment.meta({ description: 'When the visit began' }),
    minutes: z.int().min(0).max(MINUTES_OF_A_DAY).optional(),
    words: z.object({
      kind: wordsKind.default('summary'),
      text: line(MAX_WORDS).pipe(z.string().min(1, 'Say in a few words what the person wanted.')),
    }),
    consent,
    documents: z.array(seenDocument).max(20).default([]),
    attachments: z.array(z.uuid()).max(10).default([]),
    language: language.optional(),
    answer: line(MAX_ANSWER)
      .pipe(z.string().min(1))
      .optional()
      .meta({ description: 'What the visitor was told there and then; it counts as delivered' }),
  })
  .refine((visit) => visit.words.kind === 'summary' || visit.consent.record, {
    error: 'Their own words are written down only with their consent: sum them up, or ask.',
    path: ['words', 'kind'],
  })
  .refine(
    ({ documents }) => {
      const types = documents.map(({ type }) => type).filter((type) => type !== 'other');
      return new Set(types).size === types.length;
    },
    { error: 'Each kind of document once; others by their title.', path: ['documents'] },
  );
export type Visit = z.output<typeof visitBody>;

/** As it is journalled: the address decided, names looked up, and the ID number sealed. */
export const loggedVisit = z.object({
  id: z.uuid(),
  visitor: z.object({
    address: visitorAddress,
    name: z.string().nullable(),
    phone: z.string().nullable(),
    /** AES-256-GCM in base64, bound to the visit. */
    sealedId: z.base64().nullable(),
  }),
  receivedBy: z.object({ id: z.uuid(), name: z.string() }),
  loggedBy: z.uuid(),
  forWhom,
  place,
  placeName: z.string().nullable(),
  at: moment,
  minutes: z.int().nullable(),
  words: z.object({ kind: wordsKind, text: z.string() }),
  consent: z.object({ record: z.boolean(), contact: z.boolean(), how: consentHow }),
  documents: z.array(
    z.object({ type: z.enum(DOCUMENTS), title: z.string().optional(), validUntil: day.optional() }),
  ),
  files: z.array(
    z.object({ fileName: z.string(), contentType: z.string(), size: z.int(), key: z.string().min(1) }),
  ),
  language: language.nullable(),
  answer: z.string().nullable(),
});
export type LoggedVisit = z.output<typeof loggedVisit>;
