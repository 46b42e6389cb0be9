import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { acceptedLanguage, catalogue, translate } from './translate.js';

const source = join(import.meta.dirname, '../..');

/** Codes of every `AppError` in src: `super('a.b', 404` in its subclasses, and direct `new AppError('a.b', 404`. */
function errorCodes(): string[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
  );
  const codes = files.flatMap((name) =>
    [
      ...readFileSync(join(source, name), 'utf8').matchAll(
        /(?:super|new AppError)\(\s*'([a-z0-9_.]+)',\s*[45]\d\d\b/g,
      ),
    ].map((match) => match[1] as string),
  );
  return [...new Set(codes)].sort();
}

describe('the catalogues', () => {
  test('have the same keys in both languages', () => {
    expect(Object.keys(catalogue('ar')).sort()).toEqual(Object.keys(catalogue('en')).sort());
  });

  test('have the same placeholders in both languages', () => {
    const placeholders = (words: string) => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [key, words] of Object.entries(catalogue('en'))) {
      expect({ key, in: placeholders(catalogue('ar')[key] ?? '') }).toEqual({ key, in: placeholders(words) });
    }
  });

  test('name every error that the code can throw', () => {
    const codes = errorCodes();
    expect(codes.length).toBeGreaterThan(10);
    expect(codes.filter((code) => !(`problem.${code}` in catalogue('en')))).toEqual([]);
  });

  test('refuse a key that nobody wrote', () => {
    expect(() => translate('ar', 'no.such.key')).toThrow('no.such.key');
  });
});

describe('the language of a request', () => {
  test.each([
    ['ar', 'ar'],
    ['ar-SA,ar;q=0.9,en;q=0.8', 'ar'],
    ['en;q=0.5, ar;q=0.9', 'ar'],
    ['en-GB', 'en'],
    ['fr, ar;q=0', 'en'],
    ['*', 'en'],
    ['', 'en'],
    [undefined, 'en'],
    ['ar;q=x, en;q=0.1', 'en'],
  ])('%s is answered in %s', (header, language) => {
    expect(acceptedLanguage(header)).toBe(language);
  });
});
