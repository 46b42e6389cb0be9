import { describe, expect, test } from '@jest/globals';
import { canonicalJson, type Json } from './canonical-json.js';

describe('canonical JSON', () => {
  test.each<[string, Json, string]>([
    // RFC 8785, section 3.2.2.
    [
      'numbers and strings as ECMAScript writes them',
      {
        numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27],
        string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
      },
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    ],
    // RFC 8785, section 3.2.3.
    [
      'names in the order of their UTF-16 units',
      {
        '\u20ac': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew Letter Dalet With Dagesh',
        '1': 'One',
        '\ud83d\ude00': 'Emoji: Grinning Face',
        '\u0080': 'Control',
        '\u00f6': 'Latin Small Letter O With Diaeresis',
      },
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control",' +
        '"\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign",' +
        '"\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    ['nothing and minus nothing the same', [0, -0, '', [], {}], '[0,0,"",[],{}]'],
  ])('writes %s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test('is the same whatever order facts were written in', () => {
    expect(canonicalJson({ b: { d: 1, c: 2 }, a: 3 })).toBe(canonicalJson({ a: 3, b: { c: 2, d: 1 } }));
  });

  test.each<[string, unknown]>([
    ['a number without end', Number.POSITIVE_INFINITY],
    ['half a character', '\ud83d'],
    ['half a character in a name', { '\ude00': 1 }],
    ['nothing at all', { a: undefined }],
  ])('refuses %s', (_, value) => {
    expect(() => canonicalJson(value as Json)).toThrow(TypeError);
  });
});
