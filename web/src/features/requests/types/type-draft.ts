/** A type of requests while an administrator writes it. Pure. */
import { newKey } from '../../../lib/new-key';
import type { TypeInput } from '../api';
import type { Field, PaperKind, RequestType, Words } from '../schemas';

/** A line of the editor: `id` is the page's own; `fresh` has no values anywhere yet, so that its kind may still change. */
export interface Line<T> {
  id: string;
  fresh: boolean;
  item: T;
}
export interface TypeDraft {
  name: Words;
  active: boolean;
  position: number;
  fields: Line<Field>[];
  papers: Line<PaperKind>[];
}

const NO_WORDS: Words = { ar: '', en: '' };
const line = <T>(item: T, fresh: boolean): Line<T> => ({ id: newKey(), fresh, item });

export const draftOf = (type: RequestType | null): TypeDraft => ({
  name: type?.name ?? NO_WORDS,
  active: type?.active ?? true,
  position: type?.position ?? 0,
  fields: (type?.fields ?? []).map((item) => line(item, false)),
  papers: (type?.papers ?? []).map((item) => line(item, false)),
});
export const newField = (): Line<Field> =>
  line({ key: '', kind: 'text', label: NO_WORDS, required: false, verify: false }, true);
export const newPaper = (): Line<PaperKind> =>
  line({ key: '', label: NO_WORDS, required: true, needsExpiry: false, validMonths: null }, true);

export const replaced = <T>(lines: Line<T>[], id: string, item: T): Line<T>[] =>
  lines.map((one) => (one.id === id ? { ...one, item } : one));
export const without = <T>(lines: Line<T>[], id: string): Line<T>[] => lines.filter((one) => one.id !== id);
/** One place up or down. */
export function moved<T>(lines: Line<T>[], id: string, by: -1 | 1): Line<T>[] {
  const from = lines.findIndex((one) => one.id === id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= lines.length) return lines;
  const rest = lines.toSpliced(from, 1);
  return rest.toSpliced(to, 0, lines[from]!);
}

/** "Monthly rent" is monthly_rent; what has no Latin letters gets a name of its own. */
export function keyOf(words: string, taken: readonly string[], otherwise: string): string {
  const plain = words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[\d_]+|_+$/g, '')
    .slice(0, 36);
  const base = plain || otherwise;
  let key = base;
  for (let next = 2; taken.includes(key); next += 1) key = `${base}_${next}`;
  return key;
}

const isNamed = ({ ar, en }: Words) => Boolean(ar.trim() && en.trim());

export type TypeProblem = 'name' | 'fieldLabel' | 'options' | 'bounds' | 'paperLabel';
/** What is wrong, and in which line. */
export function typeProblems(draft: TypeDraft): { problem: TypeProblem; line: string | null }[] {
  const found: { problem: TypeProblem; line: string | null }[] = [];
  if (!isNamed(draft.name)) found.push({ problem: 'name', line: null });
  for (const { id, item } of draft.fields) {
    const options = item.options ?? [];
    if (!isNamed(item.label)) found.push({ problem: 'fieldLabel', line: id });
    else if (
      item.kind === 'choice' &&
      (options.length === 0 || !options.every(({ label }) => isNamed(label)))
    )
      found.push({ problem: 'options', line: id });
    else if (item.min !== undefined && item.max !== undefined && item.min > item.max)
      found.push({ problem: 'bounds', line: id });
  }
  for (const { id, item } of draft.papers) {
    if (!isNamed(item.label)) found.push({ problem: 'paperLabel', line: id });
  }
  return found;
}

const trimmed = ({ ar, en }: Words): Words => ({ ar: ar.trim(), en: en.trim() });

/** As the hub takes it: every line with a key, and only what its kind has. */
export function inputOf(draft: TypeDraft): TypeInput {
  const keyed = <T extends { key: string; label: Words }>(lines: Line<T>[], otherwise: string): T[] => {
    const taken = lines.map(({ item }) => item.key).filter(Boolean);
    return lines.map(({ item }) => {
      const key = item.key || keyOf(item.label.en, taken, otherwise);
      taken.push(key);
      return { ...item, key, label: trimmed(item.label) };
    });
  };
  return {
    name: trimmed(draft.name),
    active: draft.active,
    position: draft.position,
    fields: keyed(draft.fields, 'field').map(fieldInput),
    papers: keyed(draft.papers, 'paper'),
  };
}

function fieldInput({ hint, options, multiple, min, max, maxLength, ...field }: Field): Field {
  const bounded = field.kind === 'number' || field.kind === 'money';
  const values: string[] = (options ?? []).map(({ value }) => value).filter(Boolean);
  return {
    ...field,
    ...(hint && isNamed(hint) && { hint: trimmed(hint) }),
    ...(field.kind === 'choice' && {
      options: (options ?? []).map((option) => {
        const value = option.value || keyOf(option.label.en, values, 'option');
        values.push(value);
        return { value, label: trimmed(option.label) };
      }),
    }),
    ...((field.kind === 'choice' || field.kind === 'file') && multiple && { multiple }),
    ...(bounded && min !== undefined && { min }),
    ...(bounded && max !== undefined && { max }),
    ...(field.kind === 'text' && maxLength && { maxLength }),
  };
}
