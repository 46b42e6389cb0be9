import { IconCopyCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { Code } from '../../../components/Code';
import { gregorianDay } from '../../../lib/dates';
import { StateBadge } from '../StateBadge';
import type { SupportRequest } from '../schemas';
import classes from './RequestPage.module.css';

/** Other requests of the same person, before anybody works on one twice. */
export function Duplicates({ request }: { request: SupportRequest }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { duplicates } = request;
  if (duplicates.length === 0) return null;
  return (
    <section className={classes.duplicates} aria-label={t('requests.duplicates.title')}>
      <h2>
        <IconCopyCheck size={19} stroke={1.7} aria-hidden />
        {t('requests.duplicates.found', { count: duplicates.length })}
      </h2>
      <ul>
        {duplicates.map((one) => (
          <li key={one.id}>
            <Link to={`/requests/${one.id}`}>
              <Code>{one.reference}</Code>
              <span>{one.type.name[language]}</span>
            </Link>
            <span className={classes.quiet}>
              {one.submittedAt ? gregorianDay(one.submittedAt, language) : t('requests.dates.notYet')}
            </span>
            <StateBadge state={one.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}
