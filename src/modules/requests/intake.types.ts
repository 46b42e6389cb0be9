import type { Application } from '../../channels/core/channel-adapter.js';
import type { Field } from './request-types.schemas.js';

/** The type of request that a single need on a form stands for; several needs, or any other, are a general request. */
const TYPE_OF_NEED: Readonly<Record<string, string>> = {
  rent: 'rent',
  bills: 'bills',
  medical: 'medical',
  furniture: 'furniture',
  orphan: 'orphan',
};
export const GENERAL = 'general';

/** @returns the slug of a request type */
export function typeFor(needs: readonly string[]): string {
  const [only] = needs;
  return (needs.length === 1 && only && TYPE_OF_NEED[only]) || GENERAL;
}

/** Halalas in a riyal. */
const HALALAS = 100;

/** What a form has told already, as answers to the fields of a type that ask for it; the others stay to be asked. */
export function answersTo(fields: readonly Field[], application: Application): Record<string, unknown> {
  const told: Record<string, unknown> = {
    need: application.story || null,
    income: application.monthlyIncome === null ? null : application.monthlyIncome * HALALAS,
    household_size: application.householdSize,
  };
  return Object.fromEntries(
    fields.flatMap(({ key, kind, maxLength }) => {
      const value = told[key] ?? null;
      if (value === null) return [];
      // The message has every word; the field as many as it takes.
      return [[key, kind === 'text' && maxLength ? String(value).slice(0, maxLength) : value]];
    }),
  );
}
