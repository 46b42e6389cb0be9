import type { AccountField, AccountSetting } from '../../../lib/schemas';

/** What stands in a form, by field. */
export type Draft = Readonly<Record<string, string | boolean>>;

/** A form as it opens: what is saved, else what a preset or the provider proposes. Secrets are never there. */
export function opened(
  fields: AccountField[],
  saved: AccountSetting[],
  preset: Readonly<Record<string, string | boolean>> = {},
): Draft {
  const known = new Map(saved.map(({ name, value }) => [name, value]));
  return Object.fromEntries(
    fields.map(({ name, kind, preset: usual }) => [
      name,
      known.get(name) ?? preset[name] ?? usual ?? (kind === 'switch' ? false : ''),
    ]),
  );
}

/** Names of fields that must be filled in and are not. A secret that is saved may stay empty. */
export function missing(fields: AccountField[], draft: Draft, saved: AccountSetting[]): string[] {
  const set = new Set(saved.filter((one) => one.set).map(({ name }) => name));
  return fields
    .filter(({ kind, required }) => required && kind !== 'switch')
    .filter(({ name, kind }) => !(kind === 'secret' && set.has(name)))
    .filter(({ name }) => String(draft[name] ?? '').trim() === '')
    .map(({ name }) => name);
}

/** What has to be told to the API: everything but secrets that nobody has touched. */
export function entered(fields: AccountField[], draft: Draft): Record<string, string | boolean> {
  return Object.fromEntries(
    fields
      .filter(({ name, kind }) => kind !== 'secret' || draft[name] !== '')
      .map(({ name }) => [name, draft[name] ?? '']),
  );
}
