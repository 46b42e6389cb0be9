import { describe, expect, test } from '@jest/globals';
import { LinkedPace } from './whatsapp.linked-pace.js';

describe('the pace of the linked phone', () => {
  test('the first goes at once, the others at uneven intervals that keep to the minute', () => {
    const draws = [0, 0.99, 0.5, 0.2, 0.8, 0.5];
    let drawn = 0;
    const pace = new LinkedPace(12, () => draws[drawn++ % draws.length] ?? 0.5);
    const turns = draws.map(() => pace.reserve(1_000));
    expect(turns[0]).toBe(0);
    const gaps = turns.slice(1).map((turn, index) => turn - turns[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(2_500);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(7_500);
    expect(new Set(gaps).size).toBeGreaterThan(3);
  });

  test('twelve a minute are twelve a minute', () => {
    const pace = new LinkedPace(12, () => 0.5);
    const turns = Array.from({ length: 13 }, () => pace.reserve(0));
    expect(turns.at(-1)).toBe(60_000);
  });

  test('a rest is not saved up for a burst', () => {
    const pace = new LinkedPace(12, () => 0.5);
    pace.reserve(0);
    expect(pace.reserve(3_600_000)).toBe(0);
    expect(pace.reserve(3_600_000)).toBe(5_000);
  });

  test('a longer text is typed longer, up to what anybody would wait for', () => {
    const pace = new LinkedPace(4, () => 0.5);
    expect(pace.typingMs('نعم')).toBeLessThan(pace.typingMs('ا'.repeat(100)));
    expect(pace.typingMs('ا'.repeat(4_000))).toBeLessThanOrEqual(8_000);
    expect(new LinkedPace(600, () => 0.5).typingMs('ا'.repeat(4_000))).toBeLessThanOrEqual(50);
  });
});
