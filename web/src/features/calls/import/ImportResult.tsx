import { Button } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ImportCounts } from '../../../lib/schemas';
import classes from './ImportPage.module.css';

/** What was brought in, and where it is now. */
export function ImportResult({ counts, onAgain }: { counts: ImportCounts; onAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <section className={classes.result} role="status" aria-label={t('calls.import.done')}>
      <IconCircleCheck size={36} stroke={1.4} aria-hidden />
      <h2>{t('calls.import.taken', { count: counts.fresh })}</h2>
      <p>
        {t('calls.import.takenPeople', { count: counts.people })}
        {counts.unreadable > 0 && ` ${t('calls.import.leftOut', { count: counts.unreadable })}`}
      </p>
      <div className={classes.resultActions}>
        <Button component={Link} to="/inbox/queue?channel=phone" size="md">
          {t('calls.import.open')}
        </Button>
        <Button variant="default" size="md" onClick={onAgain}>
          {t('calls.import.again')}
        </Button>
      </div>
    </section>
  );
}
