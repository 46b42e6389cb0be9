import { describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../lib/schemas';
import { callersIn, conversationOfCall, searchDigits } from './callers';

type Facts = { id: string; channel: string; address: string; name?: string; lastInboundAt?: string };
const conversation = ({ id, channel, address, name, lastInboundAt }: Facts) =>
  ({
    id,
    channel,
    answerChannel: channel,
    reference: `100-${id}`,
    lastMessageAt: '2026-11-22T09:00:00.000Z',
    lastInboundAt: lastInboundAt ?? null,
    contactPoint: { address, displayName: name ?? null },
  }) as Conversation;

describe('the number that is typed', () => {
  it.each([
    ['0501 234', '501234'],
    ['٠٥٠١٢٣٤', '501234'],
    ['۰۵۰۱', '501'],
    ['00966-50', '96650'],
    ['+966 50', '96650'],
    ['نورة', ''],
  ])('is looked for without what only dialling needs: %s', (text, digits) => {
    expect(searchDigits(text)).toBe(digits);
  });
});

describe('the people found', () => {
  it('are one line per number, with the latest conversation and any name that is known', () => {
    const found = callersIn(
      [
        conversation({ id: '3', channel: 'phone', address: '+966501234567' }),
        conversation({ id: '2', channel: 'sms', address: '+966501234567', name: 'نورة' }),
        conversation({ id: '1', channel: 'email', address: '501234567@example.org' }),
        conversation({ id: '0', channel: 'sms', address: '+966559999999' }),
      ],
      '501234',
    );
    expect(found).toMatchObject([{ number: '+966501234567', name: 'نورة', conversationId: '3' }]);
  });
});

describe('the conversation of a logged call', () => {
  const at = '2026-11-22T09:00:00.000Z';
  const old = conversation({
    id: '1',
    channel: 'phone',
    address: '+966501234567',
    lastInboundAt: '2026-11-20T09:00:00.000Z',
  });

  it('is the one by phone with this number that has heard of it', () => {
    const fresh = { ...old, id: '2', lastInboundAt: at };
    const text = { ...fresh, id: '3', channel: 'sms' as const, answerChannel: 'sms' as const };
    const other = conversation({ id: '4', channel: 'phone', address: '+966507654321', lastInboundAt: at });
    expect(conversationOfCall([text, other, fresh, old], '501234567', at)?.id).toBe('2');
  });

  it('is not there yet while only an older one shows', () => {
    expect(conversationOfCall([old], '501234567', at)).toBeNull();
  });
});
