import { gregorianDay } from '../../lib/dates';
import type { Language } from '../../lib/schemas';
import { riyals } from '../requests/money';
import type { Dossier } from './schemas';

/** What the person answered, in words; empty when they did not. */
export function shownAnswer(
  { kind, value, options }: Dossier['answers'][number],
  language: Language,
): string {
  if (value === null || value === undefined) return '';
  if (kind === 'money') return riyals(Number(value), language);
  if (kind === 'date') return gregorianDay(String(value), language);
  if (kind === 'person') {
    const { name, relation } = value as { name: string; relation: string | null };
    return relation ? `${name} · ${relation}` : name;
  }
  // Files of an answer stand with the papers.
  if (kind === 'file') return String((value as unknown[]).length);
  const values = Array.isArray(value) ? value : [value];
  return values
    .map((one) => options.find((option) => option.value === one)?.label[language] ?? String(one))
    .join(' · ');
}
