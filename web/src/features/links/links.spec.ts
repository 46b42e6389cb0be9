import { describe, expect, test } from '@jest/globals';
import type { ChannelLink } from '../../lib/schemas';
import { isAlarming } from './links';

const link = (over: Partial<ChannelLink>): ChannelLink => ({
  id: '01a204a2-b9b0-772c-9b5b-0de121010960',
  channel: 'whatsapp',
  name: 'linked',
  state: 'connected',
  reason: null,
  code: null,
  number: '+966550000001',
  since: '2026-01-01T00:00:00.000Z',
  ...over,
});

describe('administrators are told wherever they are', () => {
  test.each([
    [{ state: 'logged_out', reason: 'logout' }, true],
    [{ state: 'disconnected', reason: 'browser_gone' }, true],
    [{ state: 'unlinked', reason: 'code_unscanned' }, true],
    [{ state: 'unable', reason: 'no_browser', number: null }, true],
    [{ state: 'unlinked', reason: 'unlinked_here' }, false],
    [{ state: 'unlinked', reason: 'code_unscanned', number: null }, false],
    [{ state: 'disconnected', reason: 'browser_failed', number: null }, false],
    [{ state: 'code' }, false],
    [{ state: 'connected' }, false],
  ] as [Partial<ChannelLink>, boolean][])('%o: %s', (over, alarming) => {
    expect(isAlarming(link(over))).toBe(alarming);
  });
});
