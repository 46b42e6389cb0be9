import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api';
import { useErrorNotice } from '../../../lib/error-text';
import { ApiError } from '../../../lib/http';
import { keys } from '../../../lib/keys';
import type { AccountDetails, ProviderForm } from '../../../lib/schemas';
import { ownDirection } from '../../../lib/writing';
import { AccountFields } from './AccountFields';
import { type Draft, entered, missing, opened } from './account-draft';
import classes from './channels.module.css';

interface Props {
  form: ProviderForm;
  preset?: string | undefined;
  /** Null: a new one. */
  account: AccountDetails | null;
  onCancel: () => void;
  onSaved: (account: AccountDetails) => void;
}

/** Adds an account, or changes what is known of one. Secrets that are left empty stay as they are. */
export function AccountForm({ form, preset, account, onCancel, onSaved }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const showError = useErrorNotice();
  // What cannot be read any more cannot be kept either.
  const saved = account?.problem === 'unreadable' ? [] : (account?.settings ?? []);
  const proposed = form.presets.find(({ name }) => name === preset)?.values;
  const [label, setLabel] = useState(
    account?.label ?? (preset ? t(`settings.channels.presets.${preset}`) : ''),
  );
  const [draft, setDraft] = useState<Draft>(() => opened(form.fields, saved, proposed));
  const [errors, setErrors] = useState<Record<string, string>>({});
  const save = useMutation({
    mutationFn: () => {
      const settings = entered(form.fields, draft);
      return account
        ? api.changeAccount(account.id, { label: label.trim(), settings })
        : api.addAccount({ channel: form.channel, provider: form.provider, label: label.trim(), settings });
    },
    onSuccess: async (made) => {
      client.setQueryData(keys.account(made.id), made);
      await client.invalidateQueries({ queryKey: keys.channels });
      onSaved(made);
    },
    onError: (error) => {
      const fields = error instanceof ApiError ? error.fields : [];
      if (fields.length === 0) return showError(error);
      setErrors(Object.fromEntries(fields.map(({ path, message }) => [nameOf(path), wordsOf(message)])));
    },
  });
  const wordsOf = (message: string) =>
    t(message.startsWith('must be entered again') ? 'settings.channels.again' : 'settings.channels.wrong', {
      detail: message,
    });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const needed = missing(form.fields, draft, saved).map((name) => [name, t('settings.channels.needed')]);
    if (!label.trim()) needed.push(['label', t('settings.channels.needed')]);
    setErrors(Object.fromEntries(needed) as Record<string, string>);
    if (needed.length === 0) save.mutate();
  };
  return (
    <form className={classes.fields} onSubmit={submit} noValidate>
      <TextInput
        label={t('settings.channels.label')}
        description={t('settings.channels.labelHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        attributes={ownDirection}
        withAsterisk
        maxLength={80}
        error={errors['label']}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
        data-autofocus
      />
      <AccountFields
        fields={form.fields}
        draft={draft}
        saved={saved}
        errors={errors}
        onChange={(name, value) => {
          setDraft((was) => ({ ...was, [name]: value }));
          setErrors(({ [name]: _, ...others }) => others);
        }}
      />
      <div className={classes.foot}>
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t(account ? 'common.save' : 'settings.channels.add')}
        </Button>
      </div>
    </form>
  );
}

const nameOf = (path: string) => path.replace(/^settings\./, '');
