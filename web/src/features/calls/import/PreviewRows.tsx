import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { Code } from '../../../components/Code';
import { dateAndTime } from '../../../lib/dates';
import type { ImportPreview } from '../../../lib/schemas';
import { minutesAndSeconds } from '../call-draft';
import classes from './PreviewRows.module.css';

interface Props {
  rows: ImportPreview['rows'];
  total: number;
}

/** The first calls as they would be read. */
export function PreviewRows({ rows, total }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section>
      <h2 className={classes.title}>
        {t('calls.import.rows')}
        {total > rows.length && (
          <span>
            {t('calls.import.firstRows', { shown: rows.length, total: total.toLocaleString('en') })}
          </span>
        )}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is scrolled by keyboard as well */}
      <section className={classes.scroll} aria-label={t('calls.import.rows')} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              {(['line', 'number', 'name', 'at', 'seconds', 'verdict'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`calls.import.table.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.line} data-verdict={row.verdict}>
                <td className={classes.number}>{row.line}</td>
                <td>{row.number ? <Code>{row.number}</Code> : '—'}</td>
                <td className={classes.nowrap}>
                  <bdi>{row.name ?? '—'}</bdi>
                </td>
                <td className={classes.nowrap}>{dateAndTime(row.at, language)}</td>
                <td className={classes.number}>
                  {row.seconds === null ? '—' : minutesAndSeconds(row.seconds)}
                </td>
                <td>
                  <span className={classes.verdict}>{t(`calls.import.verdict.${row.verdict}`)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
