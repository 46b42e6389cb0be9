import { describe, expect, test } from '@jest/globals';
import { Pace } from './whatsapp.cloud-pace.js';

describe('the pace of a number', () => {
  test('lets a burst go at once, and then one in each interval', () => {
    const pace = new Pace(50, 3);
    expect([1, 2, 3, 4, 5].map(() => pace.reserve(1_000))).toEqual([0, 0, 0, 50, 100]);
  });

  test('allows the burst again after rest, and never more than it', () => {
    const pace = new Pace(50, 2);
    for (let turn = 0; turn < 4; turn += 1) pace.reserve(0);
    expect([1, 2, 3].map(() => pace.reserve(60_000))).toEqual([0, 0, 50]);
  });
});
