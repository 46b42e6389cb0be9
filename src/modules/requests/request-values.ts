import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { FieldError } from '../../platform/http/http.errors.js';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { parseNationalId } from '../../platform/identity/national-id.js';
import type { Field } from './request-types.schemas.js';

/** Another person in a request's data, as the row keeps it: the ID number is sealed for the request's id. */
export interface StoredPerson {
  name: string;
  relation?: string;
  phone?: string;
  /** Base64 of `NationalIds.encrypt(number, requestId)`. */
  nationalId?: string;
  /** Hex of the blind index: the same number is the same value, however often it is sealed. */
  nationalIdIndex?: string;
  nationalIdMasked?: string;
}

/** How ID numbers are sealed for one request. */
export interface PersonSeal {
  seal(nationalId: string): string;
  index(nationalId: string): string;
}

export type Values = Record<string, unknown>;

const personSchema = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(200),
  relation: z.string().trim().max(60).nullish(),
  phone: z.string().trim().max(40).nullish(),
  nationalId: z.string().max(50).nullish(),
});

/** "••••••1234". */
export function maskNationalId(digits: string): string {
  return `••••••${digits.slice(-4)}`;
}

/**
 * What a request's data becomes when `given` is written over `before`: null takes a value away. Every mistake is named.
 * Whether required values are there is asked at the submission.
 * @param path where the values stand in what was sent
 */
export function writeValues(
  fields: readonly Field[],
  before: Values,
  given: Values,
  seal: PersonSeal,
  path = 'data',
): { values: Values; errors: FieldError[] } {
  const values = { ...before };
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(given)) {
    const field = fields.find((one) => one.key === key);
    if (!field) {
      errors.push({ path: `${path}.${key}`, message: 'is no field of this type of request' });
    } else if (isEmpty(value)) {
      delete values[key];
    } else {
      const read =
        field.kind === 'person' ? readPerson(value, before[key], seal) : schemaOf(field).safeParse(value);
      if (read.success) values[key] = read.data;
      else errors.push(...errorsOf(read.error, `${path}.${key}`));
    }
  }
  return { values, errors };
}

/** Keys of required fields without a value. */
export function missingValues(fields: readonly Field[], values: Values): string[] {
  return fields.filter((field) => field.required && isEmpty(values[field.key])).map(({ key }) => key);
}

/** What fits another type of the same request: the same key, of the same kind. */
export function keptValues(from: readonly Field[], to: readonly Field[], values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => {
      const [old, next] = [from, to].map((fields) => fields.find((field) => field.key === key));
      if (!old || !next || old.kind !== next.kind) return false;
      return next.kind === 'person' || schemaOf(next).safeParse(value).success;
    }),
  );
}

/** As the API shows them: ID numbers masked. */
export function shownValues(fields: readonly Field[], values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      if (fields.find((field) => field.key === key)?.kind !== 'person') return [key, value];
      const { nationalId: _, nationalIdIndex: __, nationalIdMasked, ...person } = value as StoredPerson;
      return [key, { ...person, ...(nationalIdMasked && { nationalId: nationalIdMasked }) }];
    }),
  );
}

/** Of a value as it is kept, so that a check of it holds for no other value. */
export function valueHash(value: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)) ?? '')
    .digest();
}

function schemaOf(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text': {
      const text = z.string().transform((written) => written.replaceAll('\0', '').trim());
      return text.pipe(z.string().max(field.maxLength ?? 2_000));
    }
    case 'number':
    case 'money':
      return z
        .int()
        .min(field.min ?? (field.kind === 'money' ? 0 : Number.MIN_SAFE_INTEGER))
        .max(field.max ?? Number.MAX_SAFE_INTEGER);
    case 'date':
      return z.iso.date('must be a day like 2026-09-23');
    case 'choice': {
      const one = z.enum((field.options ?? []).map(({ value }) => value));
      return field.multiple ? z.array(one).max(50).transform(unique) : one;
    }
    case 'file':
      return z
        .array(z.uuid())
        .max(field.multiple ? 20 : 1)
        .transform(unique);
    case 'person':
      return personSchema;
  }
}

/** An ID number that is left out, or comes back masked, stays as it was. */
function readPerson(
  value: unknown,
  before: unknown,
  seal: PersonSeal,
): { success: true; data: StoredPerson } | { success: false; error: z.ZodError } {
  const old = (before ?? {}) as Partial<StoredPerson>;
  const read = personSchema
    .transform((person, context) => {
      const kept = person.nationalId === undefined || (person.nationalId ?? '').startsWith('•');
      const digits = person.nationalId && !kept ? parseNationalId(person.nationalId) : null;
      if (person.nationalId && !kept && !digits) {
        context.addIssue({
          code: 'custom',
          path: ['nationalId'],
          message: 'must be a Saudi national ID or iqama number',
        });
      }
      return { person, kept, digits };
    })
    .safeParse(value);
  if (!read.success) return read;
  const { person, kept, digits } = read.data;
  const index = digits ? seal.index(digits) : undefined;
  const same = kept || (index !== undefined && index === old.nationalIdIndex);
  return {
    success: true,
    data: {
      name: person.name.replaceAll('\0', ''),
      ...(person.relation && { relation: person.relation.replaceAll('\0', '') }),
      ...(person.phone && { phone: normalisePhone(person.phone) ?? person.phone.replaceAll('\0', '') }),
      ...(same && old.nationalId
        ? {
            nationalId: old.nationalId,
            nationalIdIndex: old.nationalIdIndex!,
            nationalIdMasked: old.nationalIdMasked!,
          }
        : digits && {
            nationalId: seal.seal(digits),
            nationalIdIndex: index!,
            nationalIdMasked: maskNationalId(digits),
          }),
    },
  };
}

function errorsOf(error: z.ZodError, path: string): FieldError[] {
  return error.issues.map((issue) => ({
    path: [path, ...issue.path.map(String)].join('.'),
    message: issue.message,
  }));
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  );
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
