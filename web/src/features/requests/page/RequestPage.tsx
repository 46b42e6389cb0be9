import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useCan } from '../../auth/session';
import { householdOf } from '../form/draft';
import { Household } from '../form/Household';
import { useDraft } from '../form/use-draft';
import { Checklist } from '../papers/Checklist';
import { DataChecks } from '../papers/DataChecks';
import { isChangeable } from '../promise';
import type { SupportRequest } from '../schemas';
import { useReread, useSupportRequest } from '../use-requests';
import { Applicant } from './Applicant';
import { Card } from './Card';
import { DatesPanel } from './DatesPanel';
import { Duplicates } from './Duplicates';
import { HistoryPanel } from './HistoryPanel';
import { NextSteps } from './NextSteps';
import { RequestHead } from './RequestHead';
import classes from './RequestPage.module.css';
import { SaveBar } from './SaveBar';
import { TypeFields } from './TypeFields';

const Attestation = lazy(() =>
  import('../../attestation/Attestation').then((m) => ({ default: m.Attestation })),
);
const DecisionNotice = lazy(() =>
  import('../../notices/DecisionNotice').then((m) => ({ default: m.DecisionNotice })),
);
const SocialReport = lazy(() =>
  import('../../committee/SocialReport').then((m) => ({ default: m.SocialReport })),
);
const DecisionCard = lazy(() =>
  import('../../committee/DecisionCard').then((m) => ({ default: m.DecisionCard })),
);
const RequestNotices = lazy(() =>
  import('../../notices/RequestNotices').then((m) => ({ default: m.RequestNotices })),
);

export function RequestPage() {
  const { requestId = '' } = useParams();
  const { data, isError, error, refetch } = useSupportRequest(requestId);
  if (data) return <Opened key={data.id} request={data} />;
  return (
    <main className={classes.root}>
      <div className={classes.waiting} aria-busy={!isError}>
        {isError ? (
          <ErrorNotice error={error} onRetry={() => void refetch()} />
        ) : (
          <>
            <Skeleton height={40} width="50%" mb="xl" />
            <Skeleton height={220} mb="md" radius="lg" />
            <Skeleton height={320} radius="lg" />
          </>
        )}
      </div>
    </main>
  );
}

/** One request: what is asked for, whether it is true, and what comes next. */
function Opened({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const can = useCan();
  const draft = useDraft(request);
  const reread = useReread(request.id);
  const editable = can('requests.write') && isChangeable(request.state);
  return (
    <main className={classes.root}>
      <RequestHead request={request} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <NextSteps request={request} unsaved={draft.dirty} />
          <DatesPanel request={request} />
        </div>
        <div className={classes.main}>
          <Duplicates request={request} />
          <Card title={t('requests.sections.applicant')}>
            <Applicant request={request} draft={draft} editable={editable} />
          </Card>
          {request.type.fields.length > 0 && (
            <Card title={t('requests.sections.need')}>
              <TypeFields request={request} draft={draft} editable={editable} />
            </Card>
          )}
          <Card title={t('requests.sections.household')}>
            <Household
              members={householdOf(request, draft.draft)}
              problems={draft.problems}
              disabled={!editable}
              onChange={draft.setHousehold}
            />
          </Card>
          <Checklist request={request} editable={editable} />
          <DataChecks request={request} editable={editable} unsaved={draft.dirty} />
          <Suspense fallback={null}>
            <Attestation
              requestId={request.id}
              version={request.updatedAt}
              unsaved={draft.dirty}
              onChanged={() => void reread()}
            />
            <SocialReport requestId={request.id} state={request.state} />
            <DecisionCard request={request} />
            <DecisionNotice requestId={request.id} />
          </Suspense>
        </div>
        <div className={classes.side}>
          <Suspense fallback={null}>
            <RequestNotices requestId={request.id} />
          </Suspense>
          <HistoryPanel request={request} />
        </div>
      </div>
      <SaveBar request={request} draft={draft} />
    </main>
  );
}
