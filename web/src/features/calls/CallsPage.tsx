import { ActionIcon } from '@mantine/core';
import { IconArrowRight, IconFileImport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation, useNavigate } from 'react-router';
import { ProfileMenu } from '../../app/ProfileMenu';
import { useCan } from '../auth/session';
import { CallBacks } from './CallBacks';
import classes from './CallsPage.module.css';
import { LogCall } from './LogCall';
import { useDueCount } from './use-call-backs';

/** Log a call, and call back: beside each other, or one at a time on a narrow screen. */
export function CallsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const back = useLocation().pathname.endsWith('/back');
  const due = useDueCount();
  const can = useCan();
  return (
    <main className={classes.root} data-tab={back ? 'back' : 'log'}>
      <header className={classes.head}>
        <ActionIcon
          className={classes.phoneOnly}
          variant="subtle"
          color="gray"
          size={44}
          aria-label={t('settings.backToInbox')}
          onClick={() => navigate('/inbox')}
        >
          <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
        </ActionIcon>
        <h1 className={classes.title}>{t('nav.calls')}</h1>
        {can('calls.import') && (
          <Link to="/calls/import" className={classes.import}>
            <IconFileImport size={19} stroke={1.6} aria-hidden />
            <span>{t('calls.import.link')}</span>
          </Link>
        )}
        <span className={classes.phoneOnly}>
          <ProfileMenu />
        </span>
      </header>
      <nav className={classes.tabs} aria-label={t('nav.calls')}>
        <NavLink to="/calls" end className={classes.tab}>
          {t('calls.log.title')}
        </NavLink>
        <NavLink to="/calls/back" className={classes.tab}>
          {t('calls.back.title')}
          <span className={classes.count}>{due}</span>
        </NavLink>
      </nav>
      <div className={classes.columns}>
        <section className={classes.log} aria-label={t('calls.log.title')}>
          <h2 className={classes.columnTitle}>{t('calls.log.title')}</h2>
          <LogCall />
        </section>
        <section className={classes.back} aria-label={t('calls.back.title')}>
          <h2 className={classes.columnTitle}>
            {t('calls.back.title')}
            <span className={classes.count}>{due}</span>
          </h2>
          <CallBacks />
        </section>
      </div>
    </main>
  );
}
