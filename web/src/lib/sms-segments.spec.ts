import { describe, expect, it } from '@jest/globals';
import { smsLength } from './sms-segments';

const cases: [string, string, 'gsm7' | 'ucs2', number, number, number][] = [
  ['an empty text needs no segment', '', 'gsm7', 0, 0, 160],
  ['160 Latin letters fit one segment', 'a'.repeat(160), 'gsm7', 160, 1, 0],
  ['161 Latin letters need two of 153', 'a'.repeat(161), 'gsm7', 161, 2, 145],
  ['306 Latin letters fill two', 'a'.repeat(306), 'gsm7', 306, 2, 0],
  ['the euro sign costs two septets', '€'.repeat(80), 'gsm7', 160, 1, 0],
  [
    'an escaped pair is not cut between segments',
    `${'a'.repeat(152)}€${'a'.repeat(10)}`,
    'gsm7',
    164,
    2,
    141,
  ],
  ['70 Arabic letters fit one segment', 'م'.repeat(70), 'ucs2', 70, 1, 0],
  ['71 Arabic letters need two of 67', 'م'.repeat(71), 'ucs2', 71, 2, 63],
  ['one Arabic letter makes all of it UCS-2', `${'a'.repeat(70)}م`, 'ucs2', 71, 2, 63],
  ['an emoji costs two units', '🌙'.repeat(35), 'ucs2', 70, 1, 0],
  ['a surrogate pair is not cut between segments', `${'م'.repeat(66)}🌙${'م'.repeat(10)}`, 'ucs2', 78, 2, 55],
  ['Arabic-Indic digits are not in GSM-7', '٠١٢', 'ucs2', 3, 1, 67],
];

describe('smsLength', () => {
  it.each(cases)('%s', (_name, text, encoding, units, segments, left) => {
    expect(smsLength(text)).toEqual({ encoding, units, segments, left });
  });
});
