import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Words } from '../schemas';
import classes from './types.module.css';

interface Props {
  label: string;
  value: Words;
  maxLength?: number;
  onChange: (words: Words) => void;
}

/** The same words in both languages, side by side. */
export function WordsInput({ label, value, maxLength = 120, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <div className={classes.two}>
      <TextInput
        label={t('requests.types.inArabic', { label })}
        attributes={{ input: { dir: 'rtl', lang: 'ar' } }}
        maxLength={maxLength}
        value={value.ar}
        onChange={({ currentTarget }) => onChange({ ...value, ar: currentTarget.value })}
      />
      <TextInput
        label={t('requests.types.inEnglish', { label })}
        attributes={{ input: { dir: 'ltr', lang: 'en' } }}
        maxLength={maxLength}
        value={value.en}
        onChange={({ currentTarget }) => onChange({ ...value, en: currentTarget.value })}
      />
    </div>
  );
}
