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
