import { expect, it } from '@jest/globals';
import { promised } from './promise';

const row = {
  state: 'under_study',
  notBefore: '2026-12-01T09:00:00Z',
  answerBy: '2026-12-17T09:00:00Z',
} as const;
const on = (day: string) => promised(row, new Date(`${day}T06:00:00Z`));

it('counts to the earliest day first, then to the promised one, then past it', () => {
  expect(on('2026-11-28')).toEqual({ kind: 'goesOut', days: 3 });
  expect(on('2026-12-13')).toEqual({ kind: 'promiseEnds', days: 4 });
  expect(on('2026-12-20')).toEqual({ kind: 'promisePast', days: 3 });
});

it('says nothing when nobody waits any more', () => {
  expect(promised({ ...row, state: 'closed' }, new Date('2026-11-28T06:00:00Z'))).toBeNull();
});
