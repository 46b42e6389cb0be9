import { ActionIcon } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { ProfileMenu } from '../../app/ProfileMenu';
import classes from '../calls/CallsPage.module.css';
import { LogVisit } from './LogVisit';
import { useWaitingCount } from './use-visit-answers';
import { VisitAnswers } from './VisitAnswers';

/** Log a visit, and tell or hand over answers: beside each other, or one at a time on a narrow screen. */
export function VisitsPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const answers = useLocation().pathname.endsWith('/answers');
  const waiting = useWaitingCount();
  return (
    <main className={classes.root} data-tab={answers ? 'back' : 'log'}>
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
        <h1 className={classes.title}>{t('nav.visits')}</h1>
        <span className={classes.phoneOnly}>
          <ProfileMenu />
        </span>
      </header>
      <nav className={classes.tabs} aria-label={t('nav.visits')}>
        <NavLink to="/visits" end className={classes.tab}>
          {t('visits.log.title')}
        </NavLink>
        <NavLink to="/visits/answers" className={classes.tab}>
          {t('visits.answers.title')}
          <span className={classes.count}>{waiting}</span>
        </NavLink>
      </nav>
      <div className={classes.columns}>
        <section className={classes.log} aria-label={t('visits.log.title')}>
          <h2 className={classes.columnTitle}>{t('visits.log.title')}</h2>
          <LogVisit />
        </section>
        <section className={classes.back} aria-label={t('visits.answers.title')}>
          <h2 className={classes.columnTitle}>
            {t('visits.answers.title')}
            <span className={classes.count}>{waiting}</span>
          </h2>
          <VisitAnswers />
        </section>
      </div>
    </main>
  );
}
