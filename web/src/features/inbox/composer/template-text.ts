/** Templates as the officer sees them: which are offered, and what one reads like once it is filled in. */
import type { ChosenTemplate, Language, MessageTemplate } from '../../../lib/schemas';

const PLACE = /\{\{(\d+)\}\}/g;

export type Piece = { at: number; text: string } | { at: number; place: number };

/** The text in pieces, its places apart from its words. What is filled in counts as words. */
export function templatePieces(text: string, variables: readonly string[] = []): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  let words = '';
  const flush = (at: number) => {
    if (words) pieces.push({ at, text: words });
    words = '';
  };
  for (const match of text.matchAll(PLACE)) {
    words += text.slice(from, match.index);
    const value = variables[Number(match[1]) - 1]?.trim();
    if (value) words += value;
    else {
      flush(from);
      pieces.push({ at: match.index, place: Number(match[1]) });
    }
    from = match.index + match[0].length;
  }
  words += text.slice(from);
  flush(text.length);
  return pieces;
}

/** What the person will read. The hub makes it the same way. */
export const fillTemplate = (text: string, variables: readonly string[]): string =>
  text.replace(PLACE, (place, number) => variables[Number(number) - 1]?.trim() || place);

/** As many as the template has places, whatever was kept of an earlier choice. */
export const variablesFor = (template: MessageTemplate, kept: readonly string[] = []): string[] =>
  Array.from({ length: template.variables }, (_, index) => kept[index] ?? '');

export const isFilled = (template: MessageTemplate, variables: readonly string[]): boolean =>
  variables.length === template.variables && variables.every((one) => one.trim() !== '');

export const isSameTemplate = (
  one: Pick<ChosenTemplate, 'name' | 'language'>,
  other: Pick<ChosenTemplate, 'name' | 'language'>,
): boolean => one.name === other.name && one.language === other.language;

/** Differences that nobody who searches cares about: case, marks above letters, the shapes of alef. */
const forSearch = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, '')
    .toLowerCase()
    .replaceAll('_', ' ');

/** The approved ones that match, those in the person's language first. */
export function offeredTemplates(
  templates: readonly MessageTemplate[],
  search: string,
  language: Language,
): MessageTemplate[] {
  const words = forSearch(search).split(/\s+/).filter(Boolean);
  const foreign = (one: MessageTemplate) => (one.language.split(/[_-]/)[0] === language ? 0 : 1);
  return templates
    .filter((one) => one.status === 'approved')
    .filter((one) => {
      const text = forSearch(`${one.name} ${one.text}`);
      return words.every((word) => text.includes(word));
    })
    .sort(
      (a, b) =>
        foreign(a) - foreign(b) || a.name.localeCompare(b.name) || a.language.localeCompare(b.language),
    );
}
