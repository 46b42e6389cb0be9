import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { smsLength } from '../../../lib/sms-segments';
import classes from './SegmentCounter.module.css';

/** What an SMS will cost, before it is sent. */
export function SegmentCounter({ text }: { text: string }) {
  const { t } = useTranslation();
  if (!text) return null;
  const { encoding, units, segments, left } = smsLength(text.trim());
  return (
    <Tooltip label={t(`composer.encoding.${encoding}`)} multiline maw={260}>
      <span className={classes.root} data-many={segments > 3 || undefined} data-testid="segments">
        {t('composer.segments', { count: segments })}
        <span className={classes.units}>{t('composer.units', { units, left })}</span>
      </span>
    </Tooltip>
  );
}
