import { describe, expect, test } from '@jest/globals';
import { sharedCases } from '../../../test/harness/cases.js';
import { formatDay, formatTime, hijriDay, inBothCalendars } from './dates.js';

const { pairs } = sharedCases<{ pairs: { gregorian: string; hijri: string }[] }>('arabic/hijri_pairs.json', {
  pairs: [],
});
/** The day the policy was adopted. */
const ADOPTED = new Date('2021-11-21T09:05:00Z');

describe('dates in both calendars', () => {
  test('give the Umm al-Qura day of each shared pair', () => {
    const pad = (value: number, length = 2) => String(value).padStart(length, '0');
    const wrong = pairs
      .map(({ gregorian, hijri }) => {
        const { year, month, day } = hijriDay(new Date(`${gregorian}T12:00:00+03:00`));
        return { gregorian, hijri, got: `${pad(year, 4)}-${pad(month)}-${pad(day)}` };
      })
      .filter(({ hijri, got }) => hijri !== got);
    expect(wrong).toEqual([]);
  });

  test('change at midnight in Riyadh, not in London', () => {
    expect(hijriDay(new Date('2021-11-20T20:59:59Z'))).toEqual({ year: 1443, month: 4, day: 15 });
    expect(hijriDay(new Date('2021-11-20T21:00:00Z'))).toEqual({ year: 1443, month: 4, day: 16 });
  });

  test('are written in Arabic and in English', () => {
    expect(inBothCalendars(ADOPTED, 'ar')).toEqual({
      hijri: '16 ربيع الآخر 1443 هـ',
      gregorian: '21 نوفمبر 2021',
    });
    expect(formatDay(ADOPTED, 'ar')).toBe('الأحد 16 ربيع الآخر 1443 هـ (21 نوفمبر 2021)');
    expect(formatDay(ADOPTED, 'en')).toMatch(/^Sunday 16 Rabi.+1443 AH \(21 November 2021\)$/);
    expect(formatTime(ADOPTED, 'en')).toBe('12:05');
    expect(formatTime(ADOPTED, 'ar')).toMatch(/^12:05\sم$/);
  });
});
