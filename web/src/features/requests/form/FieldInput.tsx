import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { ownDirection } from '../../../lib/writing';
import { DateField } from '../../letters/DateField';
import { riyals } from '../money';
import type { Field, FieldValue } from '../schemas';
import type { Problem } from './draft';
import { FieldFiles } from './FieldFiles';
import classes from './form.module.css';
import { NumberField } from './NumberField';
import { PersonField } from './PersonField';

const LONG = 200;

interface Props {
  field: Field;
  /** Of the request, for its files; none where the form is only shown. */
  requestId: string | null;
  value: FieldValue;
  problem?: Problem;
  disabled?: boolean;
  onChange: (value: FieldValue) => void;
}

const asText = (value: FieldValue): string => (typeof value === 'string' ? value : '');
const asList = (value: FieldValue): string[] =>
  Array.isArray(value) ? value : typeof value === 'string' && value ? [value] : [];

/** One field of a type, as its kind asks for it. */
export function FieldInput({ field, requestId, value, problem, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const limit = (bound: number | undefined) =>
    bound === undefined ? '' : field.kind === 'money' ? riyals(bound, language) : String(bound);
  const error =
    problem &&
    t(`requests.problems.${problem}`, {
      min: limit(field.min),
      max: limit(field.max),
      most: field.maxLength,
    });
  const label: ReactNode = (
    <>
      {field.label[language] || t('requests.types.unnamed')}
      {!field.required && <span className={classes.optional}> {t('requests.optional')}</span>}
    </>
  );
  const hint = field.hint?.[language] || undefined;
  const common = { label, 'data-field': field.key, size: 'md', disabled, error, description: hint } as const;
  const { options = [] } = field;
  const data = options.map((option) => ({ value: option.value, label: option.label[language] }));
  const shared = { label, hint, field: field.key, error, disabled, value, onChange };
  switch (field.kind) {
    case 'text':
      return !field.maxLength || field.maxLength > LONG ? (
        <Textarea
          {...common}
          className={classes.wide}
          autosize
          minRows={3}
          maxRows={14}
          attributes={ownDirection}
          value={asText(value)}
          onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
        />
      ) : (
        <TextInput
          {...common}
          attributes={ownDirection}
          value={asText(value)}
          onChange={({ currentTarget }) => onChange(currentTarget.value || null)}
        />
      );
    case 'number':
    case 'money':
      return <NumberField kind={field.kind} {...shared} />;
    case 'date':
      return (
        <DateField
          label={field.label[language]}
          field={field.key}
          value={asText(value)}
          error={error}
          onChange={(day) => !disabled && onChange(day || null)}
        />
      );
    case 'choice':
      return field.multiple ? (
        <MultiSelect
          {...common}
          data={data}
          value={asList(value)}
          onChange={(chosen) => onChange(chosen.length > 0 ? chosen : null)}
          clearButtonProps={{ 'aria-label': t('common.clear') }}
        />
      ) : (
        <Select
          {...common}
          data={data}
          clearable={!field.required}
          clearButtonProps={{ 'aria-label': t('common.clear') }}
          value={asText(value) || null}
          onChange={(chosen) => onChange(chosen)}
        />
      );
    case 'file':
      return (
        <FieldFiles
          label={label}
          hint={hint}
          requestId={requestId}
          value={asList(value)}
          disabled={disabled}
          onChange={(files) => onChange(files.length > 0 ? files : null)}
        />
      );
    case 'person':
      return <PersonField {...shared} />;
  }
}
