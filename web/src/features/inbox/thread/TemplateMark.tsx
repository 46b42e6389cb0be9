import { IconTemplate } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from './TemplateMark.module.css';

/** These words are the network's approved text, not an officer's own. */
export function TemplateMark() {
  const { t } = useTranslation();
  return (
    <span className={classes.mark}>
      <IconTemplate size={14} stroke={1.7} aria-hidden />
      {t('kinds.template')}
    </span>
  );
}
