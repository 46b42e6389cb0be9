import { IconWalk } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChannelType } from '../../../lib/schemas';
import classes from './WindowHint.module.css';

/** Who carries the answer, on channels where that is one of us and not a network. */
export function CarriedHint({ channel }: { channel: ChannelType }) {
  const { t, i18n } = useTranslation();
  if (!i18n.exists(`composer.carried.${channel}`)) return null;
  return (
    <p className={classes.closing}>
      <IconWalk size={15} stroke={1.7} aria-hidden />
      <span>{t(`composer.carried.${channel}`)}</span>
    </p>
  );
}
