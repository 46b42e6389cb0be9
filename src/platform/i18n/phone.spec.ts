import { describe, expect, test } from '@jest/globals';
import { sharedCases } from '../../../test/harness/cases.js';
import { normalisePhone } from './phone.js';

interface PhoneCase {
  input: string;
  default_region: 'SA';
  google: { e164?: string; valid?: boolean };
}
const { cases } = sharedCases<{ cases: PhoneCase[] }>('arabic/phone_sa.json', { cases: [] });

describe('a phone number as people write it', () => {
  test('comes out as each shared case says', () => {
    const wrong = cases
      .map(({ input, default_region, google }) => ({
        input,
        want: google.valid ? (google.e164 ?? null) : null,
        got: normalisePhone(input, default_region),
      }))
      .filter(({ want, got }) => want !== got);
    expect(wrong).toEqual([]);
  });

  test.each([
    ['0501234567', '+966501234567'],
    ['966501234567', '+966501234567'],
    ['00966501234567', '+966501234567'],
    ['٠٥٠١٢٣٤٥٦٧', '+966501234567'],
    ['۰۰۹۶۶۵۰۱۲۳۴۵۶۷', '+966501234567'],
    ['９６６５０１２３４５６７', '+966501234567'],
    ['050\u200F-123\u200F-4567', '+966501234567'],
    ['+20 100 123 4567', '+201001234567'],
    ['0501234567/0507654321', null],
    ['05012345', null],
    ['112', null],
    ['Insat', null],
    ['', null],
  ])('%s is %s', (text, e164) => {
    expect(normalisePhone(text)).toBe(e164);
  });
});
