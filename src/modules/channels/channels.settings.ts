import { type AccountField, type AccountForm, fieldsOf } from '../../channels/core/account-forms.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { fieldErrors } from '../../platform/http/validation.js';
import type { SettingView } from './channels.schemas.js';

/** What somebody has entered, as it is kept. */
export type Values = Record<string, string | boolean>;
export type EnteredValues = Readonly<Record<string, string | boolean | null>>;

/** A secret at least this long may show its end, so that two can be told apart. */
const LONG_SECRET = 16;

/**
 * What is to be kept after a change: what was there, what is new, and nothing that is empty.
 * @throws InvalidRequestError naming the fields at fault
 */
export function merged(form: AccountForm, before: Values, entered: EnteredValues): Values {
  const fields = fieldsOf(form);
  const after: Values = { ...before };
  for (const [name, value] of Object.entries(entered)) {
    const kept = tidy(value, fields.find((field) => field.name === name)?.kind);
    if (kept === null) delete after[name];
    else after[name] = kept;
  }
  requireSecretsAnew(fields, before, after, entered);
  const checked = form.schema.strict().safeParse(after);
  if (!checked.success) {
    throw new InvalidRequestError(
      fieldErrors(checked.error.issues).map(({ path, message }) => ({ path: `settings.${path}`, message })),
    );
  }
  return after;
}

/** What may be shown of an account's settings. */
export function shown(form: AccountForm, values: Values): SettingView[] {
  return fieldsOf(form).map(({ name, kind, preset }) => {
    const value = values[name] ?? null;
    if (kind !== 'secret') return { name, value: value ?? preset, set: value !== null, end: null };
    const end = typeof value === 'string' && value.length >= LONG_SECRET ? value.slice(-4) : null;
    return { name, value: null, set: value !== null, end };
  });
}

/** Pasted tokens bring blanks and line ends along. */
function tidy(
  value: string | boolean | null,
  kind: AccountField['kind'] | undefined,
): string | boolean | null {
  if (typeof value !== 'string') return value;
  const text = kind === 'lines' ? value : value.trim();
  return text.trim() === '' ? null : text;
}

/**
 * Where secrets go is changed by who has them: otherwise a saved one could be sent to a server of somebody's choice,
 * and so be seen after all.
 */
function requireSecretsAnew(
  fields: AccountField[],
  before: Values,
  after: Values,
  entered: EnteredValues,
): void {
  const moved = fields.some(
    ({ name, destination, preset }) => destination && (before[name] ?? preset) !== (after[name] ?? preset),
  );
  if (!moved || Object.keys(before).length === 0) return;
  const kept = fields.filter(({ name, kind }) => kind === 'secret' && name in after && !(name in entered));
  if (kept.length === 0) return;
  throw new InvalidRequestError(
    kept.map(({ name }) => ({
      path: `settings.${name}`,
      message: 'must be entered again, because the address it is sent to has changed',
    })),
  );
}
