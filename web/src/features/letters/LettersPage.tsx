import { ActionIcon } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation, useNavigate } from 'react-router';
import { ProfileMenu } from '../../app/ProfileMenu';
import classes from './LettersPage.module.css';
import { LogLetter } from './LogLetter';
import { ToSend } from './ToSend';
import { useWaitingCount } from './use-letters';

/** Log a letter, and send letters: beside each other, or one at a time on a narrow screen. */
export function LettersPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const sending = useLocation().pathname.endsWith('/send');
  const waiting = useWaitingCount();
  return (
    <main className={classes.root} data-tab={sending ? 'send' : 'log'}>
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
        <h1 className={classes.title}>{t('nav.letters')}</h1>
        <span className={classes.phoneOnly}>
          <ProfileMenu />
        </span>
      </header>
      <nav className={classes.tabs} aria-label={t('nav.letters')}>
        <NavLink to="/letters" end className={classes.tab}>
          {t('letters.log.title')}
        </NavLink>
        <NavLink to="/letters/send" className={classes.tab}>
          {t('letters.send.title')}
          <span className={classes.count}>{waiting}</span>
        </NavLink>
      </nav>
      <div className={classes.columns}>
        <section className={classes.log} aria-label={t('letters.log.title')}>
          <h2 className={classes.columnTitle}>{t('letters.log.title')}</h2>
          <LogLetter />
        </section>
        <section className={classes.send} aria-label={t('letters.send.title')}>
          <h2 className={classes.columnTitle}>
            {t('letters.send.title')}
            <span className={classes.count}>{waiting}</span>
          </h2>
          <ToSend />
        </section>
      </div>
    </main>
  );
}
