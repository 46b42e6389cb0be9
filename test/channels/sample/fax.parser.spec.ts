import { describe, expect, test } from '@jest/globals';
import { parseFax } from './fax.parser.js';

const receivedAt = new Date('2026-03-01T08:00:00Z');
const fax = '0199a1b2-0000-7000-8000-000000000001';

/** The fax bureau's own bytes, as its documentation or its log shows them, and what we make of them. */
const MESSAGES = [
  [
    'a fax',
    `{"type":"fax","id":"F-1","from":{"line":"F-1020","name":"أم محمد"},"text":"أحتاج مساعدة","writtenAt":"2026-02-20T00:00:00Z","pages":2}`,
    { address: 'F-1020', displayName: 'أم محمد', text: 'أحتاج مساعدة', language: 'ar' },
  ],
  [
    'a fax without a name, with NUL in it',
    String.raw`{"type":"fax","id":"F-2","from":{"line":"F-7","name":null},"text":"Please\u0000 help","writtenAt":"2026-02-20T00:00:00Z"}`,
    { address: 'F-7', displayName: null, text: 'Please help', language: 'en' },
  ],
] as const;

const STATUSES = [
  ['queued', 'sent', null],
  ['scanned', undefined, null],
  ['delivered', 'delivered', null],
  ['returned', 'failed', 'returned'],
] as const;

describe("the fax bureau's events", () => {
  test.each(MESSAGES)('%s', (_name, raw, { address, displayName, text, language }) => {
    const { message, statuses } = parseFax({ raw: Buffer.from(raw), receivedAt });
    expect(message).toMatchObject({ sender: { address, displayName }, text, language, kind: 'text' });
    expect(statuses).toEqual([]);
  });

  test.each(STATUSES)('a fax that is %s becomes %s', (step, status, code) => {
    const raw = Buffer.from(JSON.stringify({ type: 'progress', fax, step }));
    const parsed = parseFax({ raw, receivedAt });
    expect(parsed.message).toBeNull();
    expect(parsed.statuses).toMatchObject(status ? [{ messageId: fax, status, code }] : []);
  });

  test.each(['', '{"type":"telex"}', '{"type":"fax"}'])('%j is refused', (raw) => {
    expect(() => parseFax({ raw: Buffer.from(raw), receivedAt })).toThrow();
  });
});
