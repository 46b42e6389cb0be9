import { z } from 'zod';

const word = z.string().regex(/^[\w-]{1,64}$/);
/** A number, a SIP address or a word for a hidden one, without control characters. */
const party = z
  .string()
  .trim()
  .regex(/^\P{Cc}{0,200}$/u);

/** Where Twilio keeps a recording. Anything else in its place is not fetched. */
export const RECORDING = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Recordings\/(RE[0-9a-f]{32})$/i;

/** What we need of a call that comes in, or has ended. Twilio adds fields without notice. */
export const voiceCallSchema = z.object({
  CallSid: word,
  AccountSid: word.optional(),
  From: party.default(''),
  CallStatus: word.optional(),
  Direction: word.optional(),
  CallDuration: z.string().optional(),
});

/** What we need once the caller has left a message. */
export const voicemailSchema = voiceCallSchema.extend({
  RecordingUrl: z.url().refine((url) => RECORDING.test(new URL(url).pathname), { error: 'is no recording' }),
  RecordingDuration: z.coerce.number().int().min(0).max(86_400).default(0),
});
export type Voicemail = z.output<typeof voicemailSchema>;

/** Twilio's id of a recording. */
export const recordingSid = ({ RecordingUrl }: Voicemail): string =>
  RECORDING.exec(new URL(RecordingUrl).pathname)![1]!;
