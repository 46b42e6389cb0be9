import { describe, expect, test } from '@jest/globals';
import { clock } from './phone.clock.js';
import { callerOf, parseVoice } from './phone.voice.parser.js';
import { greetingTwiml, thanksTwiml } from './phone.voice.twiml.js';

const receivedAt = new Date('2026-03-01T08:00:00Z');
const RECORDING = `https://api.twilio.com/2010-04-01/Accounts/AC${'ab'.repeat(16)}/Recordings/RE${'0f'.repeat(16)}`;

function read(form: Record<string, string>) {
  const { message, statuses } = parseVoice({
    raw: Buffer.from(new URLSearchParams(form).toString()),
    receivedAt,
  });
  expect(statuses).toEqual([]);
  return message;
}

describe('who calls', () => {
  test.each([
    ['+966501234567', '+966501234567'],
    ['sip:+966501234567@exchange.example.org;transport=tls', '+966501234567'],
    ['sip:reception@exchange.example.org', 'sip:reception@exchange.example.org'],
    ['+266696687', null],
    ['Anonymous', null],
    ['', null],
  ])('%j is %j', (from, address) => {
    expect(callerOf(from)).toBe(address);
  });
});

describe("Twilio's calls", () => {
  test('are missed calls, unless the number is hidden and nobody could be called back', () => {
    expect(read({ CallSid: 'CA1', From: '+966501234567', CallStatus: 'ringing' })).toMatchObject({
      sender: { address: '+966501234567' },
      text: 'مكالمة فائتة',
      attachments: [],
      occurredAt: receivedAt,
      facts: { 'call.direction': 'missed', 'call.source': 'twilio' },
    });
    expect(read({ CallSid: 'CA1', From: '+266696687' })).toBeNull();
  });

  test('that left words keep them, to be fetched, whoever it was', () => {
    const form = { CallSid: 'CA1', RecordingUrl: RECORDING, RecordingDuration: '67' };
    expect(read({ ...form, From: '+966501234567' })).toMatchObject({
      kind: 'audio',
      sender: { address: '+966501234567' },
      attachments: [{ contentType: 'audio/mpeg', source: { kind: 'remote', url: `${RECORDING}.mp3` } }],
      facts: { 'call.direction': 'voicemail', 'call.duration': '1:07' },
    });
    expect(read({ ...form, From: 'anonymous' })).toMatchObject({
      sender: { address: 'withheld:CA1', displayName: 'رقم محجوب' },
      attachments: [{}],
    });
  });

  test.each(['https://evil.example/x', RECORDING.replace('Recordings', 'Messages'), `${RECORDING}/../x`])(
    'are refused with %s in the place of a recording',
    (RecordingUrl) => {
      expect(() => read({ CallSid: 'CA1', From: '+966501234567', RecordingUrl })).toThrow();
    },
  );
});

describe('the answering machine', () => {
  const at = 'https://hub.example.org/channels/phone/default/voice/recording';

  test('greets in Arabic and takes a message down, without handing it to be transcribed', () => {
    const twiml = greetingTwiml({ languages: ['ar'], recording: null }, at);
    expect(twiml).toMatch(/^<\?xml[^>]*\?><Response><Say language="ar-AE" voice="[^"]+">السلام عليكم/);
    expect(twiml).toContain(`<Record action="${at}"`);
    expect(twiml).toContain('transcribe="false"');
    expect(twiml.match(/<Say /g)).toHaveLength(2);
    expect(twiml).toMatch(/<Hangup\/><\/Response>$/);
  });

  test('speaks both languages, or plays what the association has recorded', () => {
    expect(thanksTwiml({ languages: ['ar', 'en'] }).match(/<Say language="(ar-AE|en-GB)"/g)).toHaveLength(2);
    const played = greetingTwiml({ languages: ['ar'], recording: 'https://example.org/a.mp3?x=1&y=2' }, at);
    expect(played).toContain('<Response><Play>https://example.org/a.mp3?x=1&amp;y=2</Play><Record');
  });
});

test.each([
  [0, '0:00'],
  [95, '1:35'],
  [3_847, '1:04:07'],
])('%j seconds are %s', (seconds, words) => {
  expect(clock(seconds)).toBe(words);
});
