import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { latinDigits } from '../../../lib/saudi-id';
import { halalasOf, riyals, riyalsTyped } from '../money';
import type { FieldValue } from '../schemas';
import classes from './form.module.css';

interface Props {
  kind: 'number' | 'money';
  label: ReactNode;
  hint?: string;
  field?: string;
  error?: string;
  disabled?: boolean;
  value: FieldValue;
  /** A whole number, halalas for money; what was typed when it is neither; null when it is empty. */
  onChange: (value: FieldValue) => void;
}

const wholeOf = (text: string): number | null => (/^-?\d{1,12}$/.test(text) ? Number(text) : null);

/** A number or an amount: any digits may be typed, also with separators. */
export function NumberField({ kind, label, hint, field, error, disabled, value, onChange }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const read = (text: string) =>
    kind === 'money' ? halalasOf(text) : wholeOf(latinDigits(text).replace(/[\s,٬]/g, ''));
  const written = typeof value === 'number' ? (kind === 'money' ? riyalsTyped(value) : String(value)) : '';
  const [typed, setTyped] = useState(written);
  // What was typed stands as long as it means the value; a value from elsewhere is written anew.
  const meant = typed.trim() === '' ? null : (read(typed) ?? typed);
  const shown = meant === value ? typed : typeof value === 'string' ? value : written;
  return (
    <TextInput
      label={label}
      description={
        kind === 'money' && typeof value === 'number' && value >= 100_000 ? riyals(value, language) : hint
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data-field={field}
      size="md"
      disabled={disabled}
      inputMode={kind === 'money' ? 'decimal' : 'numeric'}
      autoComplete="off"
      maxLength={18}
      attributes={{ input: { dir: 'ltr' } }}
      classNames={{ input: classes.digits }}
      rightSection={kind === 'money' ? <span className={classes.unit}>{t('requests.sar')}</span> : null}
      rightSectionWidth={kind === 'money' ? 56 : undefined}
      error={error}
      value={shown}
      onChange={({ currentTarget }) => {
        const text = currentTarget.value;
        setTyped(text);
        onChange(text.trim() === '' ? null : (read(text) ?? text));
      }}
    />
  );
}
