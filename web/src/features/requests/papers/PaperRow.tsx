import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconClock, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { dateAndTime } from '../../../lib/dates';
import { type PaperChange, requestsApi } from '../api';
import type { Paper, SupportRequest } from '../schemas';
import { useRequestChange } from '../use-requests';
import { bothDays } from '../words';
import { AddPaperFiles } from './AddPaperFiles';
import { type Checking, CheckPaper } from './CheckPaper';
import { FileChips } from './FileChips';
import classes from './papers.module.css';

const MARKS = {
  missing: IconCircleDashed,
  received: IconClock,
  verified: IconCheck,
  refused: IconX,
  waived: IconCheck,
} as const;

interface Props {
  request: SupportRequest;
  paper: Paper;
  editable: boolean;
}

/** One paper of the checklist with its files and what was found about it. */
export function PaperRow({ request, paper, editable }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [checking, setChecking] = useState<Checking | null>(null);
  const put = useRequestChange(request.id, (body: PaperChange) =>
    requestsApi.putPaper(request.id, paper.key, body).then(() => setChecking(null)),
  );
  const kind = request.type.papers.find(({ key }) => key === paper.key);
  const needsDates = Boolean(kind?.needsExpiry || kind?.validMonths);
  const expired = paper.expired && paper.state !== 'waived';
  const Mark = expired ? IconAlertTriangle : MARKS[paper.state];
  const settled = paper.state === 'verified' || paper.state === 'waived' || paper.state === 'refused';
  const name = paper.label[language];
  return (
    <li
      id={`paper-${paper.key}`}
      tabIndex={-1}
      className={classes.paper}
      data-state={expired ? 'expired' : paper.state}
    >
      <span className={classes.mark}>
        <Mark size={18} stroke={1.8} aria-hidden />
      </span>
      <div className={classes.what}>
        <p className={classes.name}>
          <strong>{name}</strong>
          {!paper.required && <span className={classes.quiet}> {t('requests.optional')}</span>}
        </p>
        <p className={classes.state}>
          <span className={classes.stateWord}>
            {t(expired ? 'requests.papers.states.expired' : `requests.papers.states.${paper.state}`)}
          </span>
          {paper.validUntil && (
            <span>
              {t(expired ? 'requests.papers.endedOn' : 'requests.papers.validUntil', {
                day: bothDays(paper.validUntil, language),
              })}
            </span>
          )}
          {settled && paper.checkedBy && paper.checkedAt && (
            <span className={classes.quiet}>
              <bdi>{paper.checkedBy.name}</bdi> · {dateAndTime(paper.checkedAt, language)}
            </span>
          )}
        </p>
        {paper.reason && (
          <p className={classes.reason} dir="auto">
            {paper.reason}
          </p>
        )}
        <FileChips request={request} files={paper.files} removable={editable && !settled} />
        {editable &&
          (checking ? (
            <CheckPaper
              name={name}
              checking={checking}
              kind={kind}
              busy={put.isPending}
              onSave={(body) => put.mutate(body)}
              onCancel={() => setChecking(null)}
            />
          ) : (
            <div className={classes.actions}>
              {(paper.state !== 'verified' || expired) &&
                (paper.files.length > 0 || paper.state === 'received') && (
                  <Button
                    size="sm"
                    aria-label={t('requests.papers.verifyNamed', { name })}
                    disabled={put.isPending}
                    onClick={() => (needsDates ? setChecking('verified') : put.mutate({ state: 'verified' }))}
                  >
                    {t('requests.papers.verify')}
                  </Button>
                )}
              <AddPaperFiles request={request} paperKey={paper.key} name={name} />
              {paper.state === 'received' && (
                <Button
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('requests.papers.refuseNamed', { name })}
                  onClick={() => setChecking('refused')}
                >
                  {t('requests.papers.refuse')}
                </Button>
              )}
              {paper.state !== 'waived' && paper.state !== 'verified' && (
                <Button
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('requests.papers.waiveNamed', { name })}
                  onClick={() => setChecking('waived')}
                >
                  {t('requests.papers.waive')}
                </Button>
              )}
              {settled && (
                <Button
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('requests.papers.reopenNamed', { name })}
                  disabled={put.isPending}
                  onClick={() => put.mutate({ state: paper.files.length > 0 ? 'received' : 'missing' })}
                >
                  {t('requests.papers.reopen')}
                </Button>
              )}
            </div>
          ))}
      </div>
    </li>
  );
}
