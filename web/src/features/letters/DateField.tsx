import { SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import { fromHijri, toHijri } from '../../lib/hijri';
import classes from './LogLetter.module.css';

interface Props {
  label: string;
  /** Name of the field in its form. */
  field?: string;
  /** "2026-11-22"; empty when it is not known. */
  value: string;
  error: string | undefined;
  onChange: (day: string) => void;
}

type Calendar = 'hijri' | 'gregorian';

/** A day in the calendar in which it stands on the paper, with the other one below it. */
export function DateField({ label, field, value, error, onChange }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [calendar, setCalendar] = useState<Calendar>('gregorian');
  const [typed, setTyped] = useState('');
  const hijri = calendar === 'hijri';
  const unread = hijri && typed.trim() !== '' && fromHijri(typed) === null;
  const other = value && (hijri ? gregorianDay(value, language) : hijriDay(value, language));
  return (
    <div className={classes.date}>
      <TextInput
        label={label}
        data-field={field}
        size="md"
        type={hijri ? 'text' : 'date'}
        inputMode={hijri ? 'numeric' : undefined}
        placeholder={hijri ? '1448/06/12' : undefined}
        attributes={hijri ? { input: { dir: 'ltr' } } : undefined}
        classNames={{ input: classes.digits }}
        autoComplete="off"
        maxLength={20}
        error={unread ? t('letters.log.noDay') : error}
        description={other || undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={hijri ? typed : value}
        onChange={({ currentTarget }) => {
          if (!hijri) return onChange(currentTarget.value);
          setTyped(currentTarget.value);
          onChange(fromHijri(currentTarget.value) ?? '');
        }}
      />
      <SegmentedControl
        className={classes.calendar}
        size="xs"
        aria-label={t('letters.log.calendarOf', { field: label })}
        value={calendar}
        onChange={(chosen) => {
          setTyped(value ? toHijri(value) : '');
          setCalendar(chosen as Calendar);
        }}
        data={[
          { value: 'gregorian', label: t('letters.log.gregorian') },
          { value: 'hijri', label: t('letters.log.hijri') },
        ]}
      />
    </div>
  );
}
