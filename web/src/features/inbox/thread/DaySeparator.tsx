import { useLanguage } from '../../../app/i18n';
import { gregorianDay, hijriDay } from '../../../lib/dates';
import classes from './DaySeparator.module.css';

/** The day in both calendars. */
export function DaySeparator({ at }: { at: string }) {
  const language = useLanguage();
  return (
    <div className={classes.root}>
      <time dateTime={at}>
        <span>{gregorianDay(at, language)}</span>
        <span className={classes.hijri}>{hijriDay(at, language)}</span>
      </time>
    </div>
  );
}
