import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ChannelLink } from '../../lib/schemas';
import { isAlarming, useLinks, useReason } from './links';

/** Tells administrators at once, on whatever page they are, that a phone is not linked any more. */
export function LinkAlerts() {
  const { data: links = [] } = useLinks();
  return links.map((link) => <LinkAlert key={link.id} link={link} />);
}

/** Says it once for each time that it happens, and takes it back when it is mended. */
function LinkAlert({ link }: { link: ChannelLink }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const reasonOf = useReason();
  const id = `link-${link.id}`;
  const alarming = isAlarming(link);
  const title = t(`links.alerts.${link.state === 'disconnected' ? 'disconnected' : 'ended'}`);
  const reason = reasonOf(link);
  const color = link.state === 'disconnected' ? 'yellow' : 'red';
  useEffect(() => {
    if (!alarming) return;
    notifications.show({
      id,
      color,
      title,
      autoClose: false,
      withBorder: true,
      role: 'alert',
      message: (
        <>
          {reason}{' '}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => {
              notifications.hide(id);
              void navigate('/settings/channels');
            }}
          >
            {t('links.alerts.open')}
          </Anchor>
        </>
      ),
    });
    return () => {
      notifications.hide(id);
    };
  }, [alarming, id, color, title, reason, navigate, t]);
  return null;
}
