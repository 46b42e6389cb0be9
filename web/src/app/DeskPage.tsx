import { ActionIcon } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation, useNavigate } from 'react-router';
import classes from './DeskPage.module.css';
import { ProfileMenu } from './ProfileMenu';

interface Side {
  /** Its own address: on a narrow screen one side is shown at a time. */
  to: string;
  title: string;
  children: ReactNode;
}

interface Props {
  title: string;
  /** What else the page offers, at the end of its head. */
  action?: ReactNode;
  /** What somebody says, to be written down. */
  log: Side;
  /** The answers that a person carries. */
  tasks: Side & { count: ReactNode };
}

/** To write down and to carry out: beside each other, or one at a time on a narrow screen. */
export function DeskPage({ title, action, log, tasks }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const front = useLocation().pathname === tasks.to ? 'tasks' : 'log';
  return (
    <main className={classes.root} data-front={front}>
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
        <h1 className={classes.title}>{title}</h1>
        {action}
        <span className={classes.phoneOnly}>
          <ProfileMenu />
        </span>
      </header>
      <nav className={classes.tabs} aria-label={title}>
        <NavLink to={log.to} end className={classes.tab}>
          {log.title}
        </NavLink>
        <NavLink to={tasks.to} className={classes.tab}>
          {tasks.title}
          <span className={classes.count}>{tasks.count}</span>
        </NavLink>
      </nav>
      <div className={classes.columns}>
        <section className={classes.log} aria-label={log.title}>
          <h2 className={classes.columnTitle}>{log.title}</h2>
          {log.children}
        </section>
        <section className={classes.tasks} aria-label={tasks.title}>
          <h2 className={classes.columnTitle}>
            {tasks.title}
            <span className={classes.count}>{tasks.count}</span>
          </h2>
          {tasks.children}
        </section>
      </div>
    </main>
  );
}
