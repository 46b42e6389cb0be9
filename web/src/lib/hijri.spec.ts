import { expect, test } from '@jest/globals';
import { fromHijri, toHijri } from './hijri';

test.each([
  ['1448/06/12', '2026-11-22'],
  ['١٤٤٨/٦/١٢', '2026-11-22'],
  ['12-6-1448 هـ', '2026-11-22'],
  ['1443/4/16', '2021-11-21'],
  ['1400/1/1', '1979-11-21'],
])('%s is %s', (hijri, day) => {
  expect(fromHijri(hijri)).toBe(day);
  expect(fromHijri(toHijri(day))).toBe(day);
});

test('every day of ten years comes back as itself', () => {
  for (let at = Date.UTC(2020, 0, 1); at < Date.UTC(2030, 0, 1); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10);
    expect(fromHijri(toHijri(day))).toBe(day);
  }
});

test.each(['', '1448', '1448/13/1', '1448/6/31', '2026/11/22', 'x/y/z'])('%j is no day', (text) => {
  expect(fromHijri(text)).toBeNull();
});
