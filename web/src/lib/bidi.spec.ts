import { describe, expect, it } from '@jest/globals';
import { keepNumbers } from './bidi';

const marked = (text: string) => keepNumbers(text).replaceAll('\u202a', '[').replaceAll('\u202c', ']');

describe('keepNumbers', () => {
  it.each([
    ['رقم المحادثة 100-0214 لديكم', 'رقم المحادثة [100-0214] لديكم'],
    ['جوالي +966 50 123 4567.', 'جوالي [+966 50 123 4567].'],
    ['جوالي 0501234567', 'جوالي 0501234567'],
    ['عندي 3 أولاد و 2 بنات', 'عندي 3 أولاد و 2 بنات'],
    ['no numbers', 'no numbers'],
  ])('reads %s', (text, expected) => {
    expect(marked(text)).toBe(expected);
  });
});
