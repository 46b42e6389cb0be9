import { Button, TextInput } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api';
import { useErrorText } from '../../../lib/error-text';
import { ApiError } from '../../../lib/http';
import type { AccountDetails } from '../../../lib/schemas';
import classes from './channels.module.css';

interface Props {
  account: AccountDetails;
  kind: 'phone' | 'email';
}

/** "Send me a test": a message through the account itself, and what its provider said. */
export function AccountTest({ account, kind }: Props) {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const [to, setTo] = useState('');
  const test = useMutation({ mutationFn: () => api.testAccount(account.id, to.trim()) });
  const error = test.error instanceof ApiError ? test.error : null;
  const wrong = error?.fields.some(({ path }) => path === 'to');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to.trim()) test.mutate();
  };
  return (
    <section className={classes.section}>
      <h3>{t('settings.channels.test')}</h3>
      <form className={classes.test} onSubmit={submit} noValidate>
        <TextInput
          aria-label={t(`settings.channels.testTo.${kind}`)}
          placeholder={t(`settings.channels.testTo.${kind}`)}
          type={kind === 'phone' ? 'tel' : 'email'}
          attributes={{ input: { dir: to ? 'ltr' : undefined } }}
          autoComplete={kind === 'phone' ? 'tel' : 'email'}
          error={wrong ? t(`settings.channels.testWrong.${kind}`) : undefined}
          value={to}
          onChange={(event) => {
            setTo(event.currentTarget.value);
            test.reset();
          }}
        />
        <Button type="submit" variant="light" loading={test.isPending} disabled={!to.trim()}>
          {t('settings.channels.testSend')}
        </Button>
      </form>
      {test.isSuccess && (
        <p className={classes.outcome} data-tone="good" role="status">
          <IconCircleCheck size={17} stroke={1.7} aria-hidden />
          {t('settings.channels.tested')}
        </p>
      )}
      {test.isError && !wrong && (
        <div className={classes.outcome} data-tone="red" role="alert">
          <IconAlertCircle size={17} stroke={1.7} aria-hidden />
          <span>
            {errorText(test.error)}
            {typeof error?.params['detail'] === 'string' && (
              <bdi className={classes.said} dir="auto">
                {`${error.params['detail']} (${String(error.params['code'])})`}
              </bdi>
            )}
          </span>
        </div>
      )}
    </section>
  );
}
