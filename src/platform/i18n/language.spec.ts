import { expect, test } from '@jest/globals';
import { guessLanguage } from './language.js';

test.each([
  ['السلام عليكم، أحتاج مساعدة', 'ar'],
  ['Hello, I need help with the rent', 'en'],
  ['أرسلت الفاتورة على البريد invoice@example.com وهذا الرابط https://example.com/a/very/long/path', 'ar'],
  ['ﻣﺮﺣﺒﺎ', 'ar'],
  ['ok شكرا', 'ar'],
  ['My name is Ahmad (أحمد)', 'en'],
  ['0501234567', null],
  ['👍', null],
  ['', null],
  ['Привет', null],
])('%s is taken for %s', (text, language) => {
  expect(guessLanguage(text)).toBe(language);
});

test('a text made to be slow to read is read at once', () => {
  const began = performance.now();
  for (const piece of ['@', 'a@', '<a@', 'a.', 'www.', 'https://']) guessLanguage(piece.repeat(10_000));
  expect(performance.now() - began).toBeLessThan(500);
});
