import { describe, expect, test } from '@jest/globals';
import { dayOf, parseLetter } from './letter.parser.js';

/** Ten in the evening of 22 November in Riyadh. */
const receivedAt = new Date('2026-11-22T19:00:00Z');
const scan = { key: 'k', fileName: 'صفحة.heic', contentType: 'image/heic', size: 10, pages: 1 };
const logged = (over: object = {}) =>
  Buffer.from(
    JSON.stringify({
      address: 'أم خالد، ص.ب 123، ينبع',
      name: 'أم خالد',
      place: 'ص.ب 123، ينبع',
      scans: [scan, { ...scan, key: 'd', contentType: 'application/pdf', pages: 3 }],
      postalReference: 'RR123456789SA',
      writtenOn: '2026-11-15',
      receivedOn: '2026-11-22',
      text: 'أطلب المساعدة في الإيجار',
      language: null,
      loggedBy: '0199a1b2-0000-7000-8000-000000000001',
      ...over,
    }),
  );
const read = (over: object = {}) => parseLetter({ raw: logged(over), receivedAt }).message!;

describe('a letter that was logged', () => {
  test('is a message with its scans in order and what stands on the envelope', () => {
    expect(parseLetter({ raw: logged(), receivedAt })).toEqual({
      message: {
        sender: { address: 'أم خالد، ص.ب 123، ينبع', displayName: 'أم خالد' },
        kind: 'text',
        text: 'أطلب المساعدة في الإيجار',
        quotedText: null,
        subject: null,
        attachments: [
          {
            fileName: 'صفحة.heic',
            contentType: 'image/heic',
            size: 10,
            source: { kind: 'stored', key: 'k' },
          },
          {
            fileName: 'صفحة.heic',
            contentType: 'application/pdf',
            size: 10,
            source: { kind: 'stored', key: 'd' },
          },
        ],
        occurredAt: receivedAt,
        language: 'ar',
        repliesTo: [],
        automatic: false,
        consent: null,
        facts: {
          'letter.writtenOn': '2026-11-15',
          'letter.receivedOn': '2026-11-22',
          'letter.postalReference': 'RR123456789SA',
          'letter.place': 'ص.ب 123، ينبع',
          'letter.pages': 4,
        },
      },
      statuses: [],
    });
  });

  test('of which nobody wrote down a word is a document, in the language of the name', () => {
    expect(read({ text: '', name: 'John Smith' })).toMatchObject({
      kind: 'document',
      text: '',
      language: 'en',
    });
  });

  test('with nothing but words has no facts that nobody knows', () => {
    expect(read({ scans: [], postalReference: null, writtenOn: null }).facts).toEqual({
      'letter.receivedOn': '2026-11-22',
      'letter.place': 'ص.ب 123، ينبع',
    });
  });

  test.each([
    ['an earlier day came at its noon', '2026-11-20', '2026-11-20T09:00:00.000Z'],
    ['today came now', '2026-11-22', receivedAt.toISOString()],
    ['tomorrow came now: a clock was wrong', '2026-11-23', receivedAt.toISOString()],
  ])('that was received on %s', (_, receivedOn, at) => {
    expect(read({ receivedOn, writtenOn: null }).occurredAt.toISOString()).toBe(at);
  });

  test.each(['', '{}', '{"address":""}'])('%j is refused', (raw) => {
    expect(() => parseLetter({ raw: Buffer.from(raw), receivedAt })).toThrow();
  });
});

test('the day is that of Riyadh', () => {
  expect(dayOf(new Date('2026-11-22T21:30:00Z'))).toBe('2026-11-23');
});
