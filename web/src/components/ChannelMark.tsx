import {
  type Icon,
  IconBuildingCommunity,
  IconDeviceMobileMessage,
  IconHeartHandshake,
  IconLifebuoy,
  IconMail,
  IconMailOpened,
  IconMessageCircle,
  IconPhone,
  IconUserHeart,
  IconWorld,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChannelType } from '../lib/schemas';

const ICONS: Record<ChannelType, Icon> = {
  sms: IconDeviceMobileMessage,
  email: IconMail,
  website: IconWorld,
  whatsapp: IconMessageCircle,
  phone: IconPhone,
  letter: IconMailOpened,
  interview: IconUserHeart,
  help_request: IconLifebuoy,
  volunteering: IconHeartHandshake,
  branch: IconBuildingCommunity,
};

interface Props {
  channel: ChannelType;
  size?: number;
  /** Say the name aloud where no text beside it does. */
  labelled?: boolean;
}

export function ChannelMark({ channel, size = 16, labelled = false }: Props) {
  const { t } = useTranslation();
  const Mark = ICONS[channel];
  const name = t(`channels.${channel}`);
  return labelled ? (
    <Mark size={size} stroke={1.6} role="img" aria-label={name} />
  ) : (
    <Mark size={size} stroke={1.6} aria-hidden />
  );
}
