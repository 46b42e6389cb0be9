import { useTranslation } from 'react-i18next';
import { Card } from '../page/Card';
import pageClasses from '../page/RequestPage.module.css';
import type { SupportRequest } from '../schemas';
import { LooseFiles } from './LooseFiles';
import { PaperRow } from './PaperRow';
import classes from './papers.module.css';

/** The papers that the request needs: what has come, whether it is right, and until when it is valid. */
export function Checklist({ request, editable }: { request: SupportRequest; editable: boolean }) {
  const { t } = useTranslation();
  const settled = request.papers.filter(
    ({ state, expired }) => (state === 'verified' && !expired) || state === 'waived',
  ).length;
  return (
    <Card
      title={t('requests.sections.papers')}
      aside={
        <span className={pageClasses.quiet}>
          {t('requests.papers.settled', { done: settled, all: request.papers.length })}
        </span>
      }
    >
      <ul className={classes.rows}>
        {request.papers.map((paper) => (
          <PaperRow key={paper.key} request={request} paper={paper} editable={editable} />
        ))}
      </ul>
      <LooseFiles request={request} editable={editable} />
    </Card>
  );
}
