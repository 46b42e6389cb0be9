import { expect, test } from '@jest/globals';
import { smsLength } from './sms.segments.js';

const times = (text: string, count: number) => text.repeat(count);

test.each([
  ['nothing', '', 'GSM-7', 0, 0, 160],
  ['one letter', 'a', 'GSM-7', 1, 1, 159],
  ['160 of the basic table', times('a', 160), 'GSM-7', 160, 1, 0],
  ['161 of the basic table', times('a', 161), 'GSM-7', 161, 2, 145],
  ['two full segments', times('a', 306), 'GSM-7', 306, 2, 0],
  ['three segments', times('a', 307), 'GSM-7', 307, 3, 152],
  ['accents of the basic table', 'èéùìòÇØøÅåÄÖÑÜäöñüà', 'GSM-7', 19, 1, 141],
  ['the euro sign, escaped', '€', 'GSM-7', 2, 1, 158],
  ['80 escaped characters', times('[', 80), 'GSM-7', 160, 1, 0],
  ['81 escaped characters, none of them cut in two', times('[', 81), 'GSM-7', 162, 2, 143],
  ['an escape at the end of a segment', `${times('a', 152)}{${times('a', 9)}`, 'GSM-7', 163, 2, 142],
  ['a letter outside the table', 'ç', 'UCS-2', 1, 1, 69],
  ['a backtick', '`', 'UCS-2', 1, 1, 69],
  ['70 Arabic letters', times('ا', 70), 'UCS-2', 70, 1, 0],
  ['71 Arabic letters', times('ا', 71), 'UCS-2', 71, 2, 63],
  ['134 Arabic letters', times('ا', 134), 'UCS-2', 134, 2, 0],
  ['135 Arabic letters', times('ا', 135), 'UCS-2', 135, 3, 66],
  ['35 emoji of two units', times('👍', 35), 'UCS-2', 70, 1, 0],
  ['an emoji that would be cut in two', `${times('ا', 66)}👍${times('ا', 10)}`, 'UCS-2', 78, 2, 55],
  ['Arabic with one Latin word', 'مرحبا Insat', 'UCS-2', 11, 1, 59],
  ['the longest text', times('ا', 1600), 'UCS-2', 1600, 24, 8],
])('%s', (_what, text, encoding, units, segments, remaining) => {
  expect(smsLength(text)).toEqual({ encoding, units, segments, remaining });
});
