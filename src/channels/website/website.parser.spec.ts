import { describe, expect, it } from '@jest/globals';
import type { ParsedPayload } from '../core/channel-adapter.js';
import { parseWebsitePayload } from './website.parser.js';

const receivedAt = new Date('2026-03-01T09:30:00Z');
const visitor = {
  id: '01951a2b-3c4d-7e5f-8a6b-7c8d9e0f1a2b',
  name: null,
  phone: null,
  email: null,
  language: 'ar' as const,
};
const file = (contentType: string) => ({ key: 'k1', fileName: 'x.bin', contentType, size: 12 });
const message = (fields: object) => ({
  type: 'message',
  id: '01951a2b-0000-7000-8000-000000000001',
  visitor,
  text: 'السلام عليكم',
  attachments: [],
  ...fields,
});

type Expected = { message?: Partial<NonNullable<ParsedPayload['message']>>; statuses?: unknown[] };
const cases: [label: string, payload: object, expected: Expected][] = [
  [
    'an Arabic text of somebody who left no name',
    message({}),
    {
      message: {
        sender: { address: visitor.id, displayName: null },
        kind: 'text',
        text: 'السلام عليكم',
        language: 'ar',
        occurredAt: receivedAt,
        automatic: false,
        attachments: [],
      },
    },
  ],
  [
    'English written in an Arabic page',
    message({ text: 'Hello, who can I ask about rent?' }),
    { message: { language: 'en' } },
  ],
  [
    'digits only, which are in the language of the page',
    message({ text: '٠٥٠١٢٣٤٥٦٧' }),
    { message: { language: 'ar' } },
  ],
  [
    'name and phone left earlier',
    message({ visitor: { ...visitor, name: 'سارة', phone: '+966501234567' } }),
    {
      message: {
        sender: { address: visitor.id, displayName: 'سارة', contacts: { phone: '+966501234567' } },
        text: 'السلام عليكم',
      },
    },
  ],
  [
    'a picture without words',
    message({ text: '', attachments: [file('image/png')] }),
    {
      message: {
        kind: 'image',
        text: '',
        attachments: [
          { fileName: 'x.bin', contentType: 'image/png', size: 12, source: { kind: 'stored', key: 'k1' } },
        ],
      },
    },
  ],
  [
    'a voice recording',
    message({ text: '', attachments: [file('audio/ogg')] }),
    { message: { kind: 'audio' } },
  ],
  ['a PDF', message({ text: '', attachments: [file('application/pdf')] }), { message: { kind: 'document' } }],
  [
    'a PDF with words',
    message({ attachments: [file('application/pdf')] }),
    { message: { kind: 'text', text: 'السلام عليكم' } },
  ],
  [
    'direction marks, zero-width characters and markup as they are',
    message({ text: '\u202eabc\u200b <b>x</b>' }),
    { message: { text: '\u202eabc\u200b <b>x</b>' } },
  ],
  [
    'the form for when nobody is here',
    { type: 'contact', visitor: { ...visitor, name: 'Omar', email: 'omar@example.org' } },
    {
      message: {
        kind: 'contact',
        text: 'Omar\nomar@example.org',
        sender: { address: visitor.id, displayName: 'Omar', contacts: { email: 'omar@example.org' } },
      },
    },
  ],
  [
    'a receipt of the browser',
    {
      type: 'status',
      messageId: '01951a2b-0000-7000-8000-000000000002',
      status: 'read',
      at: '2026-03-01T09:00:00.000Z',
    },
    {
      statuses: [
        {
          messageId: '01951a2b-0000-7000-8000-000000000002',
          externalId: '01951a2b-0000-7000-8000-000000000002',
          status: 'read',
          code: null,
          detail: null,
          occurredAt: new Date('2026-03-01T09:00:00.000Z'),
        },
      ],
    },
  ],
];

describe('the website parser', () => {
  it.each(cases)('reads %s', (_label, payload, expected) => {
    const parsed = parseWebsitePayload({ raw: Buffer.from(JSON.stringify(payload)), receivedAt });
    if (expected.message) expect(parsed.message).toMatchObject(expected.message);
    else expect(parsed.message).toBeNull();
    expect(parsed.statuses).toEqual(expected.statuses ?? []);
  });

  it.each([
    ['no JSON', '{"type":'],
    ['an unknown type', '{"type":"typing"}'],
    ['a message without a visitor', JSON.stringify({ ...message({}), visitor: undefined })],
  ])('refuses %s, so that the row is set aside', (_label, raw) => {
    expect(() => parseWebsitePayload({ raw: Buffer.from(raw), receivedAt })).toThrow();
  });
});
