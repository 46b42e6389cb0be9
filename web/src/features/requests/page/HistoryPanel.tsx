import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { dateAndTime } from '../../../lib/dates';
import type { SupportRequest, Transition } from '../schemas';
import { Card } from './Card';
import classes from './RequestPage.module.css';

const UNDO = 'undo_';

/** The whole way of the request, the newest step first. */
export function HistoryPanel({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const what = ({ action }: Transition) =>
    action.startsWith(UNDO)
      ? t('requests.history.undone', { action: t(`requests.done.${action.slice(UNDO.length)}`) })
      : t(`requests.done.${action}`);
  const who = ({ actor }: Transition) =>
    actor.name ?? t(actor.kind === 'hub' ? 'requests.history.hub' : 'requests.history.person');
  return (
    <Card title={t('requests.history.title')}>
      {request.transitions.length === 0 && <p className={classes.quiet}>{t('requests.history.none')}</p>}
      <ol className={classes.history}>
        {[...request.transitions].reverse().map((step) => (
          <li key={step.id}>
            {what(step)}
            <span className={classes.quiet}>
              {' · '}
              <bdi>{who(step)}</bdi>
            </span>
            {step.reason && (
              <span className={classes.reason} dir="auto">
                {step.reason}
              </span>
            )}
            <time dateTime={step.at}>{dateAndTime(step.at, language)}</time>
          </li>
        ))}
      </ol>
    </Card>
  );
}
