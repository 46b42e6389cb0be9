import { Button, PasswordInput, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, useLanguage } from '../../app/i18n';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import type { Language } from '../../lib/schemas';
import { ownDirection } from '../../lib/writing';
import { useSession } from '../auth/session';
import classes from './forms.module.css';
import { Card, PageFrame } from './PageFrame';
import { useSaving } from './use-saving';

const MIN_PASSWORD = 10;

function PasswordForm() {
  const { t } = useTranslation();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { currentPassword: '', newPassword: '', again: '' },
    validate: {
      currentPassword: (value) => (value ? null : t('settings.profile.currentNeeded')),
      newPassword: (value) =>
        value.length >= MIN_PASSWORD ? null : t('settings.profile.tooShort', { count: MIN_PASSWORD }),
      again: (value, values) => (value === values.newPassword ? null : t('settings.profile.notSame')),
    },
  });
  const save = useSaving({
    save: api.changeMe,
    refresh: [],
    notice: t('settings.profile.passwordChanged'),
    onSaved: () => form.reset(),
  });
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit(({ currentPassword, newPassword }) =>
        save.mutate({ currentPassword, newPassword }),
      )}
      noValidate
    >
      <PasswordInput
        key={form.key('currentPassword')}
        label={t('settings.profile.currentPassword')}
        autoComplete="current-password"
        dir="ltr"
        {...form.getInputProps('currentPassword')}
      />
      <PasswordInput
        key={form.key('newPassword')}
        label={t('settings.profile.newPassword')}
        description={t('settings.profile.passwordHint', { count: MIN_PASSWORD })}
        autoComplete="new-password"
        dir="ltr"
        {...form.getInputProps('newPassword')}
      />
      <PasswordInput
        key={form.key('again')}
        label={t('settings.profile.again')}
        autoComplete="new-password"
        dir="ltr"
        {...form.getInputProps('again')}
      />
      <div>
        <Button type="submit" loading={save.isPending}>
          {t('settings.profile.changePassword')}
        </Button>
      </div>
    </form>
  );
}

export function ProfilePage() {
  const { t } = useTranslation();
  const { staff } = useSession();
  const language = useLanguage();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: staff.name },
    validate: { name: (value) => (value.trim() ? null : t('settings.staff.nameNeeded')) },
  });
  const save = useSaving({ save: api.changeMe, refresh: [keys.me, keys.staff] });
  const quietly = useSaving({ save: api.changeMe, refresh: [keys.me, keys.staff], notice: null });
  return (
    <PageFrame id="profile">
      <Card>
        <form
          className={classes.form}
          onSubmit={form.onSubmit(({ name }) => save.mutate({ name: name.trim() }))}
          noValidate
        >
          <TextInput
            key={form.key('name')}
            label={t('settings.staff.name')}
            attributes={ownDirection}
            maxLength={200}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('settings.staff.email')}
            value={staff.email}
            dir="ltr"
            variant="filled"
            readOnly
          />
          <div>
            <Button type="submit" loading={save.isPending}>
              {t('common.save')}
            </Button>
          </div>
        </form>
      </Card>
      <Card>
        <div className={classes.form}>
          <div>
            <p className={classes.label}>{t('settings.profile.language')}</p>
            <SegmentedControl
              value={language}
              onChange={(value) => {
                chooseLanguage(value as Language);
                quietly.mutate({ locale: value as Language });
              }}
              data={[
                { value: 'ar', label: 'العربية' },
                { value: 'en', label: 'English' },
              ]}
            />
          </div>
          <Switch
            checked={staff.away}
            disabled={quietly.isPending}
            onChange={(event) => quietly.mutate({ away: event.currentTarget.checked })}
            label={t('profile.away')}
            description={t('profile.awayHint')}
          />
        </div>
      </Card>
      <Card title={t('settings.profile.changePassword')}>
        <PasswordForm />
      </Card>
    </PageFrame>
  );
}
