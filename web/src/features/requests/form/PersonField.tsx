import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ownDirection } from '../../../lib/writing';
import type { FieldValue, PersonValue } from '../schemas';
import classes from './form.module.css';
import { NationalIdInput } from './NationalIdInput';

interface Props {
  label: ReactNode;
  hint?: string;
  field: string;
  error?: string;
  disabled?: boolean;
  value: FieldValue;
  onChange: (value: FieldValue) => void;
}

const NOBODY: PersonValue = { name: '' };
export const isPerson = (value: FieldValue): value is PersonValue =>
  typeof value === 'object' && value !== null && 'name' in value;

/** Somebody whom the request is about or who is named in it: name, how related, ID, phone. */
export function PersonField({ label, hint, field, error, disabled, value, onChange }: Props) {
  const { t } = useTranslation();
  const person = isPerson(value) ? value : NOBODY;
  const edit = (change: Partial<PersonValue>) => {
    const next = { ...person, ...change };
    const filled = [next.name, next.relation, next.nationalId, next.phone].some((part) => part?.trim());
    onChange(filled ? next : null);
  };
  return (
    <fieldset className={classes.group}>
      <legend>{label}</legend>
      {hint && <p className={classes.hint}>{hint}</p>}
      <div className={classes.grid}>
        <TextInput
          label={t('requests.person.name')}
          data-field={field}
          size="md"
          disabled={disabled}
          error={error}
          maxLength={200}
          attributes={ownDirection}
          value={person.name}
          onChange={({ currentTarget }) => edit({ name: currentTarget.value })}
        />
        <TextInput
          label={t('requests.person.relation')}
          size="md"
          disabled={disabled}
          maxLength={100}
          attributes={ownDirection}
          value={person.relation ?? ''}
          onChange={({ currentTarget }) => edit({ relation: currentTarget.value })}
        />
        <NationalIdInput
          label={t('requests.ownFields.nationalId')}
          disabled={disabled}
          value={person.nationalId ?? ''}
          onChange={(nationalId) => edit({ nationalId })}
        />
        <TextInput
          label={t('requests.ownFields.phone')}
          size="md"
          type="tel"
          disabled={disabled}
          maxLength={20}
          attributes={{ input: { dir: 'ltr' } }}
          classNames={{ input: classes.digits }}
          value={person.phone ?? ''}
          onChange={({ currentTarget }) => edit({ phone: currentTarget.value })}
        />
      </div>
    </fieldset>
  );
}
