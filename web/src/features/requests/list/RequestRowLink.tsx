import { IconFileAlert, IconHourglassHigh, IconSignature } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { ChannelMark } from '../../../components/ChannelMark';
import { Code } from '../../../components/Code';
import { dateAndTime, shortMoment } from '../../../lib/dates';
import { useNow } from '../../../lib/use-now';
import { isWaiting, promised } from '../promise';
import { StateBadge } from '../StateBadge';
import type { RequestRow } from '../schemas';
import { usePromiseWords } from '../words';
import classes from './RequestsPage.module.css';

/** One request in the list: who, what for, where it stands, and what presses. */
export function RequestRowLink({ row }: { row: RequestRow }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const words = usePromiseWords();
  const promise = promised(row, now);
  const since = row.submittedAt ?? row.stateSince;
  return (
    <li>
      <Link to={`/requests/${row.id}`} className={classes.row}>
        <span className={classes.channel}>
          <ChannelMark channel={row.channel} size={20} labelled />
        </span>
        <span className={classes.who}>
          <strong>
            <bdi>{row.applicantName || t('requests.noName')}</bdi>
          </strong>
          <span className={classes.facts}>
            <Code>{row.reference}</Code>
            <span>{row.type.name[language]}</span>
            <time dateTime={since} title={dateAndTime(since, language)}>
              {shortMoment(since, now, language)}
            </time>
            {row.owner && <bdi>{row.owner.name}</bdi>}
          </span>
        </span>
        <span className={classes.presses}>
          {row.papersMissing > 0 && isWaiting(row.state) && (
            <span className={classes.press} data-tone="amber">
              <IconFileAlert size={15} stroke={1.7} aria-hidden />
              {t('requests.papersMissing', { count: row.papersMissing })}
            </span>
          )}
          {!row.attested && isWaiting(row.state) && (
            <span className={classes.press}>
              <IconSignature size={15} stroke={1.7} aria-hidden />
              {t('requests.notAttested')}
            </span>
          )}
          {promise && (
            <span className={classes.press} data-tone={promise.kind === 'promisePast' ? 'red' : undefined}>
              <IconHourglassHigh size={15} stroke={1.7} aria-hidden />
              {words(promise)}
            </span>
          )}
        </span>
        <StateBadge state={row.state} />
      </Link>
    </li>
  );
}
