import { Button, Modal, Select, Switch } from '@mantine/core';
import { IconChecks } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../app/i18n';
import { Code } from '../../components/Code';
import { EmptyState } from '../../components/EmptyState';
import { ErrorNotice } from '../../components/ErrorNotice';
import { api } from '../../lib/api';
import { dateAndTime } from '../../lib/dates';
import { keys } from '../../lib/keys';
import { useStaff } from '../../lib/queries';
import type { HandOver } from '../../lib/schemas';
import classes from './forms.module.css';
import { Card } from './PageFrame';
import { useSaving } from './use-saving';

function Reassign({ handOver, onClose }: { handOver: HandOver; onClose: () => void }) {
  const { t } = useTranslation();
  const staff = useStaff();
  const [to, setTo] = useState<string | null>(null);
  const [everyone, setEveryone] = useState(!handOver.representative.active);
  const others = (staff.data ?? []).filter(
    (one) => one.active && one.role === 'representative' && one.id !== handOver.representative.id,
  );
  const move = useSaving({
    save: (staffId: string) => api.reassignHandOver(handOver.id, { staffId, everyone }),
    refresh: [keys.handOvers],
    notice: t('settings.branch.moved'),
    onSaved: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (to) move.mutate(to);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settings.branch.reassignTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form className={classes.form} onSubmit={submit}>
        {staff.data && others.length === 0 && <p className={classes.hint}>{t('settings.branch.nobody')}</p>}
        <Select
          label={t('settings.branch.to')}
          data={others.map((one) => ({
            value: one.id,
            label: one.branch ? `${one.name} · ${one.branch}` : one.name,
          }))}
          value={to}
          onChange={setTo}
          data-autofocus
        />
        <Switch
          label={t('settings.branch.everyone', { name: handOver.representative.name })}
          description={t('settings.branch.everyoneHint')}
          checked={everyone}
          onChange={(event) => setEveryone(event.currentTarget.checked)}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" disabled={!to} loading={move.isPending}>
            {t('settings.branch.move')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Answers on their way through representatives; one who leaves hands theirs over to another. */
export function HandOvers() {
  const { t } = useTranslation();
  const language = useLanguage();
  const [moving, setMoving] = useState<HandOver | null>(null);
  const query = useInfiniteQuery({
    queryKey: keys.handOvers,
    queryFn: ({ pageParam }) => api.handOvers(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  if (query.isError) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  const open = query.data?.pages.flatMap((page) => page.data);
  return (
    <>
      <Card title={t('settings.branch.open')} flush>
        {open?.length === 0 && (
          <EmptyState
            icon={IconChecks}
            title={t('settings.branch.none')}
            hint={t('settings.branch.noneHint')}
          />
        )}
        <ul className={classes.rows} aria-busy={query.isPending}>
          {open?.map((one) => (
            <li key={one.id} className={classes.row}>
              <div className={classes.main}>
                <strong>
                  <bdi>{one.name ?? one.reference}</bdi>{' '}
                  <Link className={classes.reference} to={`/inbox/all/${one.conversationId}`}>
                    <Code>{one.reference}</Code>
                  </Link>
                </strong>
                <span className={classes.quiet}>
                  <bdi>{one.representative.name}</bdi>
                  {one.representative.branch && ` · ${one.representative.branch}`} ·{' '}
                  {dateAndTime(one.writtenAt, language)}
                  {one.attempts > 0 && ` · ${t('settings.branch.tried', { attempts: one.attempts })}`}
                </span>
              </div>
              {!one.representative.active && (
                <span className={classes.tag} data-tone="amber">
                  {t('settings.branch.left')}
                </span>
              )}
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setMoving(one)}
                aria-label={t('settings.branch.reassignNamed', { name: one.name ?? one.reference })}
              >
                {t('settings.branch.reassign')}
              </Button>
            </li>
          ))}
        </ul>
        {query.hasNextPage && (
          <Button
            variant="subtle"
            fullWidth
            loading={query.isFetchingNextPage}
            onClick={() => query.fetchNextPage()}
          >
            {t('settings.branch.more')}
          </Button>
        )}
      </Card>
      {moving && <Reassign handOver={moving} onClose={() => setMoving(null)} />}
    </>
  );
}
