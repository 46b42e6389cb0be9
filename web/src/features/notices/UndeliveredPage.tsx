import { ActionIcon, Button, Modal, Radio, SegmentedControl, Select, Stack, Textarea } from '@mantine/core';
import { IconArrowRight, IconCircleCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { ProfileMenu } from '../../app/ProfileMenu';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { EmptyState } from '../../components/EmptyState';
import { span } from '../../lib/dates';
import { useStaff } from '../../lib/queries';
import type { ChannelType } from '../../lib/schemas';
import { useNow } from '../../lib/use-now';
import { useCan, useSession } from '../auth/session';
import { Loaded } from '../settings/PageFrame';
import { useSaving } from '../settings/use-saving';
import { noticeKeys, noticesApi, type Owner, PROOFS, type Proof } from './api';
import classes from './notices.module.css';
import type { Undelivered } from './schemas';
import { useReasonWords } from './words';

/** Notices that no channel could deliver. Each has somebody who looks after it, and an age. */
export function UndeliveredPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [owner, setOwner] = useState<Owner>('all');
  const query = useInfiniteQuery({
    queryKey: noticeKeys.undeliveredOf(owner),
    queryFn: ({ pageParam }) => noticesApi.undelivered(owner, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  return (
    <main className={classes.page}>
      <div className={classes.inner}>
        <header className={classes.pageHead}>
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
          <div className={classes.pageWords}>
            <h1 className={classes.title}>{t('notices.undelivered.title')}</h1>
            <p className={classes.quiet}>{t('notices.undelivered.purpose')}</p>
          </div>
          <span className={classes.phoneOnly}>
            <ProfileMenu />
          </span>
          <SegmentedControl
            className={classes.whose}
            aria-label={t('notices.undelivered.whose')}
            value={owner}
            onChange={(value) => setOwner(value as Owner)}
            data={(['all', 'me', 'nobody'] as const).map((value) => ({
              value,
              label: t(`notices.undelivered.owners.${value}`),
            }))}
          />
        </header>
        <Loaded query={query as never}>
          {() => {
            const rows = query.data?.pages.flatMap((page) => page.data) ?? [];
            if (rows.length === 0) {
              return (
                <EmptyState
                  icon={IconCircleCheck}
                  title={t('notices.undelivered.none')}
                  hint={t('notices.undelivered.noneHint')}
                />
              );
            }
            return (
              <>
                <ul className={classes.list}>
                  {rows.map((row) => (
                    <li key={row.id} className={classes.item}>
                      <Row row={row} />
                    </li>
                  ))}
                </ul>
                {query.hasNextPage && (
                  <Button
                    mt="md"
                    variant="default"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    {t('common.more')}
                  </Button>
                )}
              </>
            );
          }}
        </Loaded>
      </div>
    </main>
  );
}

function Row({ row }: { row: Undelivered }) {
  const { t } = useTranslation();
  const reason = useReasonWords();
  const now = useNow();
  const can = useCan();
  const { staff: me } = useSession();
  const staff = useStaff();
  const [settling, setSettling] = useState(false);
  const refresh = [noticeKeys.undelivered];
  const give = useSaving({
    save: (staffId: string | null) => noticesApi.giveTo(row.id, staffId),
    refresh,
    notice: null,
  });
  const retry = useSaving({
    save: () => noticesApi.retry(row.id),
    refresh,
    notice: t('notices.undelivered.retried'),
  });
  const age = span(now.getTime() - new Date(row.since).getTime());
  return (
    <>
      <div className={classes.itemMain}>
        <Link to={`/requests/${row.request.id}`}>
          <bdi>{row.request.applicantName}</bdi> · {t(`notices.kinds.${row.kind}`)}
        </Link>
        <span className={classes.quiet}>
          <Code>{row.request.reference}</Code> ·{' '}
          {t('notices.undelivered.age', { age: t(`span.${age.unit}`, { count: age.count }) })}
        </span>
        <span className={classes.why}>{reason(row.reason)}</span>
        {row.steps.length > 0 && (
          <span className={classes.tried}>
            {t('notices.undelivered.tried')}
            {row.steps.map((step, index) => (
              <ChannelMark
                // biome-ignore lint/suspicious/noArrayIndexKey: the steps' order is what they are
                key={index}
                channel={step.channel as ChannelType}
                size={15}
                labelled
              />
            ))}
          </span>
        )}
      </div>
      {can('requests.write') && (
        <div className={classes.acts}>
          {row.owner?.id === me.id || can('conversations.assign') ? (
            <Select
              aria-label={t('notices.undelivered.owner')}
              placeholder={t('notices.undelivered.nobody')}
              className={classes.keeper}
              clearable
              searchable
              value={row.owner?.id ?? null}
              data={(staff.data ?? [])
                .filter(({ active, id }) => active || id === row.owner?.id)
                .map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(value) => give.mutate(value)}
            />
          ) : (
            <Button variant="default" loading={give.isPending} onClick={() => give.mutate(me.id)}>
              {row.owner ? row.owner.name : t('notices.undelivered.take')}
            </Button>
          )}
          <Button variant="default" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
            {t('notices.undelivered.retry')}
          </Button>
          <Button onClick={() => setSettling(true)}>{t('notices.undelivered.settle')}</Button>
        </div>
      )}
      {settling && <Settle row={row} onClose={() => setSettling(false)} />}
    </>
  );
}

/** How it ended: somebody knows that the person knows, or why nobody could reach them. */
function Settle({ row, onClose }: { row: Undelivered; onClose: () => void }) {
  const { t } = useTranslation();
  const [proof, setProof] = useState<Proof | 'none' | null>(null);
  const [note, setNote] = useState('');
  const settle = useSaving({
    save: () =>
      noticesApi.settle(row.id, {
        ...(proof && proof !== 'none' && { proof }),
        ...(note.trim() && { note: note.trim() }),
      }),
    refresh: [noticeKeys.undelivered],
    onSaved: onClose,
  });
  const ready = proof !== null && (proof !== 'none' || note.trim() !== '');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('notices.undelivered.settleTitle')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="md">
        <Radio.Group
          label={t('notices.undelivered.how')}
          value={proof}
          onChange={(value) => setProof(value as Proof | 'none')}
        >
          <Stack gap="xs" mt="xs">
            {[...PROOFS, 'none' as const].map((value) => (
              <Radio key={value} value={value} label={t(`notices.undelivered.proofs.${value}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('notices.undelivered.note')}
          required={proof === 'none'}
          dir="auto"
          autosize
          minRows={2}
          maxLength={2000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button disabled={!ready} loading={settle.isPending} onClick={() => settle.mutate(undefined)}>
            {t('common.save')}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
