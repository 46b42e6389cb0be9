import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const SOURCES = resolve('web/src');
const SERVER = resolve('src');
/** CLDR's plural categories of each language; a counted text needs all of them. */
const PLURALS = { ar: ['zero', 'one', 'two', 'few', 'many', 'other'], en: ['one', 'other'] } as const;
type Locale = keyof typeof PLURALS;
type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[prefix + key, value] as [string, string]]
      : flatten(value, `${prefix}${key}.`),
  );
}

const catalogue = (locale: Locale) =>
  new Map(flatten(JSON.parse(readFileSync(join(SOURCES, 'locales', `${locale}.json`), 'utf8')) as Tree));

const files = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes('.spec.'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));

const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');

/** `settings.${id}.title` as a pattern; a value at the end may itself be dotted, as an error's code is. */
const patternOf = (template: string) =>
  new RegExp(
    `^${template
      .replaceAll('.', '\\.')
      .replace(/\$\{[^}]*\}$/, '[\\w.]+')
      .replace(/\$\{[^}]*\}/g, '\\w+')}$`,
  );

/** Keys written out, and the patterns of keys that are put together. */
function usedKeys() {
  const exact = new Set<string>();
  const templates = new Set<string>();
  for (const text of files(SOURCES)) {
    // t('a.b'), t(x ? 'a.b' : 'a.c'): every quoted dotted word may be a key; only known families count.
    for (const [, key] of text.matchAll(/'([a-z][A-Za-z]*(?:\.[A-Za-z_]+)+)'/g)) exact.add(key!);
    for (const [, key] of text.matchAll(/`([a-z][A-Za-z]*\.[\w.]*\$\{[^`]+)`/g)) templates.add(key!);
  }
  // Keys of the browser's storage and of the API are dotted too.
  const ofLocales = [...templates].filter((key) => families.has(key.split('.')[0]!) && !key.includes('/'));
  return { exact, patterns: ofLocales.map(patternOf) };
}

const ar = catalogue('ar');
const en = catalogue('en');
const known = new Set([...ar.keys(), ...en.keys()].map(withoutPlural));
const families = new Set([...known].map((key) => key.split('.')[0]!));
const { exact, patterns } = usedKeys();

describe('the locales', () => {
  it('say everything in both languages', () => {
    const singular = (catalogued: Map<string, string>) => new Set([...catalogued.keys()].map(withoutPlural));
    expect([...singular(ar)].filter((key) => !singular(en).has(key))).toEqual([]);
    expect([...singular(en)].filter((key) => !singular(ar).has(key))).toEqual([]);
  });

  it('have words for every key that the pages use', () => {
    // Dotted words of other kinds: permissions, socket events, audit actions. An error's code has its words
    // under `errors`.
    const foreign =
      /^(calls|conversation|conversations|message|contacts|requests|committee|notices|staff|settings|journal|audit)\.(import|read|write|configure|sit|run|approve|reply|take|assign|close|manage|watch|unwatch|changed|stale|added|assigned|taken|referred|handed_back|closed|reopened)$/;
    const missing = [...exact].filter(
      (key) =>
        families.has(key.split('.')[0]!) &&
        !known.has(key) &&
        !known.has(`errors.${key}`) &&
        !foreign.test(key),
    );
    expect(missing).toEqual([]);
    expect(patterns.filter((pattern) => ![...known].some((key) => pattern.test(key)))).toEqual([]);
  });

  it('keep no words that nothing uses', () => {
    const unused = [...known].filter(
      (key) => !exact.has(key.replace(/_to$/, '')) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.keys(PLURALS) as Locale[])('count in all plural forms of %s', (locale) => {
    const texts = locale === 'ar' ? ar : en;
    const counted = new Set([...texts.keys()].filter((key) => withoutPlural(key) !== key).map(withoutPlural));
    const incomplete = [...counted].flatMap((key) =>
      PLURALS[locale].filter((form) => !texts.has(`${key}_${form}`)).map((form) => `${key}_${form}`),
    );
    expect(incomplete).toEqual([]);
  });

  it('name the same values in both languages', () => {
    const values = (text: string) =>
      [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].filter((v) => v !== '{{count}}').sort();
    const differing = [...en]
      .filter(([key]) => ar.has(key))
      .filter(([key, text]) => values(text).join() !== values(ar.get(key)!).join());
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('have words for every error that the hub can answer', () => {
    const codes = new Set(
      files(SERVER).flatMap((text) =>
        [...text.matchAll(/super\('([a-z_]+(?:\.[a-z_]+)*)', [45]\d\d/g)].map(([, code]) => code!),
      ),
    );
    // Doors for machines and visitors: no officer ever meets these.
    const elsewhere = /^(website|forms|track|channel\.(payload|signature))/;
    const wordless = [...codes].filter((code) => !elsewhere.test(code) && !known.has(`errors.${code}`));
    expect(wordless.sort()).toEqual([]);
  });
});
