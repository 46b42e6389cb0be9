import { z } from 'zod';
import { fold } from '../../platform/i18n/fold.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { LANGUAGES } from '../../platform/i18n/translate.js';
import { parseNationalId } from '../../platform/identity/national-id.js';
import type { ChannelType } from '../core/channel-adapter.js';

/** The two forms, by the word in their address, and the channel that each is. */
export const FORMS = { help: 'help_request', volunteer: 'volunteering' } as const satisfies Record<
  string,
  ChannelType
>;
export type FormName = keyof typeof FORMS;

/** Ways to be answered that a form can offer. */
export const ANSWER_CHANNELS = ['sms', 'whatsapp', 'phone', 'email'] as const;
export type AnswerChannel = (typeof ANSWER_CHANNELS)[number];

export const NEEDS = [
  'rent',
  'bills',
  'food',
  'medical',
  'furniture',
  'education',
  'debts',
  'orphan',
  'other',
] as const;
export const SKILLS = [
  'visits',
  'teaching',
  'medical',
  'driving',
  'events',
  'media',
  'technical',
  'office',
  'other',
] as const;
export const TIMES = ['weekday_mornings', 'weekday_evenings', 'weekends'] as const;
export const RELATIONS = ['family', 'neighbour', 'friend', 'imam', 'other'] as const;

export const MAX_WORDS = 4_000;
export const MAX_FILES = 6;
const MAX_INCOME = 1_000_000;

/** Neither NUL nor what turns text round: nobody means them, and they hide things. */
const words = (max: number, least: string) =>
  z
    .string({ error: least })
    .transform((text) => text.replace(/[\0\p{Bidi_Control}]/gu, '').trim())
    .pipe(z.string().min(1, least).max(max, 'forms.field.too_long'));
const line = (max: number, least = 'forms.field.invalid') =>
  words(max, least).transform((text) => text.replace(/\s+/g, ' '));

const phone = z
  .string({ error: 'forms.field.phone' })
  .max(40, 'forms.field.phone')
  .transform((typed, context) => {
    const number = normalisePhone(typed);
    if (number) return number;
    context.addIssue({ code: 'custom', message: 'forms.field.phone' });
    return z.NEVER;
  });

const email = z
  .string({ error: 'forms.field.email' })
  .trim()
  .toLowerCase()
  .max(254, 'forms.field.email')
  .pipe(z.email('forms.field.email'));

const nationalId = z.string().transform((typed, context) => {
  const digits = parseNationalId(typed);
  if (digits) return digits;
  context.addIssue({ code: 'custom', message: 'forms.field.national_id' });
  return z.NEVER;
});

/** Digits of any kind that people type. */
const number = (least: number, most: number, error: string) =>
  z.preprocess(
    (typed) => (typeof typed === 'string' ? fold(typed).trim() : typed),
    z.coerce.number(error).int(error).min(least, error).max(most, error),
  );

/** A page sends what is left empty as ''. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === null ? undefined : value), schema.optional());

const several = <const T extends readonly [string, ...string[]]>(values: T, least: string) =>
  z
    .array(z.enum(values, 'forms.field.choose'), least)
    .min(1, least)
    .max(values.length)
    .transform((chosen) => values.filter((value) => chosen.includes(value as never)));

const person = {
  id: z.uuid().toLowerCase().meta({ description: 'Made by the page: the same form sent twice is one' }),
  language: z.enum(LANGUAGES).default('ar'),
  name: line(100, 'forms.field.name'),
  answerBy: z.enum(ANSWER_CHANNELS, 'forms.field.answer_by'),
  phone: optional(phone),
  email: optional(email),
  city: optional(line(100)),
  files: z.array(z.uuid().toLowerCase()).max(MAX_FILES, 'forms.field.files').default([]),
  consent: z.literal(true, 'forms.field.consent'),
  /** An earlier form of the same person that this one adds to. */
  follows: z.uuid().toLowerCase().optional(),
};

type Reached = { answerBy: AnswerChannel; phone?: string | undefined; email?: string | undefined };

/** The way to be answered needs its address. */
function reachable(form: Reached, context: z.RefinementCtx): void {
  const field = form.answerBy === 'email' ? 'email' : 'phone';
  if (form[field]) return;
  context.addIssue({ code: 'custom', message: `forms.field.${field}_needed`, path: [field] });
}

export const helpForm = z
  .object({
    ...person,
    for: z.enum(['self', 'other'], 'forms.field.choose').default('self'),
    relation: optional(z.enum(RELATIONS, 'forms.field.choose')),
    personName: optional(line(100)),
    nationalId: optional(nationalId),
    household: optional(number(1, 40, 'forms.field.number')),
    /** Of the whole household, in riyals a month. */
    income: optional(number(0, MAX_INCOME, 'forms.field.number')),
    needs: several(NEEDS, 'forms.field.needs'),
    text: words(MAX_WORDS, 'forms.field.text'),
  })
  .superRefine(reachable);
export type HelpForm = z.output<typeof helpForm>;

export const volunteerForm = z
  .object({
    ...person,
    age: optional(number(15, 99, 'forms.field.age')),
    skills: several(SKILLS, 'forms.field.skills'),
    times: several(TIMES, 'forms.field.times'),
    text: words(MAX_WORDS, 'forms.field.text_volunteer'),
  })
  .superRefine(reachable);
export type VolunteerForm = z.output<typeof volunteerForm>;

/** The address on the channel that the person chose. */
export function addressOf(form: Reached): string {
  return (form.answerBy === 'email' ? form.email : form.phone) as string;
}
