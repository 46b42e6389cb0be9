import { Button, Checkbox, Textarea } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { dateAndTime } from '../../lib/dates';
import { ownDirection } from '../../lib/writing';
import { useCan } from '../auth/session';
import { Card } from '../requests/page/Card';
import type { RequestState } from '../requests/schemas';
import { committee, committeeKeys, useDeed } from './api';
import classes from './committee.module.css';
import type { SocialReport as Report } from './schemas';

/** From the submission until the committee has decided. */
const OPEN: RequestState[] = ['submitted', 'papers_missing', 'verified', 'under_study', 'appealed'];

/** What a research officer found out about the person's situation; the committee reads it once it is finished. */
export function SocialReport({ requestId, state }: { requestId: string; state: RequestState }) {
  const { t } = useTranslation();
  const may = useCan()('requests.write') && OPEN.includes(state);
  const [writing, setWriting] = useState(false);
  const { data } = useQuery({
    queryKey: committeeKeys.report(requestId),
    queryFn: () => committee.report(requestId),
  });
  if (!data || (!data.report && !may)) return null;
  const { report } = data;
  return (
    <Card title={t('committee.report')} aside={report && <Stand report={report} />}>
      {writing ? (
        <ReportForm requestId={requestId} report={report} onDone={() => setWriting(false)} />
      ) : (
        <div className={classes.stack}>
          {report ? <Words report={report} /> : <p className={classes.faint}>{t('committee.reportNone')}</p>}
          {may && (
            <Button
              variant="default"
              size="md"
              className={classes.own}
              leftSection={<IconPencil size={18} stroke={1.7} />}
              onClick={() => setWriting(true)}
            >
              {t(report ? 'committee.reportEdit' : 'committee.reportWrite')}
            </Button>
          )}
        </div>
      )}
    </Card>
  );
}

function Stand({ report }: { report: Report }) {
  const { t } = useTranslation();
  return (
    <span className={classes.badge} data-state={report.finishedAt ? 'finished' : 'draft'}>
      {t(report.finishedAt ? 'committee.reportFinished' : 'committee.reportDraft')}
    </span>
  );
}

function Words({ report }: { report: Report }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <>
      <p className={classes.words} dir="auto">
        {report.text}
      </p>
      {report.recommendation && (
        <p className={classes.words} dir="auto">
          <strong>{t('committee.recommendation')}</strong> {report.recommendation}
        </p>
      )}
      <p className={classes.faint}>
        <bdi>{report.author.name}</bdi> · {dateAndTime(report.updatedAt, language)}
      </p>
    </>
  );
}

interface FormProps {
  requestId: string;
  report: Report | null;
  onDone: () => void;
}

function ReportForm({ requestId, report, onDone }: FormProps) {
  const { t } = useTranslation();
  const deed = useDeed();
  const [text, setText] = useState(report?.text ?? '');
  const [recommendation, setRecommendation] = useState(report?.recommendation ?? '');
  const [finished, setFinished] = useState(report?.finishedAt != null);
  const save = (event: FormEvent) => {
    event.preventDefault();
    deed.mutate(
      {
        method: 'PUT',
        path: `/requests/${requestId}/social-report`,
        body: { text, recommendation, finished },
      },
      { onSuccess: onDone },
    );
  };
  return (
    <form className={classes.stack} onSubmit={save} noValidate>
      <Textarea
        autosize
        minRows={8}
        maxLength={20_000}
        data-autofocus
        label={t('committee.reportText')}
        description={t('committee.reportHint')}
        attributes={ownDirection}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Textarea
        autosize
        minRows={2}
        maxLength={2_000}
        label={t('committee.reportRecommendation')}
        attributes={ownDirection}
        value={recommendation}
        onChange={({ currentTarget }) => setRecommendation(currentTarget.value)}
      />
      <Checkbox
        size="md"
        label={t('committee.reportFinish')}
        description={t('committee.reportFinishHint')}
        checked={finished}
        onChange={({ currentTarget }) => setFinished(currentTarget.checked)}
      />
      <div className={classes.actions}>
        <Button type="submit" size="md" disabled={text.trim() === ''} loading={deed.isPending}>
          {t('common.save')}
        </Button>
        <Button variant="subtle" color="gray" size="md" onClick={onDone}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
