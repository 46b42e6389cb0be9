/** Dates as the staff read them: the association's clock, both calendars, Latin digits. */
import type { Language } from './schemas';

export const DEFAULT_ZONE = 'Asia/Riyadh';

const HIJRI: Record<Language, string> = {
  ar: 'ar-SA-u-ca-islamic-umalqura-nu-latn',
  en: 'en-GB-u-ca-islamic-umalqura-nu-latn',
};
const GREGORIAN: Record<Language, string> = {
  ar: 'ar-SA-u-ca-gregory-nu-latn',
  en: 'en-GB-u-ca-gregory-nu-latn',
};

const made = new Map<string, Intl.DateTimeFormat>();
function format(locale: string, options: Intl.DateTimeFormatOptions, at: string | Date): string {
  const key = `${locale}${JSON.stringify(options)}`;
  let formatter = made.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, { timeZone: DEFAULT_ZONE, ...options });
    made.set(key, formatter);
  }
  return formatter.format(typeof at === 'string' ? new Date(at) : at);
}

/** "Sunday, 22 November 2026" */
export const gregorianDay = (at: string | Date, language: Language): string =>
  format(GREGORIAN[language], { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, at);

/** "12 Jumada II 1448 AH" in Umm al-Qura, the calendar of the Kingdom. */
export const hijriDay = (at: string | Date, language: Language): string =>
  format(HIJRI[language], { day: 'numeric', month: 'long', year: 'numeric' }, at);

/** "3:05 PM" */
export const clockTime = (at: string | Date, language: Language): string =>
  format(GREGORIAN[language], { hour: 'numeric', minute: '2-digit', hourCycle: 'h12' }, at);

/** "22 Nov 2026, 3:05 PM" */
export const dateAndTime = (at: string | Date, language: Language): string =>
  format(
    GREGORIAN[language],
    { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit', hourCycle: 'h12' },
    at,
  );

/** The calendar day in the association's zone, "2026-11-22": for grouping. */
export const dayKey = (at: string | Date): string =>
  format('en-CA-u-ca-gregory-nu-latn', { year: 'numeric', month: '2-digit', day: '2-digit' }, at);

/** The time of the day in the association's zone, "15:05": for fields. */
export const hourKey = (at: string | Date): string =>
  format('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, at);

/** For a list row: the hour today, the weekday this week, else the date. */
export function shortMoment(at: string, now: Date, language: Language): string {
  if (dayKey(at) === dayKey(now)) return clockTime(at, language);
  const age = now.getTime() - new Date(at).getTime();
  if (age < 6 * 86_400_000) return format(GREGORIAN[language], { weekday: 'long' }, at);
  const sameYear = dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4);
  return format(
    GREGORIAN[language],
    { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) },
    at,
  );
}

export type SpanUnit = 'minute' | 'hour' | 'day';

/** A span in its largest whole unit: 95 minutes is { unit: 'hour', count: 1 }. Never below one minute. */
export function span(milliseconds: number): { unit: SpanUnit; count: number } {
  const minutes = Math.max(1, Math.floor(Math.abs(milliseconds) / 60_000));
  if (minutes < 60) return { unit: 'minute', count: minutes };
  if (minutes < 48 * 60) return { unit: 'hour', count: Math.floor(minutes / 60) };
  return { unit: 'day', count: Math.floor(minutes / 1440) };
}

/** How pressing an answer is. `near`: less than an hour is left. */
export function dueState(answerDueAt: string | null, now: Date): 'none' | 'later' | 'near' | 'past' {
  if (!answerDueAt) return 'none';
  const left = new Date(answerDueAt).getTime() - now.getTime();
  if (left <= 0) return 'past';
  return left <= 60 * 60_000 ? 'near' : 'later';
}
