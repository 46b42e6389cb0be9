import { ActionIcon, Button, Checkbox, SegmentedControl, Select, Skeleton } from '@mantine/core';
import { IconArrowRight, IconClipboardHeart, IconClipboardOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { ProfileMenu } from '../../../app/ProfileMenu';
import { EmptyState } from '../../../components/EmptyState';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useRequestList, useRequestTypes } from '../use-requests';
import { NameSearch } from './NameSearch';
import { RequestRowLink } from './RequestRowLink';
import classes from './RequestsPage.module.css';
import { StateTabs } from './StateTabs';
import { useRequestFilters } from './use-filters';

/** All requests, or mine: by state, type, name and reference. */
export function RequestsPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const navigate = useNavigate();
  const { filters, change, clear, narrowed } = useRequestFilters();
  const types = useRequestTypes();
  const list = useRequestList(filters);
  const rows = list.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <main className={classes.root}>
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
        <h1 className={classes.title}>{t('requests.title')}</h1>
        <span className={classes.phoneOnly}>
          <ProfileMenu />
        </span>
      </header>
      <div className={classes.columns}>
        <StateTabs state={filters.state} onChange={(state) => change({ state })} />
        <div className={classes.main}>
          <div className={classes.tools}>
            <NameSearch value={filters.q} onChange={(q) => change({ q })} />
            <Select
              className={classes.type}
              aria-label={t('requests.type')}
              placeholder={t('requests.anyType')}
              value={filters.type}
              onChange={(type) => change({ type })}
              data={(types.data ?? []).map(({ slug, name }) => ({ value: slug, label: name[language] }))}
              clearable
              clearButtonProps={{ 'aria-label': t('common.clear') }}
            />
            <SegmentedControl
              aria-label={t('requests.whose')}
              value={filters.owner}
              onChange={(owner) => change({ owner: owner as 'me' | 'all' })}
              data={[
                { value: 'all', label: t('requests.all') },
                { value: 'me', label: t('requests.mine') },
              ]}
            />
            <Checkbox
              label={t('requests.overdue')}
              checked={filters.overdue}
              onChange={({ currentTarget }) => change({ overdue: currentTarget.checked })}
            />
          </div>
          {list.isError ? (
            <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />
          ) : list.isPending ? (
            <div aria-busy="true">
              {[1, 2, 3, 4].map((row) => (
                <Skeleton key={row} height={72} mb={12} radius="lg" />
              ))}
            </div>
          ) : rows.length === 0 ? (
            narrowed ? (
              <EmptyState icon={IconClipboardOff} title={t('requests.noneFound')}>
                <Button variant="default" onClick={clear}>
                  {t('requests.showAll')}
                </Button>
              </EmptyState>
            ) : (
              <EmptyState
                icon={IconClipboardHeart}
                title={t('requests.none')}
                hint={t('requests.noneHint')}
              />
            )
          ) : (
            <>
              <ul className={classes.rows} aria-label={t('requests.title')}>
                {rows.map((row) => (
                  <RequestRowLink key={row.id} row={row} />
                ))}
              </ul>
              {list.hasNextPage && (
                <Button
                  className={classes.more}
                  variant="default"
                  loading={list.isFetchingNextPage}
                  onClick={() => void list.fetchNextPage()}
                >
                  {t('common.more')}
                </Button>
              )}
            </>
          )}
        </div>
      </div>
    </main>
  );
}
