import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { letterProofUrl } from '../../../lib/api';
import { clockTime, dateAndTime } from '../../../lib/dates';
import type { AuditLine } from '../../../lib/schemas';
import { useAuditWords, writtenReason } from '../audit-words';
import classes from './EventLine.module.css';

/** What was done to the conversation, small and between the messages. */
export function EventLine({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = useAuditWords();
  const reason = writtenReason(line);
  return (
    <p className={classes.root}>
      <span>{words(line)}</span>
      <time dateTime={line.at} title={dateAndTime(line.at, language)}>
        {clockTime(line.at, language)}
      </time>
      {line.data?.['proof'] === true && typeof line.data['messageId'] === 'string' && (
        <a className={classes.proof} href={letterProofUrl(line.data['messageId'])} download>
          {t('thread.proof')}
        </a>
      )}
      {reason && (
        <span className={classes.reason}>
          {t('thread.reason')} <bdi>{reason}</bdi>
        </span>
      )}
    </p>
  );
}
