import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { ChannelMark } from '../../components/ChannelMark';
import { dateAndTime } from '../../lib/dates';
import type { ChannelType } from '../../lib/schemas';
import { Card } from '../requests/page/Card';
import { Appointment } from './Appointment';
import { noticeKeys, noticesApi } from './api';
import classes from './notices.module.css';
import type { NoticeStep, RequestNotice } from './schemas';
import { useReasonWords } from './words';

/** What the person was told, by which channel, and whether it arrived. */
export function RequestNotices({ requestId }: { requestId: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: noticeKeys.ofRequest(requestId),
    queryFn: () => noticesApi.ofRequest(requestId),
  });
  if (!data) return null;
  return (
    <Card title={t('notices.ofRequest.title')} aside={<Appointment requestId={requestId} />}>
      {data.length === 0 && <p className={classes.quiet}>{t('notices.ofRequest.none')}</p>}
      <ul className={classes.notices}>
        {data.map((notice) => (
          <li key={notice.id} className={classes.notice}>
            <One notice={notice} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function One({ notice }: { notice: RequestNotice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const tone = notice.state === 'proven' ? 'good' : notice.state === 'undelivered' ? 'red' : undefined;
  return (
    <>
      <div className={classes.noticeHead}>
        <strong>{t(`notices.kinds.${notice.kind}`)}</strong>
        <span className={classes.state} data-tone={tone}>
          {t(`notices.states.${notice.state}`)}
          {notice.provenAt && ` · ${dateAndTime(notice.provenAt, language)}`}
        </span>
      </div>
      {notice.steps.length > 0 && (
        <ol className={classes.steps}>
          {notice.steps.map((step) => (
            <Step key={step.position} step={step} />
          ))}
        </ol>
      )}
    </>
  );
}

function Step({ step }: { step: NoticeStep }) {
  const { t } = useTranslation();
  const reason = useReasonWords();
  return (
    <li className={classes.step}>
      <ChannelMark channel={step.channel as ChannelType} size={14} />
      <span>
        {t(`channels.${step.channel}`)} · {t(`notices.steps.${step.state}`)}
        {step.reason && step.state !== 'proven' && ` (${reason(step.reason)})`}
      </span>
    </li>
  );
}
