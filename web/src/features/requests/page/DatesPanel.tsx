import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { gregorianDay, hijriDay } from '../../../lib/dates';
import { useNow } from '../../../lib/use-now';
import { daysUntil, isWaiting, promised } from '../promise';
import type { SupportRequest } from '../schemas';
import { usePromiseWords } from '../words';
import { Card } from './Card';
import classes from './RequestPage.module.css';

/** When it was asked, when the answer may leave, and by when it is promised: in both calendars. */
export function DatesPanel({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const now = useNow();
  const words = usePromiseWords();
  const { submittedAt, notBefore, answerBy, rounds } = request;
  if (!submittedAt || !notBefore || !answerBy) {
    return (
      <Card title={t('requests.dates.title')}>
        <p className={classes.quiet}>{t('requests.dates.onSubmission')}</p>
      </Card>
    );
  }
  const promise = promised(request, now);
  const waiting = isWaiting(request.state);
  const ends = daysUntil(answerBy, now);
  return (
    <Card
      title={t('requests.dates.title')}
      aside={
        rounds.length > 1 ? (
          <span className={classes.quiet}>{t('requests.dates.round', { round: rounds.length })}</span>
        ) : undefined
      }
    >
      <dl className={classes.dates}>
        <Day label={t('requests.dates.submitted')} at={submittedAt} />
        <Day
          label={t('requests.dates.earliest')}
          at={notBefore}
          note={promise?.kind === 'goesOut' ? words(promise) : undefined}
        />
        <Day
          label={t('requests.dates.promised')}
          at={answerBy}
          note={
            !waiting || promise?.kind === 'goesOut'
              ? undefined
              : promise
                ? words(promise)
                : t('requests.promise.promiseEnds', { count: ends })
          }
          tone={promise?.kind === 'promisePast' ? 'red' : undefined}
        />
      </dl>
    </Card>
  );
}

function Day({ label, at, note, tone }: { label: string; at: string; note?: string; tone?: 'red' }) {
  const language = useLanguage();
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <time dateTime={at}>{gregorianDay(at, language)}</time>
        <span className={classes.hijri}>{hijriDay(at, language)}</span>
        {note && (
          <strong className={classes.left} data-tone={tone}>
            {note}
          </strong>
        )}
      </dd>
    </div>
  );
}
