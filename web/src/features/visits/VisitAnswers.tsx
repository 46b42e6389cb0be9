import { Button, Skeleton, Switch } from '@mantine/core';
import { IconMessageCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import classes from '../calls/CallBacks.module.css';
import { type Told, useRecordTold, useVisitAnswers } from './use-visit-answers';
import { VisitAnswerRow } from './VisitAnswerRow';

/** What follows from the outcome that was just written down. */
function Note({ told: { task, outcome, open } }: { told: Told }) {
  const { t } = useTranslation();
  const next = outcome === 'did_not_come' ? (open ? 'again' : 'gaveUp') : outcome;
  return (
    <>
      <bdi>{task.name ?? task.reference}</bdi>: {t(`visits.answers.next.${next}`)}
    </>
  );
}

/** Visitors with an answer to hear or a letter to take, longest due first. */
export function VisitAnswers() {
  const { t } = useTranslation();
  const [later, setLater] = useState(false);
  const query = useVisitAnswers(!later);
  const { record, told, pendingId } = useRecordTold();
  const tasks = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className={classes.root}>
      <Switch
        className={classes.later}
        size="md"
        label={t('visits.answers.showLater')}
        checked={later}
        onChange={(event) => setLater(event.currentTarget.checked)}
      />
      <p className={classes.note} role="status">
        {told && <Note told={told} />}
      </p>
      {query.isPending ? (
        <Skeleton height={180} radius="lg" />
      ) : query.isError && tasks.length === 0 ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : tasks.length === 0 ? (
        <EmptyState
          icon={IconMessageCheck}
          title={t('visits.answers.none')}
          hint={t('visits.answers.noneHint')}
        />
      ) : (
        <ul className={classes.list}>
          {tasks.map((task) => (
            <VisitAnswerRow
              key={task.id}
              task={task}
              busy={pendingId === task.id}
              onOutcome={(body) => record({ task, body })}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <Button
          variant="subtle"
          fullWidth
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t('common.more')}
        </Button>
      )}
    </div>
  );
}
