import { describe, expect, it } from '@jest/globals';
import type { AuditLine, Message } from '../../../lib/schemas';
import { buildTimeline } from './timeline';

const message = (id: string, occurredAt: string, author: 'contact' | 'staff' = 'contact') =>
  ({
    id,
    occurredAt,
    direction: author === 'staff' ? 'outbound' : 'inbound',
    automatic: false,
    author: { kind: author, id: null, name: null },
  }) as Message;
const line = (id: string, at: string, action: string) => ({ id, at, action }) as AuditLine;
const read = (items: ReturnType<typeof buildTimeline>) =>
  items.map((item) => (item.type === 'day' ? item.key : `${item.type} ${item.key}`));

describe('buildTimeline', () => {
  it('opens each day of Riyadh with its date', () => {
    const items = buildTimeline(
      [message('1', '2026-11-22T20:50:00Z'), message('2', '2026-11-22T21:10:00Z')],
      [],
      true,
    );
    expect(read(items)).toEqual(['2026-11-22', 'message 1', '2026-11-23', 'message 2']);
  });

  it('joins one voice within minutes and starts anew for another', () => {
    const items = buildTimeline(
      [
        message('1', '2026-11-22T10:00:00Z'),
        message('2', '2026-11-22T10:02:00Z'),
        message('3', '2026-11-22T10:03:00Z', 'staff'),
        message('4', '2026-11-22T10:20:00Z', 'staff'),
      ],
      [],
      true,
    );
    expect(items.flatMap((item) => (item.type === 'message' ? [item.joined] : []))).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });

  it('puts what was done between the messages and leaves out the small print', () => {
    const items = buildTimeline(
      [message('1', '2026-11-22T10:00:00Z'), message('2', '2026-11-22T11:00:00Z')],
      [
        line('a', '2026-11-22T10:30:00Z', 'conversation.assigned'),
        line('b', '2026-11-22T10:31:00Z', 'conversation.read'),
      ],
      true,
    );
    expect(read(items)).toEqual(['2026-11-22', 'message 1', 'event a', 'message 2']);
  });

  it('keeps events older than the loaded messages for their page', () => {
    const lines = [line('a', '2026-11-20T10:30:00Z', 'conversation.closed')];
    expect(read(buildTimeline([message('1', '2026-11-22T10:00:00Z')], lines, false))).toEqual([
      '2026-11-22',
      'message 1',
    ]);
  });
});
