import { useTranslation } from 'react-i18next';
import type { ImportCounts } from '../../../lib/schemas';
import classes from './Summary.module.css';

/** What the import would do, in numbers: who waits first, and then why the others do not come in. */
export function Summary({ counts }: { counts: ImportCounts }) {
  const { t } = useTranslation();
  const ignored = Object.entries(counts.ignored).filter(([, count]) => count > 0);
  return (
    <section className={classes.root} aria-label={t('calls.import.summary')}>
      <dl className={classes.numbers}>
        {(
          [
            ['fresh', counts.fresh],
            ['already', counts.already],
            ['unreadable', counts.unreadable],
          ] as const
        ).map(([name, count]) => (
          <div key={name} data-name={name} data-none={count === 0 || undefined}>
            <dd>{count.toLocaleString('en')}</dd>
            <dt>{t(`calls.import.counts.${name}`)}</dt>
          </div>
        ))}
      </dl>
      {ignored.length > 0 && (
        <p className={classes.ignored}>
          {t('calls.import.ignored')}{' '}
          {ignored.map(([reason, count]) => (
            <span key={reason}>
              {t(`calls.import.verdict.${reason}`)} <b>{count.toLocaleString('en')}</b>
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
