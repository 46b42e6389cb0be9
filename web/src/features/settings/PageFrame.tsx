import { ActionIcon, Skeleton } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ErrorNotice } from '../../components/ErrorNotice';
import classes from './PageFrame.module.css';

interface Props {
  /** The section's id: its title and one-sentence purpose come from the locales. */
  id: string;
  action?: ReactNode;
  children: ReactNode;
}

export function PageFrame({ id, action, children }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <div className={classes.root}>
      <header className={classes.head}>
        <ActionIcon
          className={classes.back}
          variant="subtle"
          color="gray"
          size={38}
          aria-label={t('settings.back')}
          onClick={() => navigate('/settings')}
        >
          <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
        </ActionIcon>
        <div className={classes.words}>
          <h2 className={classes.title}>{t(`settings.${id}.title`)}</h2>
          <p className={classes.purpose}>{t(`settings.${id}.purpose`)}</p>
        </div>
        {action}
      </header>
      {children}
    </div>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** The answer when it is there; its shape, or what went wrong, before. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div aria-busy="true">
      <Skeleton height={58} mb={12} radius="md" />
      <Skeleton height={58} mb={12} radius="md" />
      <Skeleton height={58} radius="md" />
    </div>
  );
}

/** One white block of a settings page. */
export function Card({ title, children, flush }: { title?: string; children: ReactNode; flush?: boolean }) {
  return (
    <section className={classes.card} data-flush={flush || undefined}>
      {title && <h3 className={classes.cardTitle}>{title}</h3>}
      {children}
    </section>
  );
}
