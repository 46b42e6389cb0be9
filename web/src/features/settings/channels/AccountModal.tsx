import { Alert, Button, CopyButton, Modal } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../../lib/api';
import { keys } from '../../../lib/keys';
import type { AccountDetails } from '../../../lib/schemas';
import { Loaded } from '../PageFrame';
import { useSaving } from '../use-saving';
import { AccountForm } from './AccountForm';
import { AccountTest } from './AccountTest';
import classes from './channels.module.css';
import { useAbilities } from './use-abilities';

/** Everything about one account: what it can do, what to enter at its provider, a test, its settings, its switch. */
export function AccountModal({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: keys.account(id), queryFn: () => api.account(id) });
  const account = query.data;
  const title = account
    ? (account.label ?? t(`channels.${account.channel}`))
    : t('settings.channels.account');
  return (
    <Modal
      opened
      onClose={onClose}
      title={<bdi>{title}</bdi>}
      size="lg"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Loaded query={query}>{(loaded) => <Account account={loaded} />}</Loaded>
    </Modal>
  );
}

function Account({ account }: { account: AccountDetails }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const abilities = useAbilities();
  const forms = useQuery({ queryKey: keys.accountForms, queryFn: api.accountForms, staleTime: Infinity });
  const form = forms.data?.find(
    (one) => one.channel === account.channel && one.provider === account.provider,
  );
  const turn = useSaving({
    save: (enabled: boolean) => api.changeAccount(account.id, { enabled }),
    refresh: [keys.channels, keys.account(account.id)],
    notice: t(account.enabled ? 'settings.channels.switchedOff' : 'settings.channels.switchedOn'),
  });
  if (editing && form) {
    return (
      <AccountForm
        form={form}
        account={account}
        onCancel={() => setEditing(false)}
        onSaved={() => setEditing(false)}
      />
    );
  }
  return (
    <div className={classes.sections}>
      {account.problem && (
        <Alert color="red" variant="light" icon={<IconAlertTriangle size={19} stroke={1.7} />}>
          {t(`settings.channels.problems.${account.problem}`)}
        </Alert>
      )}
      <section className={classes.section}>
        <h3>{t('settings.channels.can')}</h3>
        <p>{abilities(account)}</p>
        {account.mode === 'sandbox' && <p>{t('settings.channels.sandboxHint')}</p>}
        {account.provider === null && <p>{t('settings.channels.ofEnvironment')}</p>}
      </section>
      {account.webhooks.length > 0 && (
        <section className={classes.section}>
          <h3>{t('settings.channels.webhooks')}</h3>
          <p>{t('settings.channels.webhooksHint')}</p>
          <ul className={classes.addresses}>
            {account.webhooks.map(({ purpose, url }) => (
              <li key={purpose}>
                <span className={classes.purpose}>{t(`settings.channels.purposes.${purpose}`)}</span>
                <span className={classes.address} dir="ltr">
                  {url}
                </span>
                <CopyButton value={url}>
                  {({ copied, copy }) => (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
                      aria-label={`${t('common.copy')} ${t(`settings.channels.purposes.${purpose}`)}`}
                      onClick={copy}
                    >
                      {t(copied ? 'common.copied' : 'common.copy')}
                    </Button>
                  )}
                </CopyButton>
              </li>
            ))}
          </ul>
        </section>
      )}
      {account.testsTo && account.mode === 'live' && <AccountTest account={account} kind={account.testsTo} />}
      <div className={classes.foot}>
        <Button
          variant="subtle"
          color={account.enabled ? 'red' : undefined}
          loading={turn.isPending}
          onClick={() => turn.mutate(!account.enabled)}
        >
          {t(account.enabled ? 'settings.channels.switchOff' : 'settings.channels.switchOn')}
        </Button>
        {form && (
          <Button variant="default" onClick={() => setEditing(true)}>
            {t('settings.channels.edit')}
          </Button>
        )}
      </div>
    </div>
  );
}
