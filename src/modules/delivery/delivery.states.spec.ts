import { describe, expect, test } from '@jest/globals';
import type { DeliveryStatus } from '../../channels/core/channel-adapter.js';
import { after, backoff, type OutboundState } from './delivery.states.js';

describe('a report', () => {
  test.each<[OutboundState, DeliveryStatus, OutboundState]>([
    ['sending', 'sent', 'sent'],
    ['sent', 'delivered', 'delivered'],
    ['sent', 'read', 'read'],
    ['delivered', 'sent', 'delivered'],
    ['read', 'delivered', 'read'],
    ['sent', 'failed', 'failed'],
    ['failed', 'sent', 'failed'],
    ['failed', 'delivered', 'delivered'],
    ['delivered', 'failed', 'delivered'],
    ['uncertain', 'sent', 'sent'],
    ['queued', 'delivered', 'delivered'],
    ['sandboxed', 'delivered', 'sandboxed'],
    ['sent', 'deferred', 'sent'],
  ])('in state %s, "%s" leads to %s', (state, report, expected) => {
    expect(after(state, report)).toBe(expected);
  });

  test('leads to the same state in whatever order reports come', () => {
    const reports: DeliveryStatus[] = ['sent', 'delivered', 'read', 'sent', 'deferred'];
    const permutations = (items: DeliveryStatus[]): DeliveryStatus[][] =>
      items.length < 2
        ? [items]
        : items.flatMap((item, index) =>
            permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
          );
    for (const order of permutations(reports)) {
      expect(order.reduce<OutboundState>(after, 'sending')).toBe('read');
    }
  });
});

describe('the wait before the next try', () => {
  test('doubles up to half an hour, with jitter of at most a fifth', () => {
    expect(backoff(1, () => 0)).toBe(5_000);
    expect(backoff(2, () => 0)).toBe(10_000);
    expect(backoff(30, () => 0)).toBe(1_800_000);
    expect(backoff(1, () => 1)).toBe(6_000);
  });
});
