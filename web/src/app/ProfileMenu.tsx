import { Menu, Switch, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLanguage, IconLogout, IconMoon, IconSun, IconUser } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PersonMark } from '../components/PersonMark';
import { useSession, useSignOut } from '../features/auth/session';
import { api } from '../lib/api';
import { useErrorNotice } from '../lib/error-text';
import { keys } from '../lib/keys';
import { chooseLanguage, useLanguage } from './i18n';
import classes from './ProfileMenu.module.css';
import { usePlaces } from './places';

/** Sets one's own away mark or language; the session on the page follows. */
function useChangeMe() {
  const client = useQueryClient();
  const showError = useErrorNotice();
  return useMutation({
    mutationFn: api.changeMe,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: keys.me });
      void client.invalidateQueries({ queryKey: keys.staff });
    },
    onError: showError,
  });
}

export function ProfileMenu() {
  const { t } = useTranslation();
  const { staff } = useSession();
  const places = usePlaces();
  const signOut = useSignOut();
  const change = useChangeMe();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === 'dark';
  const other = language === 'ar' ? 'en' : 'ar';
  const away = change.isPending && change.variables.away !== undefined ? change.variables.away : staff.away;
  return (
    <Menu width={248} position="top-start" withinPortal>
      <Menu.Target>
        <UnstyledButton aria-label={t('nav.profile')} className={classes.target}>
          <PersonMark name={staff.name} size={40} tone="accent" presence={away ? 'away' : 'present'} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <strong>
            <bdi>{staff.name}</bdi>
          </strong>
          <span>{t(`roles.${staff.role}`)}</span>
        </div>
        <Menu.Divider />
        <Menu.Item closeMenuOnClick={false} component="div" onClick={() => change.mutate({ away: !away })}>
          <Switch
            checked={away}
            readOnly
            label={t('profile.away')}
            description={t('profile.awayHint')}
            tabIndex={-1}
            style={{ pointerEvents: 'none' }}
          />
        </Menu.Item>
        <Menu.Divider />
        {places.map(({ to, icon: Mark, label }) => (
          <Menu.Item
            key={to}
            component={Link}
            to={to}
            hiddenFrom="sm"
            leftSection={<Mark size={17} stroke={1.6} />}
          >
            {t(label)}
          </Menu.Item>
        ))}
        <Menu.Item component={Link} to="/settings/profile" leftSection={<IconUser size={17} stroke={1.6} />}>
          {t('settings.profile.title')}
        </Menu.Item>
        <Menu.Item
          lang={other}
          leftSection={<IconLanguage size={17} stroke={1.6} />}
          onClick={() => {
            chooseLanguage(other);
            change.mutate({ locale: other });
          }}
        >
          {other === 'ar' ? 'العربية' : 'English'}
        </Menu.Item>
        <Menu.Item
          leftSection={dark ? <IconSun size={17} stroke={1.6} /> : <IconMoon size={17} stroke={1.6} />}
          onClick={() => setColorScheme(dark ? 'light' : 'dark')}
        >
          {t(dark ? 'profile.light' : 'profile.dark')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} stroke={1.6} />} onClick={() => void signOut()}>
          {t('profile.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
