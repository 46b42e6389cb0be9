import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Language } from '../lib/schemas';
import { recall, remember } from '../lib/storage';
import ar from '../locales/ar.json';
import en from '../locales/en.json';

const STORED = 'locale';

export const directionOf = (language: Language): 'rtl' | 'ltr' => (language === 'ar' ? 'rtl' : 'ltr');

function dress(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  document.title = i18next.t('app.name');
}

/** Arabic unless this browser chose otherwise; a signed-in person's own choice follows later. */
export function startI18n(): void {
  const language: Language = recall(STORED) === 'en' ? 'en' : 'ar';
  void i18next.use(initReactI18next).init({
    resources: { ar: { translation: ar }, en: { translation: en } },
    lng: language,
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  i18next.on('languageChanged', (changed) => dress(changed as Language));
  dress(language);
}

export function chooseLanguage(language: Language): void {
  remember(STORED, language);
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'ar';
}
