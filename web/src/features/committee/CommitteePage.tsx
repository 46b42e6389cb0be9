import { Button } from '@mantine/core';
import { IconScale } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { clockTime, gregorianDay, hijriDay } from '../../lib/dates';
import { useCan } from '../auth/session';
import { committee, committeeKeys } from './api';
import classes from './committee.module.css';
import { PageHead } from './PageHead';
import { PlanForm } from './PlanForm';

/** The sessions of the research committee: all of them, or those where one has a seat. */
export function CommitteePage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const mayRun = useCan()('committee.run');
  const [planning, setPlanning] = useState(false);
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: committeeKeys.sessions,
    queryFn: ({ pageParam }) => committee.sessions(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const sessions = data?.pages.flatMap((page) => page.data);
  return (
    <main className={classes.root}>
      <PageHead title={t('committee.title')}>
        {mayRun && !planning && (
          <Button size="md" onClick={() => setPlanning(true)}>
            {t('committee.plan')}
          </Button>
        )}
      </PageHead>
      {planning && <PlanForm onDone={() => setPlanning(false)} />}
      {error && <ErrorNotice error={error} />}
      {sessions?.length === 0 && (
        <EmptyState icon={IconScale} title={t('committee.none')} hint={t('committee.noneHint')} />
      )}
      <ul className={classes.list}>
        {sessions?.map((one) => (
          <li key={one.id}>
            <Link to={`/committee/${one.id}`} className={classes.row}>
              <strong>{t('committee.session', { number: one.number })}</strong>
              <span>
                {gregorianDay(one.heldAt, language)} · {clockTime(one.heldAt, language)}
              </span>
              <span className={classes.faint}>{hijriDay(one.heldAt, language)}</span>
              <span className={classes.badge} data-state={one.state}>
                {t(`committee.state.${one.state}`)}
              </span>
              <span className={classes.faint}>{t('committee.items', { count: one.items })}</span>
            </Link>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" onClick={() => void fetchNextPage()}>
          {t('committee.more')}
        </Button>
      )}
    </main>
  );
}
