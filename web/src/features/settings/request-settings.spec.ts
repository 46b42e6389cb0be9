import { describe, expect, it } from '@jest/globals';
import { moved, reminderDaysOf } from './request-settings';

describe('the settings of requests', () => {
  it.each([
    ['up', 1, -1, ['sms', 'whatsapp', 'email']],
    ['down', 1, 1, ['whatsapp', 'email', 'sms']],
    ['not above the first', 0, -1, ['whatsapp', 'sms', 'email']],
    ['not below the last', 2, 1, ['whatsapp', 'sms', 'email']],
  ] as const)('move a channel %s', (_case, index, by, expected) => {
    expect(moved(['whatsapp', 'sms', 'email'], index, by)).toEqual(expected);
  });

  it.each([
    ['in order', ['14', '3', '7'], [3, 7, 14]],
    ['each once', ['3', '٣', '7'], [3, 7]],
    ['without what is no day', ['0', '366', '2.5', 'غدًا', '', '5'], [5]],
  ] as const)('take the days of reminders %s', (_case, words, expected) => {
    expect(reminderDaysOf(words)).toEqual(expected);
  });
});
