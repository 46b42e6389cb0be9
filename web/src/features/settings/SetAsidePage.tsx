import { Button, Skeleton } from '@mantine/core';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { api } from '../../lib/api';
import { dateAndTime } from '../../lib/dates';
import { keys } from '../../lib/keys';
import classes from './forms.module.css';
import { Card, PageFrame } from './PageFrame';
import { useSaving } from './use-saving';

/** What arrived and could not be read: kept, shown with its reason, and tried again on request. */
export function SetAsidePage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useInfiniteQuery({
    queryKey: keys.setAside,
    queryFn: ({ pageParam }) => api.setAside(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const retry = useSaving({
    save: api.retrySetAside,
    refresh: [keys.setAside],
    notice: t('settings.setAside.retried'),
  });
  const events = query.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <PageFrame id="setAside">
      {query.isPending ? (
        <Skeleton height={140} radius="lg" />
      ) : query.isError && events.length === 0 ? (
        <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Card flush>
          {events.length === 0 && (
            <EmptyState
              icon={IconCircleCheck}
              title={t('settings.setAside.none')}
              hint={t('settings.setAside.noneHint')}
            />
          )}
          <ul className={classes.rows}>
            {events.map((one) => (
              <li key={one.id} className={classes.row}>
                <ChannelMark channel={one.channel} size={22} labelled />
                <div className={classes.main}>
                  <strong>
                    {t(`channels.${one.channel}`)}: {t('settings.setAside.unread')}
                  </strong>
                  <span className={classes.quiet}>
                    {dateAndTime(one.receivedAt, language)}
                    {' · '}
                    {t('settings.setAside.attempts', { count: one.attempts })}
                    {' · '}
                    <Code>{one.externalId}</Code>
                  </span>
                  {/* The reason is the program's own, for whoever looks after the hub. */}
                  {one.error ? (
                    <bdi className={classes.cause}>{one.error}</bdi>
                  ) : (
                    <span className={classes.quiet}>{t('settings.setAside.unknown')}</span>
                  )}
                </div>
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconRefresh size={15} stroke={1.7} />}
                  loading={retry.isPending && retry.variables === one.id}
                  onClick={() => retry.mutate(one.id)}
                >
                  {t('settings.setAside.retry')}
                </Button>
              </li>
            ))}
          </ul>
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
        </Card>
      )}
    </PageFrame>
  );
}
