import { Button } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDeviceMobile } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { EmptyState } from '../../components/EmptyState';
import { api } from '../../lib/api';
import { dateAndTime } from '../../lib/dates';
import { keys } from '../../lib/keys';
import type { BranchDevice } from '../../lib/schemas';
import classes from './forms.module.css';
import { Card, Loaded } from './PageFrame';
import { useSaving } from './use-saving';

function State({ device }: { device: BranchDevice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (device.erasedAt) {
    return (
      <span className={classes.tag}>
        {t('settings.branch.erased', { at: dateAndTime(device.erasedAt, language) })}
      </span>
    );
  }
  return (
    <span className={classes.tag} data-tone="amber">
      {t('settings.branch.waits')}
    </span>
  );
}

/** The representatives' phones; a lost one is wiped from here. */
export function BranchDevices() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useQuery({ queryKey: keys.branchDevices, queryFn: api.branchDevices });
  const wipe = useSaving({
    save: api.wipeDevice,
    refresh: [keys.branchDevices],
    notice: t('settings.branch.wiped'),
  });
  const confirm = ({ id, name }: BranchDevice) =>
    modals.openConfirmModal({
      title: t('settings.branch.wipeTitle'),
      children: t('settings.branch.wipeText', { name }),
      labels: { confirm: t('settings.branch.wipe'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => wipe.mutate(id),
    });
  return (
    <Loaded query={query}>
      {(devices) => (
        <Card title={t('settings.branch.devices')} flush>
          {devices.length === 0 ? (
            <EmptyState
              icon={IconDeviceMobile}
              title={t('settings.branch.noDevices')}
              hint={t('settings.branch.noDevicesHint', { address: `${window.location.host}/branch` })}
            />
          ) : (
            <ul className={classes.rows}>
              {devices.map((device) => (
                <li key={device.id} className={classes.row} data-off={device.wipedAt !== null || undefined}>
                  <div className={classes.main}>
                    <strong>
                      <bdi>{device.staff.name}</bdi>
                      {device.staff.branch && <> · {device.staff.branch}</>}
                    </strong>
                    <span className={classes.quiet}>
                      <bdi>{device.name}</bdi> · {t('settings.branch.device', { number: device.number })} ·{' '}
                      {t('settings.branch.seen', { at: dateAndTime(device.lastSeenAt, language) })}
                    </span>
                  </div>
                  {device.wipedAt ? (
                    <State device={device} />
                  ) : (
                    <Button
                      size="compact-sm"
                      variant="default"
                      c="red"
                      onClick={() => confirm(device)}
                      aria-label={t('settings.branch.wipeNamed', { name: device.name })}
                    >
                      {t('settings.branch.wipe')}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
    </Loaded>
  );
}
