import { Button, Skeleton, Switch } from '@mantine/core';
import { IconPhoneCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { CallBackRow } from './CallBackRow';
import classes from './CallBacks.module.css';
import { type Recorded, useCallBacks, useCalling, useRecordOutcome } from './use-call-backs';

/** What follows from the outcome that was just written down. */
function Note({ recorded: { task, outcome, open } }: { recorded: Recorded }) {
  const { t } = useTranslation();
  const next = outcome === 'no_answer' ? (open ? 'again' : 'gaveUp') : outcome;
  return (
    <>
      <bdi>{task.name ?? task.number}</bdi>: {t(`calls.back.next.${next}`)}
    </>
  );
}

/** People to call back, longest due first, each with what to tell them. */
export function CallBacks() {
  const { t } = useTranslation();
  const [later, setLater] = useState(false);
  const query = useCallBacks(!later);
  const { record, recorded, pendingId } = useRecordOutcome();
  const setCalling = useCalling();
  const tasks = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <div className={classes.root}>
      <Switch
        className={classes.later}
        size="md"
        label={t('calls.back.showLater')}
        checked={later}
        onChange={(event) => setLater(event.currentTarget.checked)}
      />
      <p className={classes.note} role="status">
        {recorded && <Note recorded={recorded} />}
      </p>
      {query.isPending ? (
        <Skeleton height={180} radius="lg" />
      ) : query.isError && tasks.length === 0 ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : tasks.length === 0 ? (
        <EmptyState icon={IconPhoneCheck} title={t('calls.back.none')} hint={t('calls.back.noneHint')} />
      ) : (
        <ul className={classes.list}>
          {tasks.map((task) => (
            <CallBackRow
              key={task.id}
              task={task}
              busy={pendingId === task.id}
              onOutcome={(outcome) => record({ task, outcome })}
              onCalling={(calling) => setCalling({ id: task.id, calling })}
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
