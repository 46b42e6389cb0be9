import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { clockTime, dayKey, dueState, gregorianDay, hijriDay, shortMoment, span } from './dates';

const PAIRS = resolve('../shared/cases/arabic/hijri_pairs.json');

describe('dates', () => {
  it('names a day in both calendars', () => {
    const noon = '2026-11-22T09:00:00Z';
    expect(gregorianDay(noon, 'en')).toMatch(/^Sunday,? 22 November 2026$/);
    expect(hijriDay(noon, 'ar')).toBe('12 جمادى الآخرة 1448 هـ');
    expect(clockTime(noon, 'en')).toBe('12:00 pm');
  });

  it('counts a late evening in UTC as the next day in Riyadh', () => {
    expect(dayKey('2026-11-22T21:30:00Z')).toBe('2026-11-23');
  });

  it('shows the hour today, the weekday this week, and the date before that', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(shortMoment('2026-11-22T06:05:00Z', now, 'en')).toBe('9:05 am');
    expect(shortMoment('2026-11-19T06:05:00Z', now, 'en')).toBe('Thursday');
    expect(shortMoment('2026-10-01T06:05:00Z', now, 'en')).toBe('1 Oct');
    expect(shortMoment('2025-10-01T06:05:00Z', now, 'en')).toBe('1 Oct 2025');
  });

  it.each([
    [20_000, 'minute', 1],
    [59 * 60_000, 'minute', 59],
    [95 * 60_000, 'hour', 1],
    [47 * 3_600_000, 'hour', 47],
    [49 * 3_600_000, 'day', 2],
  ] as const)('puts %d ms in its largest unit', (ms, unit, count) => {
    expect(span(ms)).toEqual({ unit, count });
  });

  it('turns amber in the last hour and red after it', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    expect(dueState(null, now)).toBe('none');
    expect(dueState('2026-11-22T13:01:00Z', now)).toBe('later');
    expect(dueState('2026-11-22T12:59:00Z', now)).toBe('near');
    expect(dueState('2026-11-22T11:59:00Z', now)).toBe('past');
  });

  it('agrees with the published Umm al-Qura pairs', () => {
    if (!existsSync(PAIRS)) {
      process.stderr.write('shared cases absent: Umm al-Qura pairs not read\n');
      return;
    }
    const { pairs } = JSON.parse(readFileSync(PAIRS, 'utf8')) as {
      pairs: { gregorian: string; hijri: string }[];
    };
    const wrong = pairs.filter(({ gregorian, hijri }) => {
      const [year, , day] = hijri.split('-').map(Number);
      return !hijriDay(`${gregorian}T09:00:00Z`, 'en').match(new RegExp(`^${day} .* ${year} AH$`));
    });
    expect(wrong).toEqual([]);
  });
});
