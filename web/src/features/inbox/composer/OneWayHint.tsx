import { IconArrowForwardUp } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './WindowHint.module.css';

/** That nobody can write back to this account, while there is still time to say how else to answer. */
export function OneWayHint() {
  const { t } = useTranslation();
  return (
    <p className={classes.closing}>
      <IconArrowForwardUp size={15} stroke={1.7} aria-hidden />
      <span>{t('composer.oneWay')}</span>
    </p>
  );
}
