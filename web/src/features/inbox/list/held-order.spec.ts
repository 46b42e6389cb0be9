import { describe, expect, it } from '@jest/globals';
import type { Conversation } from '../../../lib/schemas';
import { arrange, holdOrder } from './held-order';

const row = (id: string, minute: number) =>
  ({ id, lastMessageAt: `2026-11-22T10:${minute}:00Z` }) as Conversation;
const shown = [row('a', 50), row('b', 40), row('c', 30)];
const ids = (rows: Conversation[]) => rows.map((one) => one.id);

describe('arrange', () => {
  it('follows the list when nothing is held', () => {
    expect(arrange(shown, null)).toEqual({ rows: shown, fresh: 0 });
  });

  it('keeps a newcomer above, counted and not shown', () => {
    const { rows, fresh } = arrange([row('n', 55), ...shown], holdOrder(shown));
    expect([ids(rows), fresh]).toEqual([['a', 'b', 'c'], 1]);
  });

  it('keeps somebody who wrote again in their place', () => {
    const { rows, fresh } = arrange([row('c', 56), row('a', 50), row('b', 40)], holdOrder(shown));
    expect([ids(rows), fresh]).toEqual([['a', 'b', 'c'], 1]);
  });

  it('adds older pages below and drops rows that left', () => {
    const { rows, fresh } = arrange([row('a', 50), row('c', 30), row('d', 20)], holdOrder(shown));
    expect([ids(rows), fresh]).toEqual([['a', 'c', 'd'], 0]);
  });
});
