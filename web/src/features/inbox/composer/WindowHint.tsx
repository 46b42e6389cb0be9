import { IconClock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { clockTime } from '../../../lib/dates';
import { type ReplyWindow, timeLeft } from './reply-window';
import classes from './WindowHint.module.css';

/** How long the network still takes anything, once that is nearly over. */
export function WindowHint({ window }: { window: Extract<ReplyWindow, { state: 'closing' }> }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { unit, count } = timeLeft(window.left);
  return (
    <p className={classes.closing}>
      <IconClock size={15} stroke={1.7} aria-hidden />
      <span>
        {t('composer.window.until', {
          time: clockTime(window.until, language),
          left: t(`composer.window.left.${unit}`, { count }),
        })}
      </span>
    </p>
  );
}
