import { Alert, Button, PasswordInput, TextInput, UnstyledButton } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconAlertCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { chooseLanguage, useLanguage } from '../../app/i18n';
import { Logo } from '../../components/Logo';
import { api } from '../../lib/api';
import { useErrorText } from '../../lib/error-text';
import { ApiError } from '../../lib/http';
import { keys } from '../../lib/keys';
import classes from './SignInPage.module.css';
import { arrived, forgetOthers, useSessionQuery } from './session';

/** Only a path of our own: an address from the bar must not lead elsewhere. */
const safeNext = (next: string | null) => (next && /^\/(?![/\\])/.test(next) ? next : '/');

/** Seconds until another try is allowed, counting down. */
function useCountdown(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!(error instanceof ApiError) || error.status !== 429) return setLeft(0);
    const until = Date.now() + (error.retryAfter ?? 60) * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}

function LanguageSwitch({ onChoice }: { onChoice: () => void }) {
  const language = useLanguage();
  const other = language === 'ar' ? 'en' : 'ar';
  return (
    <UnstyledButton
      className={classes.language}
      lang={other}
      onClick={() => {
        onChoice();
        chooseLanguage(other);
      }}
    >
      {other === 'ar' ? 'العربية' : 'English'}
    </UnstyledButton>
  );
}

export function SignInPage() {
  const { t } = useTranslation();
  const text = useErrorText();
  const client = useQueryClient();
  const language = useLanguage();
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState(false);
  const session = useSessionQuery();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('signIn.emailNeeded')),
      password: (value) => (value ? null : t('signIn.passwordNeeded')),
    },
  });
  const signIn = useMutation({
    mutationFn: (values: { email: string; password: string }) =>
      api.signIn(values.email.trim(), values.password),
    onSuccess: (opened) => {
      arrived();
      forgetOthers(client);
      client.setQueryData(keys.me, opened);
      // A choice made at the door is a choice: it becomes the person's own language.
      if (chosen && opened.staff.locale !== language) {
        void api.changeMe({ locale: language });
        client.setQueryData(keys.me, { ...opened, staff: { ...opened.staff, locale: language } });
      }
    },
  });
  const wait = useCountdown(signIn.error);

  if (session.data) return <Navigate to={safeNext(search.get('next'))} replace />;
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <header className={classes.head}>
          <Logo size={52} />
          <div>
            <h1 className={classes.title}>{t('app.name')}</h1>
            <p className={classes.subtitle}>{t('app.tagline')}</p>
          </div>
        </header>
        <form className={classes.form} onSubmit={form.onSubmit((values) => signIn.mutate(values))} noValidate>
          {signIn.error && (
            <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
              {wait > 0 ? t('signIn.throttled', { count: wait }) : text(signIn.error)}
            </Alert>
          )}
          <TextInput
            key={form.key('email')}
            label={t('signIn.email')}
            type="email"
            dir="ltr"
            size="md"
            autoComplete="username"
            autoFocus
            {...form.getInputProps('email')}
          />
          <PasswordInput
            key={form.key('password')}
            label={t('signIn.password')}
            size="md"
            dir="ltr"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" fullWidth loading={signIn.isPending} disabled={wait > 0} mt={4}>
            {t('signIn.submit')}
          </Button>
        </form>
        <p className={classes.help}>{t('signIn.help')}</p>
      </div>
      <LanguageSwitch onChoice={() => setChosen(true)} />
    </main>
  );
}
