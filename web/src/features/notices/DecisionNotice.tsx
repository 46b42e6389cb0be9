import { Button, Textarea } from '@mantine/core';
import { IconClockHour4, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { gregorianDay, hijriDay } from '../../lib/dates';
import { useNow } from '../../lib/use-now';
import { useCan, useSession } from '../auth/session';
import { Card } from '../requests/page/Card';
import { daysUntil } from '../requests/promise';
import { useSaving } from '../settings/use-saving';
import { noticeKeys, noticesApi } from './api';
import classes from './notices.module.css';
import type { DecisionNotice as Notice } from './schemas';

const OPEN = ['draft', 'awaiting_approval'];

/** The words in which a person hears what the committee decided: written by one, approved by another, held for their date. */
export function DecisionNotice({ requestId }: { requestId: string }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: noticeKeys.decision(requestId),
    queryFn: () => noticesApi.decision(requestId),
  });
  const { data: notice } = query;
  if (!notice) return null;
  return (
    <Card title={t('notices.decision.title')}>
      <div className={classes.words}>
        <Held notice={notice} />
        <Words key={`${notice.id} ${notice.text}`} requestId={requestId} notice={notice} />
      </div>
    </Card>
  );
}

/** Why nobody is to tell it yet. */
function Held({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const days = daysUntil(notice.notBefore, useNow());
  if (days <= 0) return null;
  return (
    <div className={classes.hold}>
      <IconClockHour4 size={18} stroke={1.7} aria-hidden />
      <p>
        <strong>{t('requests.promise.goesOut', { count: days })}</strong>
        {gregorianDay(notice.notBefore, language)} · {hijriDay(notice.notBefore, language)}
        <br />
        {t('notices.decision.tellNobody')}
      </p>
    </div>
  );
}

function Words({ requestId, notice }: { requestId: string; notice: Notice }) {
  const { t } = useTranslation();
  const can = useCan();
  const { staff } = useSession();
  const [text, setText] = useState<string | null>(null);
  const refresh = [['support-request', requestId]];
  const write = useSaving({
    save: (words: string) => noticesApi.writeDecision(requestId, words),
    refresh,
    onSaved: () => setText(null),
  });
  const approve = useSaving({
    save: () => noticesApi.approveDecision(requestId, notice.text),
    refresh,
    notice: t('notices.decision.approved'),
  });
  const open = OPEN.includes(notice.state);
  const mine = notice.draftedBy?.id === staff.id;
  if (text !== null) {
    return (
      <>
        <Textarea
          label={t('notices.decision.words')}
          description={t('notices.decision.wordsHint')}
          dir="auto"
          autosize
          minRows={6}
          maxLength={4000}
          value={text}
          data-autofocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={classes.foot}>
          <Button variant="default" onClick={() => setText(null)}>
            {t('common.cancel')}
          </Button>
          <Button loading={write.isPending} disabled={!text.trim()} onClick={() => write.mutate(text)}>
            {t('notices.decision.hand')}
          </Button>
        </div>
      </>
    );
  }
  return (
    <>
      <p className={classes.text} dir="auto">
        {notice.text}
      </p>
      <Where notice={notice} />
      {open && (
        <div className={classes.foot}>
          {can('notices.write') && (
            <Button
              variant="default"
              leftSection={<IconPencil size={16} stroke={1.7} />}
              onClick={() => setText(notice.text)}
            >
              {t(notice.written ? 'notices.decision.rewrite' : 'notices.decision.write')}
            </Button>
          )}
          {notice.state === 'awaiting_approval' && can('notices.approve') && !mine && (
            <Button loading={approve.isPending} onClick={() => approve.mutate(undefined)}>
              {t('notices.decision.approve')}
            </Button>
          )}
        </div>
      )}
      {notice.state === 'awaiting_approval' && mine && (
        <p className={classes.quiet}>{t('notices.decision.secondPerson')}</p>
      )}
    </>
  );
}

function Where({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  if (!notice.written) return <p className={classes.quiet}>{t('notices.decision.suggested')}</p>;
  return (
    <p className={classes.quiet}>
      {t('notices.decision.writtenBy', { name: notice.draftedBy?.name ?? '' })}
      {notice.approvedBy && ` · ${t('notices.decision.approvedBy', { name: notice.approvedBy.name })}`}
    </p>
  );
}
