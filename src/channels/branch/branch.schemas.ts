import { z } from 'zod';
import { fold } from '../../platform/i18n/fold.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { parseNationalId } from '../../platform/identity/national-id.js';

const MAX_TEXT = 5_000;
export const MAX_PHOTO_BYTES = 4 * 1024 * 1024;

/** What a person can be in need of, to be ticked with one thumb. */
export const NEEDS = [
  'rent',
  'food',
  'bills',
  'medical',
  'education',
  'furniture',
  'repairs',
  'other',
] as const;

export const itemId = z.uuid();
const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .transform((text) => text.replaceAll('\0', ''));
const time = z.iso.datetime({ offset: true });

/** SHA-256 in hex, by which the phone and the hub mean the same photograph. */
export const photoHash = z.string().regex(/^[0-9a-f]{64}$/);
export const missingBody = z.object({ hashes: z.array(photoHash).max(200) });

const name = words(200).pipe(z.string().min(1, 'must not be empty'));
/** As people say it; a number that is none is kept as it was written. */
const phone = words(40)
  .transform((text) => (text === '' ? null : (normalisePhone(text) ?? text)))
  .nullable();

/** Empty when it was not asked. A number that is none is refused: the representative has the card in the hand. */
const nationalId = z
  .string()
  .max(40)
  .transform((typed, context) => {
    if (typed.trim() === '') return null;
    const digits = parseNationalId(typed);
    if (digits) return digits;
    context.addIssue({ code: 'custom', message: 'must be a national ID or iqama of ten digits' });
    return z.NEVER;
  })
  .nullable();
const MAX_HOUSEHOLD = 40;
const MAX_INCOME = 1_000_000;
const digits = (least: number, most: number) =>
  z.preprocess(
    (typed) => (typeof typed === 'string' ? fold(typed).trim() || null : typed),
    z.coerce.number().int().min(least).max(most).nullable(),
  );

/** What a representative took down from somebody. */
export const intakeBody = z
  .object({
    kind: z.enum(['message', 'help_request']),
    /** Who it was: the id is made on the phone, and stays theirs. */
    person: z.object({ id: z.uuid(), name, phone, isNew: z.boolean() }),
    text: words(MAX_TEXT),
    needs: z.array(z.enum(NEEDS)).max(NEEDS.length).default([]),
    nationalId: nationalId.default(null),
    householdSize: digits(1, MAX_HOUSEHOLD).default(null),
    /** Of the household, in riyals a month. */
    monthlyIncome: digits(0, MAX_INCOME).default(null),
    city: words(100).default(''),
    photos: z.array(photoHash).max(10).default([]),
    /** The number on the paper that the person was given. */
    receipt: z.string().regex(/^\d{2,7}-\d{5,8}$/),
    /** By the phone's clock, which may be wrong: when it was written, and when it is sent. */
    at: time,
    sentAt: time,
  })
  .refine((intake) => intake.text !== '' || intake.needs.length > 0 || intake.photos.length > 0, {
    error: 'Say what it is about: words, a need or a photograph.',
    path: ['text'],
  });
export type Intake = z.output<typeof intakeBody>;

/** A person's details changed on the phone, and what they were when it began. */
export const personEditBody = z.object({
  id: itemId,
  name,
  phone,
  base: z.object({ name: words(200).nullable(), phone }),
});
export type PersonEdit = z.output<typeof personEditBody>;

export const storedPhoto = z.object({
  key: z.string(),
  contentType: z.string(),
  size: z.int(),
});
export type StoredPhoto = z.output<typeof storedPhoto>;

/** As it is journalled: with its photographs' place, and whose phone it was. */
export const journalledIntake = z.object({
  kind: z.enum(['message', 'help_request']),
  person: z.object({ id: z.string(), name: z.string(), phone: z.string().nullable(), isNew: z.boolean() }),
  text: z.string(),
  needs: z.array(z.enum(NEEDS)),
  /** Sealed for the intake's id. Phones of before did not ask for what follows. */
  nationalId: z.string().nullable().default(null),
  householdSize: z.int().nullable().default(null),
  monthlyIncome: z.int().nullable().default(null),
  city: z.string().default(''),
  photos: z.array(storedPhoto),
  receipt: z.string(),
  at: time,
  sentAt: time,
  representative: z.object({ id: z.string(), name: z.string(), branch: z.string().nullable() }),
  deviceId: z.string(),
});
export type JournalledIntake = z.output<typeof journalledIntake>;
