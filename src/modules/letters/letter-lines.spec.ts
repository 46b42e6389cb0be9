import { describe, expect, test } from '@jest/globals';
import { breakLines, type Direction, firstDirection } from './letter-lines.js';

/** Every character is one wide. */
const set = (text: string, direction: Direction = 'rtl', width = 1000) =>
  breakLines(text, direction, width, (words) => words.length).map(({ runs }) =>
    runs.map(({ text: words, script }) => `${script}:${words}`),
  );

describe('a line', () => {
  test.each<[string, string, Direction, string[]]>([
    ['of Arabic is one run', 'السلام عليكم', 'rtl', ['arab:السلام عليكم']],
    [
      'with a number has it to the left of what comes before it',
      'مبلغ 1,250 ريال',
      'rtl',
      ['arab: ريال', 'latn:1,250', 'arab:مبلغ '],
    ],
    [
      'keeps the parts of a reference in order',
      'المرجع 2026-0417.',
      'rtl',
      ['arab:.', 'latn:2026-0417', 'arab:المرجع '],
    ],
    [
      'keeps a telephone number in order',
      'هاتف: +966 50 123 4567',
      'rtl',
      ['latn:+966 50 123 4567', 'arab:هاتف: '],
    ],
    ['turns brackets round with the text', 'المادة (12)', 'rtl', ['arab:(', 'latn:12', 'arab:المادة )']],
    ['does not turn Arabic digits round', 'عام ١٤٤٨هـ', 'rtl', ['arab:هـ', 'latn:١٤٤٨', 'arab:عام ']],
    ['of English with Arabic in it', 'the (لجنة) is', 'ltr', ['latn:the (', 'arab:لجنة', 'latn:) is']],
    ['drops marks that nobody sees', '\u200fنص\u202c', 'rtl', ['arab:نص']],
  ])('%s', (_, text, direction, runs) => {
    expect(set(text, direction)).toEqual([runs]);
  });

  test('ends where the next word would not fit, and the space between is gone', () => {
    expect(set('aaa bb cc', 'ltr', 6)).toEqual([['latn:aaa bb'], ['latn:cc']]);
  });

  test('is cut where one word is longer', () => {
    expect(set('x https://a.example/b', 'ltr', 8).flat()).toEqual([
      'latn:x',
      'latn:https://',
      'latn:a.exampl',
      'latn:e/b',
    ]);
  });

  test('does not part an account number', () => {
    expect(set('aaaa 1234 5678 90', 'ltr', 14)).toEqual([['latn:aaaa'], ['latn:1234 5678 90']]);
  });

  test('is none where nothing is written', () => {
    expect(set('  \t ')).toEqual([]);
  });
});

test.each([
  ['12. نعم', 'rtl'],
  ['(A) نعم', 'ltr'],
  ['123', null],
] as const)('the first letter of %s gives %s', (text, direction) => {
  expect(firstDirection(text)).toBe(direction);
});
