import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import { type Language, translate } from '../../platform/i18n/translate.js';
import type { VoiceLine } from './phone.voice.line.js';

/** Longest message, in seconds, and the silence that ends one. */
const LONGEST_MESSAGE = 300;
const SILENCE = 8;

const VOICES = {
  ar: { language: 'ar-AE', voice: 'Polly.Hala-Neural' },
  en: { language: 'en-GB', voice: 'Polly.Amy-Neural' },
} as const satisfies Record<Language, object>;

type Greeting = VoiceLine['greeting'];

/**
 * Greets the caller and takes a message down, which is handed to `recordedAt`. Nothing of it is transcribed: what people
 * say to a charity is not sent to one machine more.
 */
export function greetingTwiml({ languages, recording }: Greeting, recordedAt: string): string {
  const response = new VoiceResponse();
  if (recording) response.play(recording);
  else
    for (const language of languages) response.say(VOICES[language], translate(language, 'phone.greeting'));
  response.record({
    action: recordedAt,
    method: 'POST',
    maxLength: LONGEST_MESSAGE,
    timeout: SILENCE,
    finishOnKey: '#',
    playBeep: true,
    transcribe: false,
  });
  // Only who said nothing gets here; they are called back all the same.
  say(response, languages, 'phone.farewell');
  response.hangup();
  return response.toString();
}

/** Thanks for the message, and ends the call. */
export function thanksTwiml({ languages }: Pick<Greeting, 'languages'>): string {
  const response = new VoiceResponse();
  say(response, languages, 'phone.thanks');
  response.hangup();
  return response.toString();
}

function say(
  response: InstanceType<typeof VoiceResponse>,
  languages: Greeting['languages'],
  key: string,
): void {
  for (const language of languages) response.say(VOICES[language], translate(language, key));
}
