import { useTranslation } from 'react-i18next';
import type { ImportPreview } from '../../../lib/schemas';
import classes from './Problems.module.css';

/** Lines shown of one kind: the first say what is wrong with the others. */
const SHOWN = 5;

interface Props {
  problems: ImportPreview['problems'];
  counts: Record<string, number>;
}

/** Lines that cannot be read, by what is wrong with them and what to do about it. */
export function Problems({ problems, counts }: Props) {
  const { t } = useTranslation();
  return (
    <section>
      <h2 className={classes.title}>{t('calls.import.problems')}</h2>
      <ul className={classes.list}>
        {Object.entries(counts).map(([problem, count]) => {
          const lines = problems.filter((one) => one.problem === problem).slice(0, SHOWN);
          return (
            <li key={problem}>
              <p className={classes.what}>
                <strong>{t(`calls.import.problem.${problem}.what`)}</strong>
                <span>{t('calls.import.lines', { count })}</span>
              </p>
              <p className={classes.todo}>{t(`calls.import.problem.${problem}.todo`)}</p>
              <ul className={classes.lines}>
                {lines.map(({ line, value }) => (
                  <li key={line}>
                    {t('calls.import.line', { line })} <bdi>{value || '—'}</bdi>
                  </li>
                ))}
                {count > lines.length && <li>{t('calls.import.more', { count: count - lines.length })}</li>}
              </ul>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
