import { describe, expect, test } from '@jest/globals';
import { damm } from '../../../src/platform/i18n/check-digit';
import { receiptNumber } from './receipt';

describe('a receipt number', () => {
  test.each([
    [11, 1],
    [11, 9_999],
    [11, 10_000],
    [4_321, 7],
  ])('of phone %i for its %i. paper is checked as the hub checks it', (device, count) => {
    const number = receiptNumber(device, count);
    expect(number).toMatch(new RegExp(`^${device}-0*${count}\\d$`));
    expect(damm(number.replace('-', ''))).toBe(0);
  });

  test('shows a digit that was read wrong, and two that were swapped', () => {
    const number = receiptNumber(12, 4_705).replace('-', '');
    for (let place = 0; place < number.length; place += 1) {
      const wrong = (Number(number[place]) + 1) % 10;
      expect(damm(number.slice(0, place) + wrong + number.slice(place + 1))).not.toBe(0);
      const [one, two] = [number[place], number[place + 1]];
      if (two === undefined || one === two) continue;
      expect(damm(number.slice(0, place) + two + one + number.slice(place + 2))).not.toBe(0);
    }
  });

  test('is one that no other phone and no other paper has', () => {
    const numbers = [11, 12, 13].flatMap((device) =>
      Array.from({ length: 200 }, (_, count) => receiptNumber(device, count + 1)),
    );
    expect(new Set(numbers).size).toBe(600);
  });
});
