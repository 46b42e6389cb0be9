import type { Language } from './words';

/** A day in both calendars, as it is in Riyadh: Hijri first, the other in brackets. */
export function bothDays(at: string, language: Language): string {
  return `${day(at, language, 'islamic-umalqura')} (${day(at, language, 'gregory')})`;
}

function day(at: string, language: Language, calendar: string): string {
  const locale = language === 'ar' ? 'ar-SA' : 'en-GB';
  return new Intl.DateTimeFormat(`${locale}-u-ca-${calendar}-nu-latn`, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'Asia/Riyadh',
  }).format(new Date(at));
}
