import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import type { Language } from '../../lib/schemas';
import { riyals } from './money';
import type { Promised } from './promise';
import type { Field, FieldValue, SupportRequest } from './schemas';

/** "Goes out in 3 days", "The promise ends in 4 days". */
export function usePromiseWords(): (promise: Promised) => string {
  const { t } = useTranslation();
  return useCallback(({ kind, days }) => t(`requests.promise.${kind}`, { count: days }), [t]);
}

/** The hub's names of what is asked of everybody. */
const OWN: Record<string, string> = { name: 'applicantName', national_id: 'nationalId' };

/** Makes words of what a step waits for: "paper:id_card:expired" is "National ID card: not valid any more". */
export function useMissingWords(request: Pick<SupportRequest, 'type' | 'papers'>): (code: string) => string {
  const { t, i18n } = useTranslation();
  const language = useLanguage();
  return (code) => {
    const [kind = '', key = '', what = ''] = code.split(':');
    const item = [...request.papers, ...request.type.fields].find((one) => one.key === key);
    const own = `requests.ownFields.${kind === 'applicant' ? OWN[key] : key}`;
    const name = item?.label[language] ?? (i18n.exists(own) ? t(own) : key);
    const words = `requests.missing.${kind}.${what || 'missing'}`;
    return i18n.exists(words) ? t(words, { name }) : name;
  };
}

/** A value as one reads it: an amount with its currency, a day in both calendars, the words of what was chosen. */
export function useValueWords(): (field: Field, value: FieldValue) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  const comma = language === 'ar' ? '، ' : ', ';
  return useCallback(
    (field, value) => {
      if (value === null || value === undefined) return '';
      if (typeof value === 'number') return field.kind === 'money' ? riyals(value, language) : String(value);
      if (Array.isArray(value)) {
        if (field.kind === 'file') return t('requests.files', { count: value.length });
        return value.map((one) => optionLabel(field, one, language)).join(comma);
      }
      if (typeof value === 'object') {
        return [value.name, value.relation, value.nationalId, value.phone].filter(Boolean).join(comma);
      }
      if (field.kind === 'date') return bothDays(value, language);
      return field.kind === 'choice' ? optionLabel(field, value, language) : value;
    },
    [t, language, comma],
  );
}

const optionLabel = (field: Field, value: string, language: Language) =>
  field.options?.find((option) => option.value === value)?.label[language] ?? value;

/** "Sunday, 22 November 2026 · 12 Jumada II 1448 AH" */
export const bothDays = (day: string, language: Language): string =>
  `${gregorianDay(day, language)} · ${hijriDay(day, language)}`;
