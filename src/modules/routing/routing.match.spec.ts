import { describe, expect, test } from '@jest/globals';
import { distribute, type Officer, teamFor, type Waiting } from './routing.match.js';

describe('the team of a conversation', () => {
  const rules = [
    { channel: 'sms', keywords: ['ايجار'], teamId: 'housing' },
    { channel: null, keywords: ['تطوع', 'volunteer'], teamId: 'volunteers' },
    { channel: 'email', keywords: [], teamId: 'letters' },
  ];

  test.each([
    ['sms', 'أحتاج مساعدة في الإيجار', 'housing'],
    ['email', 'أحتاج مساعدة في الإيجار', 'letters'],
    ['sms', 'أرغب في التطوّع معكم', 'volunteers'],
    ['website', 'I want to Volunteer', 'volunteers'],
    ['sms', 'السلام عليكم', null],
  ])('%s "%s" → %s', (channel, text, team) => {
    expect(teamFor(rules, channel, text)).toBe(team);
  });
});

describe('distributing', () => {
  const officer = (id: string, open: number, capacity = 10, teamIds = ['t']): Officer => ({
    id,
    open,
    capacity,
    teamIds,
  });
  const waiting = (id: string, overrides: Partial<Waiting> = {}): Waiting => ({
    id,
    teamId: 't',
    previousOfficerId: null,
    ...overrides,
  });

  test('gives each to whoever has the fewest, counting what it just gave', () => {
    const given = distribute([waiting('1'), waiting('2'), waiting('3')], [officer('a', 2), officer('b', 0)]);
    expect(given.map(({ officerId }) => officerId)).toEqual(['b', 'b', 'a']);
  });

  test('never fills anybody beyond capacity; the rest waits', () => {
    const given = distribute([waiting('1'), waiting('2')], [officer('a', 9, 10)]);
    expect(given).toEqual([{ id: '1', officerId: 'a' }]);
  });

  test('keeps to the team', () => {
    expect(distribute([waiting('1')], [officer('a', 0, 10, ['other'])])).toEqual([]);
  });

  test('prefers the officer who knows the person, while there is room', () => {
    const known = waiting('1', { previousOfficerId: 'a' });
    expect(distribute([known], [officer('a', 5), officer('b', 0)])).toEqual([{ id: '1', officerId: 'a' }]);
    expect(distribute([known], [officer('a', 10), officer('b', 0)])).toEqual([{ id: '1', officerId: 'b' }]);
  });
});
