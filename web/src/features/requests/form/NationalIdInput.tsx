import { TextInput } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isSaudiId, latinDigits } from '../../../lib/saudi-id';
import { idProblem } from './draft';
import classes from './form.module.css';

interface Props {
  label: ReactNode;
  field?: string;
  value: string;
  disabled?: boolean;
  required?: boolean;
  onChange: (value: string) => void;
}

/** A national ID or iqama, whose last digit says at once whether it was copied right. */
export function NationalIdInput({ label, field, value, disabled, required, onChange }: Props) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(false);
  const digits = latinDigits(value).replace(/\s/g, '');
  // Nobody is told that half a number is wrong while they write it.
  const wrong = idProblem(value) !== null && (left || digits.length >= 10);
  const right = isSaudiId(value);
  return (
    <TextInput
      label={label}
      data-field={field}
      size="md"
      required={required}
      withAsterisk={false}
      disabled={disabled}
      inputMode="numeric"
      autoComplete="off"
      maxLength={14}
      attributes={{ input: { dir: 'ltr' } }}
      classNames={{ input: classes.digits }}
      error={wrong ? t('requests.problems.idWrong') : undefined}
      description={
        right && !disabled ? (
          <span className={classes.right}>
            <IconCheck size={14} stroke={2} aria-hidden />
            {t(digits.startsWith('1') ? 'requests.idRight' : 'requests.iqamaRight')}
          </span>
        ) : undefined
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      onBlur={() => setLeft(true)}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}
