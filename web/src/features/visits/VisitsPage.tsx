import { useTranslation } from 'react-i18next';
import { DeskPage } from '../../app/DeskPage';
import { LogVisit } from './LogVisit';
import { useWaitingCount } from './use-visit-answers';
import { VisitAnswers } from './VisitAnswers';

/** Log a visit, and tell or hand over answers. */
export function VisitsPage() {
  const { t } = useTranslation();
  const count = useWaitingCount();
  return (
    <DeskPage
      title={t('nav.visits')}
      log={{ to: '/visits', title: t('visits.log.title'), children: <LogVisit /> }}
      tasks={{ to: '/visits/answers', title: t('visits.answers.title'), count, children: <VisitAnswers /> }}
    />
  );
}
