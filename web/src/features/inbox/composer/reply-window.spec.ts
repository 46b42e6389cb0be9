import { describe, expect, it } from '@jest/globals';
import { replyWindow, timeLeft } from './reply-window';

const now = new Date('2026-11-22T12:00:00Z');
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

describe('the reply window', () => {
  it.each([
    ['a channel without the rule', ago(500), null, 'open'],
    ['an account that is not known yet', ago(500), undefined, 'open'],
    ['a message of an hour ago', ago(1), 24, 'open'],
    ['four hours left to the second', ago(20), 24, 'open'],
    ['less than four hours left', ago(20.01), 24, 'closing'],
    ['the last minute', ago(23.99), 24, 'closing'],
    ['the very end', ago(24), 24, 'closed'],
    ['a message of two weeks ago', ago(336), 24, 'closed'],
  ] as const)('is right for %s', (_case, at, hours, state) => {
    expect(replyWindow(at, hours, now).state).toBe(state);
  });

  it('says until when, and how much is left', () => {
    expect(replyWindow(ago(22), 24, now)).toEqual({
      state: 'closing',
      until: new Date('2026-11-22T14:00:00Z'),
      left: 7_200_000,
    });
  });

  it('was never open for somebody who never wrote', () => {
    expect(replyWindow(null, 24, now)).toEqual({ state: 'closed', hours: 24, never: true });
  });
});

describe('what is left of it', () => {
  it.each([
    [3.9, 'hour', 3],
    [2, 'hour', 2],
    [1.99, 'minute', 119],
    [1 / 60, 'minute', 1],
    [0.5 / 60, 'minute', 0],
  ] as const)('of %d hours is said in %ss', (hours, unit, count) => {
    expect(timeLeft(hours * 3_600_000)).toEqual({ unit, count });
  });
});
