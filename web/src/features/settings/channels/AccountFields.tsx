import { Collapse, PasswordInput, Select, Switch, Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccountField, AccountSetting } from '../../../lib/schemas';
import type { Draft } from './account-draft';
import classes from './channels.module.css';

interface Props {
  fields: AccountField[];
  draft: Draft;
  saved: AccountSetting[];
  /** By field; what the API or the page found wrong. */
  errors: Readonly<Record<string, string>>;
  onChange: (name: string, value: string | boolean) => void;
}

/** A provider's form, made of what the API says of its fields. What is right for most stays folded away. */
export function AccountFields({ fields, errors, ...rest }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const advanced = fields.filter((field) => field.advanced);
  const isWrong = advanced.some(({ name }) => errors[name]);
  const [open, setOpen] = useState(false);
  const shown = open || isWrong;
  return (
    <>
      {fields
        .filter((field) => !field.advanced)
        .map((field) => (
          <Field key={field.name} field={field} error={errors[field.name]} {...rest} />
        ))}
      {advanced.length > 0 && (
        <>
          <UnstyledButton
            className={classes.fold}
            aria-expanded={shown}
            aria-controls={id}
            onClick={() => setOpen(!shown)}
          >
            <IconChevronDown size={17} stroke={1.7} data-open={shown || undefined} aria-hidden />
            {t('settings.channels.advanced')}
          </UnstyledButton>
          <Collapse expanded={shown} id={id}>
            <div className={classes.fields}>
              {advanced.map((field) => (
                <Field key={field.name} field={field} error={errors[field.name]} {...rest} />
              ))}
            </div>
          </Collapse>
        </>
      )}
    </>
  );
}

interface FieldProps extends Omit<Props, 'fields' | 'errors'> {
  field: AccountField;
  error: string | undefined;
}

function Field({ field, draft, saved, error, onChange }: FieldProps) {
  const { t, i18n } = useTranslation();
  const { name, kind, label, required, example } = field;
  const hint = `settings.channels.hints.${label}`;
  const common = {
    label: t(`settings.channels.fields.${label}`),
    description: i18n.exists(hint) ? t(hint) : undefined,
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      | 'label'
      | 'input'
      | 'description'
      | 'error'
    )[],
    error,
    withAsterisk: required,
    name,
  };
  const text = String(draft[name] ?? '');
  // Ids, addresses and paths are never Arabic; what is typed stands from the left.
  const technical = { input: { dir: 'ltr' } };
  if (kind === 'switch') {
    return (
      <Switch
        label={common.label}
        description={common.description}
        checked={draft[name] === true}
        onChange={(event) => onChange(name, event.currentTarget.checked)}
      />
    );
  }
  if (kind === 'choice') {
    return (
      <Select
        {...common}
        data={(field.options ?? []).map((value) => ({
          value,
          label: t(`settings.channels.options.${value}`),
        }))}
        allowDeselect={false}
        value={text}
        onChange={(value) => value && onChange(name, value)}
      />
    );
  }
  if (kind === 'secret') {
    const before = saved.find((one) => one.name === name && one.set);
    return (
      <PasswordInput
        {...common}
        attributes={technical}
        classNames={{ innerInput: classes.secret }}
        autoComplete="new-password"
        placeholder={before ? t('settings.channels.secretKept', { end: before.end ?? '' }) : undefined}
        value={text}
        onChange={(event) => onChange(name, event.currentTarget.value)}
      />
    );
  }
  if (kind === 'lines') {
    return (
      <Textarea
        {...common}
        attributes={technical}
        autosize
        minRows={3}
        maxRows={12}
        classNames={{ input: classes.code }}
        placeholder={example ?? undefined}
        value={text}
        onChange={(event) => onChange(name, event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...common}
      attributes={technical}
      autoComplete="off"
      placeholder={example ?? undefined}
      value={text}
      onChange={(event) => onChange(name, event.currentTarget.value)}
    />
  );
}
