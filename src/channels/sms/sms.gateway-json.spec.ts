import { describe, expect, test } from '@jest/globals';
import { parseExactly } from './sms.gateway-json.js';

describe('JSON of a gateway', () => {
  test.each<[string, string, unknown]>([
    ['a number within 2^53 is a number', '{"id":9007199254740991}', { id: 9007199254740991 }],
    ['one beyond it keeps its digits', '{"id":9007199254740993}', { id: '9007199254740993' }],
    ['one that happens to be even is a number', '{"id":9007199254740992}', { id: 9007199254740992 }],
    ['twenty digits', '{"id":12345678901234567890}', { id: '12345678901234567890' }],
    ['a negative one', '[-9223372036854775807]', ['-9223372036854775807']],
    ['between spaces and lines', '{ "a" :\n 1234567890123456789\r\n}', { a: '1234567890123456789' }],
    ['deep inside', '{"m":[{"id":76543210987654321,"n":1}]}', { m: [{ id: '76543210987654321', n: 1 }] }],
    ['a long fraction', '{"cost":0.12345678901234567891}', { cost: '0.12345678901234567891' }],
    [
      'an ordinary fraction, zeros and powers',
      '{"a":0.1,"b":1.0,"c":1e3,"d":-0}',
      { a: 0.1, b: 1, c: 1000, d: -0 },
    ],
    ['digits in a text', '{"id":"9007199254740993"}', { id: '9007199254740993' }],
    [
      'digits in somebody’s words, behind quotation marks and backslashes',
      String.raw`{"t":"\": 9007199254740993, \\","id":9007199254740993}`,
      { t: '": 9007199254740993, \\', id: '9007199254740993' },
    ],
    ['digits as the name of a field', '{"9007199254740993":1}', { '9007199254740993': 1 }],
    [
      'a field twice: the last one counts',
      '{"id":9007199254740993,"id":9007199254740995}',
      { id: '9007199254740995' },
    ],
    ['nothing but a number', '9007199254740993', '9007199254740993'],
  ])('%s', (_label, text, document) => {
    expect(parseExactly(text)).toEqual(document);
  });

  test.each([
    '',
    '{',
    '{"id":09007199254740993}',
    '{"id":9007199254740993.}',
    '[9007199254740993 1]',
    '"9007199254740993',
  ])('that is none is refused: %s', (text) => {
    expect(() => parseExactly(text)).toThrow(SyntaxError);
  });

  test('with a megabyte of words is read in no time', () => {
    const words = '\\"9007199254740993'.repeat(60_000);
    expect(parseExactly(`{"t":"${words}","id":9007199254740993}`)).toMatchObject({ id: '9007199254740993' });
  });
});
