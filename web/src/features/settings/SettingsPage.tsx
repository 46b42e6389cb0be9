import { ActionIcon } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconArrowRight, IconChevronLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Outlet, useNavigate, useParams } from 'react-router';
import { useCan } from '../auth/session';
import classes from './SettingsPage.module.css';
import { SECTIONS } from './sections';

/** The list of sections beside the chosen one; on a phone first the list, then the section. */
export function SettingsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const { section } = useParams();
  const narrow = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false });
  if (!section && !narrow) return <Navigate to="/settings/profile" replace />;
  const groups = [
    { id: 'own', sections: SECTIONS.filter((one) => one.permission === null) },
    { id: 'house', sections: SECTIONS.filter((one) => one.permission !== null && can(one.permission)) },
  ].filter((group) => group.sections.length > 0);
  return (
    <div className={classes.root} data-open={section ? true : undefined}>
      <nav className={classes.nav} aria-label={t('nav.settings')}>
        <header className={classes.head}>
          <ActionIcon
            className={classes.phoneOnly}
            variant="subtle"
            color="gray"
            size={38}
            aria-label={t('settings.backToInbox')}
            onClick={() => navigate('/inbox')}
          >
            <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
          </ActionIcon>
          <h1 className={classes.title}>{t('nav.settings')}</h1>
        </header>
        {groups.map((group) => (
          <div key={group.id} className={classes.group}>
            <p className={classes.groupName}>{t(`settings.groups.${group.id}`)}</p>
            {group.sections.map(({ id, icon: Mark }) => (
              <NavLink key={id} to={`/settings/${id}`} className={classes.link}>
                <Mark size={19} stroke={1.6} aria-hidden />
                <span>{t(`settings.${id}.title`)}</span>
                <IconChevronLeft className={`${classes.flip} ${classes.phoneOnly}`} size={18} aria-hidden />
              </NavLink>
            ))}
          </div>
        ))}
      </nav>
      <main className={classes.page}>
        <Outlet />
      </main>
    </div>
  );
}
