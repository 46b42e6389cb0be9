import type { Language } from './translate.js';

/** Where the association is: UTC+3 all year. */
export const TIME_ZONE = 'Asia/Riyadh';

/** Plain `ar-SA` gives the Gregorian calendar in Node, and `islamic-civil` another day on half of all days. */
const HIJRI = 'ca-islamic-umalqura-nu-latn';
const GREGORIAN = 'ca-gregory-nu-latn';
const LOCALE: Record<Language, string> = { ar: 'ar-SA', en: 'en-GB' };

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: Language, calendar: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language} ${calendar} ${JSON.stringify(options)}`;
  let made = formatters.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(`${LOCALE[language]}-u-${calendar}`, { ...options, timeZone: TIME_ZONE });
    formatters.set(key, made);
  }
  return made;
}

/** A day in both calendars as it is in Riyadh, for example "16 ربيع الآخر 1443 هـ" and "21 نوفمبر 2021". */
export function inBothCalendars(date: Date, language: Language): { hijri: string; gregorian: string } {
  const long = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return {
    hijri: formatter(language, HIJRI, long).format(date),
    gregorian: formatter(language, GREGORIAN, long).format(date),
  };
}

/** "الأحد 16 ربيع الآخر 1443 هـ (21 نوفمبر 2021)": a day for people to read, in one line. */
export function formatDay(date: Date, language: Language): string {
  const { hijri, gregorian } = inBothCalendars(date, language);
  const weekday = formatter(language, GREGORIAN, { weekday: 'long' }).format(date);
  return `${weekday} ${hijri} (${gregorian})`;
}

/** The clock time in Riyadh, "2:05 م" or "14:05". */
export function formatTime(date: Date, language: Language): string {
  return formatter(language, GREGORIAN, { hour: 'numeric', minute: '2-digit' }).format(date);
}

/** The Umm al-Qura day in Riyadh as numbers. */
export function hijriDay(date: Date): { year: number; month: number; day: number } {
  const numeric = { day: 'numeric', month: 'numeric', year: 'numeric' } as const;
  const parts = formatter('en', HIJRI, numeric).formatToParts(date);
  const number = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return { year: number('year'), month: number('month'), day: number('day') };
}
