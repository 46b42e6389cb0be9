import { expect, it } from '@jest/globals';
import { halalasOf, riyalsTyped } from './money';

it.each([
  ['1250', 125_000],
  ['1,250.5', 125_050],
  ['٤٢٠٠٫٥٠', 420_050],
  ['0.07', 7],
])('reads %s as halalas', (typed, halalas) => {
  expect(halalasOf(typed)).toBe(halalas);
});

it.each(['', 'abc', '1.234', '-5', '1.2.3'])('reads no amount in "%s"', (typed) => {
  expect(halalasOf(typed)).toBeNull();
});

it('writes an amount as it was typed', () => {
  expect([125_000, 125_050, 7].map(riyalsTyped)).toEqual(['1250', '1250.50', '0.07']);
});
