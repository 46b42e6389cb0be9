import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLive } from '../features/inbox/live/LiveProvider';
import classes from './ConnectionState.module.css';

/** A quiet dot; it speaks only when the live connection is gone. */
export function ConnectionState() {
  const { t } = useTranslation();
  const { connection } = useLive();
  return (
    <Tooltip label={t(`connection.${connection}Hint`)} multiline maw={240}>
      <span className={classes.root} data-state={connection} role="status">
        <span className={classes.dot} aria-hidden />
        <span className={connection === 'lost' ? undefined : classes.spoken}>
          {t(`connection.${connection}`)}
        </span>
      </span>
    </Tooltip>
  );
}
