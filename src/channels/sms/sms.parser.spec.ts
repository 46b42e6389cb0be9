import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { JournalledPayload, StatusChange } from '../core/channel-adapter.js';
import { parseSms, smsAddress } from './sms.parser.js';

interface Fixture {
  name: string;
  externalId: string;
  raw: string;
  message: {
    sender: string;
    kind: string;
    text: string;
    language: string | null;
    consent: string | null;
    /** Content types. */
    attachments: string[];
  } | null;
  statuses: Omit<StatusChange, 'occurredAt'>[];
}

const fixtures = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/fixtures/sms/payloads.json'), 'utf8'),
) as Fixture[];
const receivedAt = new Date('2025-11-22T08:00:00Z');

function payload(externalId: string, raw: string): JournalledPayload {
  const account = { id: 'a', channel: 'sms', name: 'default', mode: 'live' } as const;
  return { id: 'e', externalId, raw: Buffer.from(raw), receivedAt, account };
}

describe("Twilio's forms", () => {
  test.each(fixtures)('$name', ({ externalId, raw, message, statuses }) => {
    const parsed = parseSms(payload(externalId, raw));
    expect(parsed.statuses).toEqual(statuses.map((status) => ({ ...status, occurredAt: receivedAt })));
    expect(
      parsed.message && {
        sender: parsed.message.sender.address,
        kind: parsed.message.kind,
        text: parsed.message.text,
        language: parsed.message.language,
        consent: parsed.message.consent,
        attachments: parsed.message.attachments.map((attachment) => attachment.contentType),
      },
    ).toEqual(message);
  });

  test('leave media with Twilio until it is fetched in the background', () => {
    const raw = 'MessageSid=MM1&From=%2B966501234567&To=1&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2Fx';
    expect(parseSms(payload('MM1', raw)).message?.attachments).toEqual([
      {
        fileName: null,
        contentType: 'application/octet-stream',
        size: null,
        source: { kind: 'remote', url: 'https://api.twilio.com/x' },
      },
    ]);
  });

  test('without a sender are set aside by name', () => {
    expect(() => parseSms(payload('SM1', 'MessageSid=SM1&To=1'))).toThrow(/From/);
  });

  test('believe the last id of ours, which is the one the door wrote', () => {
    const ours = '0192f0c1-2d3e-7abc-8def-0123456789ab';
    const raw = `MessageSid=SM1&MessageStatus=sent&InsatMessageId=x&InsatMessageId=${ours}`;
    expect(parseSms(payload('SM1:sent', raw)).statuses[0]?.messageId).toBe(ours);
  });
});

test.each([
  ['+966501234567', '+966501234567'],
  [' 966501234567', '+966501234567'],
  ['0501234567', '+966501234567'],
  ['+15005550006', '+15005550006'],
  ['12345', '12345'],
  ['STC Pay', 'STC Pay'],
  ['جوال', 'جوال'],
  ['whatsapp:+966501234567', 'whatsapp:+966501234567'],
  ['anonymous', 'anonymous'],
])('the sender %s is known as %s', (from, address) => {
  expect(smsAddress(from)).toBe(address);
});
