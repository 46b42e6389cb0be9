import { describe, expect, test } from '@jest/globals';
import { parseLetter } from './letter.parser.js';

const receivedAt = new Date('2026-03-01T08:00:00Z');
const letter = '0199a1b2-0000-7000-8000-000000000001';

/** The post office's own bytes, as its documentation or its log shows them, and what we make of them. */
const MESSAGES = [
  [
    'a letter',
    `{"type":"letter","id":"L-1","from":{"box":"PO-1020","name":"أم محمد"},"text":"أحتاج مساعدة","writtenAt":"2026-02-20T00:00:00Z","stamp":"2 SAR"}`,
    { address: 'PO-1020', displayName: 'أم محمد', text: 'أحتاج مساعدة', language: 'ar' },
  ],
  [
    'a letter without a name, with NUL in it',
    String.raw`{"type":"letter","id":"L-2","from":{"box":"PO-7","name":null},"text":"Please\u0000 help","writtenAt":"2026-02-20T00:00:00Z"}`,
    { address: 'PO-7', displayName: null, text: 'Please help', language: 'en' },
  ],
] as const;

const STATUSES = [
  ['posted', 'sent', null],
  ['sorted', undefined, null],
  ['delivered', 'delivered', null],
  ['returned', 'failed', 'returned'],
] as const;

describe("the post office's events", () => {
  test.each(MESSAGES)('%s', (_name, raw, { address, displayName, text, language }) => {
    const { message, statuses } = parseLetter({ raw: Buffer.from(raw), receivedAt });
    expect(message).toMatchObject({ sender: { address, displayName }, text, language, kind: 'text' });
    expect(statuses).toEqual([]);
  });

  test.each(STATUSES)('a letter that is %s becomes %s', (step, status, code) => {
    const raw = Buffer.from(JSON.stringify({ type: 'progress', letter, step }));
    const parsed = parseLetter({ raw, receivedAt });
    expect(parsed.message).toBeNull();
    expect(parsed.statuses).toMatchObject(status ? [{ messageId: letter, status, code }] : []);
  });

  test.each(['', '{"type":"parcel"}', '{"type":"letter"}'])('%j is refused', (raw) => {
    expect(() => parseLetter({ raw: Buffer.from(raw), receivedAt })).toThrow();
  });
});
