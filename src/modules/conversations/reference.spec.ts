import { describe, expect, test } from '@jest/globals';
import { formatReference, isReference } from './reference.js';

describe('a reference', () => {
  test('is digits in two groups', () => {
    expect(formatReference(100001)).toMatch(/^100-001\d$/);
    expect(formatReference(1234567)).toMatch(/^1234-567\d$/);
  });

  test('is recognised however it is grouped or spaced', () => {
    const reference = formatReference(483920);
    expect(isReference(reference)).toBe(true);
    expect(isReference(reference.replace('-', ''))).toBe(true);
    expect(isReference(reference.replace('-', ' '))).toBe(true);
  });

  test('notices every single wrong digit and every swap of neighbours', () => {
    for (let number = 100001; number < 100200; number += 1) {
      const digits = formatReference(number).replace('-', '');
      for (let index = 0; index < digits.length; index += 1) {
        for (let digit = 0; digit <= 9; digit += 1) {
          if (digits[index] === String(digit)) continue;
          expect(isReference(digits.slice(0, index) + digit + digits.slice(index + 1))).toBe(false);
        }
        const [a, b] = [digits[index], digits[index + 1]];
        if (b === undefined || a === b) continue;
        expect(isReference(digits.slice(0, index) + b + a + digits.slice(index + 2))).toBe(false);
      }
    }
  });

  test.each(['', '123', 'abc-defg', '+966500000001'])('is not %j', (text) => {
    expect(isReference(text)).toBe(false);
  });
});
