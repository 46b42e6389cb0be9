import { parse } from 'node:querystring';
import { normalisePhone } from '../../platform/i18n/phone.js';
import { translate } from '../../platform/i18n/translate.js';
import type { InboundMessage, JournalledPayload, ParsedPayload } from '../core/channel-adapter.js';
import { clock } from './phone.clock.js';
import { isWithheld } from './phone.import.words.js';
import { recordingSid, voiceCallSchema, voicemailSchema } from './phone.voice.schemas.js';

/**
 * What Twilio shows instead of a hidden number: words spelt on a telephone's keys (ANONYMOUS, RESTRICTED, BLOCKED,
 * UNKNOWN, UNAVAILABLE).
 * @see https://help.twilio.com/articles/223179988
 */
const HIDDEN = new Set(['+266696687', '+7378742833', '+2562533', '+8656696', '+86282452253']);

/** The caller's number, or the address that stands for it; null when it is hidden. */
export function callerOf(from: string): string | null {
  const user = /^sips?:([^@;]*)/i.exec(from.trim())?.[1] ?? from.trim();
  if (isWithheld(user) || HIDDEN.has(user)) return null;
  return normalisePhone(user) ?? from.trim();
}

/**
 * Reads a journalled form of Twilio's: a call that nobody could take, or the message that the caller left. Pure.
 * @throws ZodError when the bytes are not what the door takes
 */
export function parseVoice({
  raw,
  receivedAt,
}: Pick<JournalledPayload, 'raw' | 'receivedAt'>): ParsedPayload {
  const form = parse(raw.toString('utf8'));
  const message = form['RecordingUrl'] === undefined ? missedCall(form) : voicemail(form);
  return { message: message && { ...message, occurredAt: receivedAt }, statuses: [] };
}

type Undated = Omit<InboundMessage, 'occurredAt'>;

const SPOKEN = {
  quotedText: null,
  subject: null,
  language: null,
  repliesTo: [],
  automatic: false,
  consent: null,
} satisfies Partial<InboundMessage>;

/** Null when the number is hidden: there is nobody to call back, and nothing was said. */
function missedCall(form: unknown): Undated | null {
  const address = callerOf(voiceCallSchema.parse(form).From);
  if (!address) return null;
  return {
    ...SPOKEN,
    sender: { address, displayName: null },
    kind: 'text',
    text: translate('ar', 'phone.missed'),
    attachments: [],
    facts: { 'call.direction': 'missed', 'call.source': 'twilio' },
  };
}

/** What was said is kept also of somebody who hides the number: most say in it how to reach them. */
function voicemail(form: unknown): Undated {
  const call = voicemailSchema.parse(form);
  const address = callerOf(call.From);
  return {
    ...SPOKEN,
    sender: address
      ? { address, displayName: null }
      : { address: `withheld:${call.CallSid}`, displayName: translate('ar', 'phone.withheld') },
    kind: 'audio',
    text: translate('ar', 'phone.voicemail'),
    attachments: [
      {
        fileName: `${recordingSid(call)}.mp3`,
        contentType: 'audio/mpeg',
        size: null,
        source: { kind: 'remote', url: `${call.RecordingUrl}.mp3` },
      },
    ],
    facts: {
      'call.direction': 'voicemail',
      'call.duration': clock(call.RecordingDuration),
      'call.source': 'twilio',
    },
  };
}
