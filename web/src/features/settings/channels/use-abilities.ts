import { useTranslation } from 'react-i18next';
import type { ChannelAccount } from '../../../lib/schemas';

/** What an account can do, in words. */
export function useAbilities(): (account: ChannelAccount) => string {
  const { t } = useTranslation();
  return ({ capabilities: can }) =>
    [
      t(can.inbound ? 'settings.channels.twoWay' : 'settings.channels.oneWay'),
      can.maxAttachments
        ? t('settings.channels.filesUpTo', { count: can.maxAttachments })
        : t(can.maxAttachments === null ? 'settings.channels.files' : 'settings.channels.noFiles'),
      can.maxTextLength === null ? null : t('settings.channels.limit', { count: can.maxTextLength }),
      can.replyWindowHours === null ? null : t('settings.channels.window', { count: can.replyWindowHours }),
    ]
      .filter(Boolean)
      .join(' · ');
}
