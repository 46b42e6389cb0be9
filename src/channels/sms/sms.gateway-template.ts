import { fold } from '../../platform/i18n/fold.js';
import { normalisePhone } from '../../platform/i18n/phone.js';

/** What a template can name. */
export const PLACEHOLDERS = ['to', 'text', 'sender', 'messageId', 'user', 'secret'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];
export type Facts = Readonly<Record<Placeholder, string>>;
export type NumberFormat = 'plus' | 'international' | 'local';

const PLACE = /\{([A-Za-z]+)\}/g;

/** Names in a template that no fact has. */
export function unknownPlaceholders(template: string): string[] {
  const known = new Set<string>(PLACEHOLDERS);
  return [...template.matchAll(PLACE)].map(([, name]) => name!).filter((name) => !known.has(name));
}

/** Lines of "name=value". */
export function pairsOf(lines: string, separator: '=' | ':'): [string, string][] {
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const at = line.indexOf(separator);
      return at < 1 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    });
}

/** A form or a query: what is filled in is encoded as a value, and so cannot become another field. */
export function filledForm(template: string, facts: Facts): string {
  return new URLSearchParams(
    pairsOf(template, '=').map(([name, value]): [string, string] => [name, filled(value, facts)]),
  ).toString();
}

/**
 * A JSON document: it is read first and filled in after, inside its strings, so a quotation mark in a message is a
 * character and nothing else.
 * @throws SyntaxError when the template is no JSON
 */
export function filledJson(template: string, facts: Facts): string {
  return JSON.stringify(filledValue(JSON.parse(template), facts));
}

/** A header's value; what cannot stand in a header is left out. */
export function filledHeader(template: string, facts: Facts): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not stand there
  return filled(template, facts).replace(/[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/g, '');
}

/**
 * A number in E.164 as the provider wants it. `local` is the way people in Saudi Arabia write it, 05…; numbers of
 * other countries keep their country code.
 */
export function formattedNumber(e164: string, format: NumberFormat): string {
  if (!/^\+\d+$/.test(e164)) return e164;
  if (format === 'plus') return e164;
  if (format === 'local' && e164.startsWith('+966')) return `0${e164.slice(4)}`;
  return e164.slice(1);
}

/** Whatever way a provider writes a number, as the hub knows it; names and short codes as they are. */
export function addressOf(written: string): string {
  const text = fold(written).trim();
  if (/\p{L}/u.test(text) || /^\d{1,8}$/.test(text)) return written.trim();
  return normalisePhone(/^(00|\+)/.test(text) || /^0?5\d{8}$/.test(text) ? text : `+${text}`) ?? text;
}

/** The value at a path like `data.messages.0.id`; undefined where there is none. */
export function valueAt(document: unknown, path: string): unknown {
  return path
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .filter((part) => part !== '')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? (value as Record<string, unknown>)[part]
          : undefined,
      document,
    );
}

/** The same as text, null where there is none. */
export function textAt(document: unknown, path: string | undefined): string | null {
  if (!path) return null;
  const value = valueAt(document, path);
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
    ? String(value)
    : null;
}

function filled(template: string, facts: Facts): string {
  // In one go: a placeholder that stands in somebody's message stays what they wrote.
  return template.replace(PLACE, (place, name: string) =>
    Object.hasOwn(facts, name) ? facts[name as Placeholder] : place,
  );
}

function filledValue(value: unknown, facts: Facts): unknown {
  if (typeof value === 'string') return filled(value, facts);
  if (Array.isArray(value)) return value.map((each) => filledValue(each, facts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, filledValue(each, facts)]));
}
