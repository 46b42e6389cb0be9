import { fold } from '../../platform/i18n/fold.js';

const plain = (word: string): string => fold(word).replace(/[^\p{L}\p{N}]/gu, '');

const ANSWERED = new Set(
  [
    ...['ANSWERED', 'answer', 'connected', 'completed', 'success', 'successful', 'accepted', 'yes'],
    ...['مجاب', 'مجابة', 'تم الرد', 'تم الرد عليها', 'رد', 'أجيبت', 'ناجحة', 'مكتملة', 'نعم'],
  ].map(plain),
);
const MISSED = new Set(
  [
    ...['NO ANSWER', 'not answered', 'unanswered', 'missed', 'missed call', 'BUSY', 'FAILED', 'failure'],
    ...['CONGESTION', 'CHANUNAVAIL', 'CANCEL', 'canceled', 'cancelled', 'abandoned', 'rejected', 'declined'],
    ...['voicemail', 'no', 'لم يرد', 'لم يُرد', 'لم يتم الرد', 'لم يتم الرد عليها', 'لم يرد عليها', 'بدون رد'],
    ...['فائتة', 'مكالمة فائتة', 'مشغول', 'مرفوضة', 'فشل', 'فشلت', 'ملغاة', 'لا'],
  ].map(plain),
);
const INBOUND = new Set(
  ['in', 'inbound', 'incoming', 'received', 'وارد', 'واردة', 'مكالمة واردة', 'مستلمة'].map(plain),
);
const OUTBOUND = new Set(
  ['out', 'outbound', 'outgoing', 'dialed', 'dialled', 'placed', 'صادر', 'صادرة', 'مكالمة صادرة'].map(plain),
);
const INTERNAL = new Set(['internal', 'local', 'intercom', 'داخلي', 'داخلية'].map(plain));
const WITHHELD = new Set(
  [
    ...[
      '',
      'anonymous',
      'unknown',
      'restricted',
      'private',
      'withheld',
      'unavailable',
      'blocked',
      'asterisk',
    ],
    ...['مجهول', 'محجوب', 'خاص', 'غير معروف', 'رقم خاص'],
  ].map(plain),
);

/** Whether somebody answered, by the word for it; null when the word is unknown. */
export function readOutcome(word: string): 'answered' | 'missed' | null {
  const said = plain(word);
  return ANSWERED.has(said) ? 'answered' : MISSED.has(said) ? 'missed' : null;
}

export const isOutcomeWord = (word: string): boolean => readOutcome(word) !== null;

/** Which way a call went, by the word for it. A telephone's own list calls an inbound one "missed". */
export function readDirection(word: string): 'inbound' | 'outbound' | 'internal' | null {
  const said = plain(word);
  if (INBOUND.has(said) || MISSED.has(said)) return 'inbound';
  return OUTBOUND.has(said) ? 'outbound' : INTERNAL.has(said) ? 'internal' : null;
}

/** A caller who hides the number, in the words of exchanges. */
export const isWithheld = (number: string): boolean => WITHHELD.has(plain(number));
