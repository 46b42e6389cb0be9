import { createContext, use } from 'react';
import { ar, type Words } from './ar';
import { en } from './en';

export type Language = 'ar' | 'en';
const KEY = 'insat.branch.language';

export const storedLanguage = (): Language => (localStorage.getItem(KEY) === 'en' ? 'en' : 'ar');

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
  showLanguage(language);
}

/** Tells the browser, so that fonts, direction and screen readers follow. */
export function showLanguage(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  document.title = wordsOf(language).app;
}

export const wordsOf = (language: Language): Words => (language === 'ar' ? ar : en);

interface Spoken {
  language: Language;
  words: Words;
}
export const LanguageContext = createContext<Spoken>({ language: 'ar', words: ar });
export const useWords = (): Words => use(LanguageContext).words;

/** "14 May 16:05", by the Gregorian calendar and Riyadh's clock, which stand on people's papers. */
export function useMoment(): (at: string | number) => string {
  const { language } = use(LanguageContext);
  const format = new Intl.DateTimeFormat(language === 'ar' ? 'ar-SA-u-ca-gregory-nu-latn' : 'en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: 'Asia/Riyadh',
  });
  return (at) => format.format(new Date(at));
}

/** The day in both calendars. */
export function useDay(): (at: string | number) => string {
  const { language } = use(LanguageContext);
  const locale = language === 'ar' ? 'ar-SA-u-nu-latn' : 'en-GB-u-nu-latn';
  const day = (calendar: string) =>
    new Intl.DateTimeFormat(`${locale}-ca-${calendar}`, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      timeZone: 'Asia/Riyadh',
    });
  const [gregorian, hijri] = [day('gregory'), day('islamic-umalqura')];
  return (at) => `${gregorian.format(new Date(at))} · ${hijri.format(new Date(at))}`;
}
