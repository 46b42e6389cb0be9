import { ActionIcon, Button, Modal, Select, TextInput, Tooltip } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../app/i18n';
import { EmptyState } from '../../components/EmptyState';
import { api } from '../../lib/api';
import { dateAndTime } from '../../lib/dates';
import { keys } from '../../lib/keys';
import { ownDirection } from '../../lib/writing';
import classes from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { Secret } from './Secret';
import { useSaving } from './use-saving';

const DAYS = ['30', '90', '365'];

function NewToken({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [days, setDays] = useState<string | null>('90');
  const create = useSaving({
    save: () =>
      api.createToken(
        name.trim(),
        days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : undefined,
      ),
    refresh: [keys.tokens],
    notice: null,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate(undefined);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('settings.tokens.new')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {create.data ? (
        <div className={classes.form}>
          <p style={{ margin: 0 }}>{t('settings.tokens.once')}</p>
          <Secret value={create.data.token} />
          <div className={classes.foot}>
            <Button onClick={onClose}>{t('common.done')}</Button>
          </div>
        </div>
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            label={t('settings.tokens.name')}
            description={t('settings.tokens.nameHint')}
            attributes={ownDirection}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Select
            label={t('settings.tokens.lasts')}
            value={days ?? 'never'}
            onChange={(value) => setDays(value === 'never' ? null : value)}
            allowDeselect={false}
            data={[
              ...DAYS.map((value) => ({ value, label: t('span.day', { count: Number(value) }) })),
              { value: 'never', label: t('settings.tokens.never') },
            ]}
          />
          <div className={classes.foot}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={create.isPending}>
              {t('settings.tokens.create')}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

export function TokensPage() {
  const { t } = useTranslation();
  const language = useLanguage();
  const query = useQuery({ queryKey: keys.tokens, queryFn: () => api.tokens().then((page) => page.data) });
  const [adding, setAdding] = useState(false);
  const revoke = useSaving({
    save: api.revokeToken,
    refresh: [keys.tokens],
    notice: t('settings.tokens.revoked'),
  });
  const confirm = (id: string, name: string) =>
    modals.openConfirmModal({
      title: t('settings.tokens.revokeTitle'),
      children: t('settings.tokens.revokeText', { name }),
      labels: { confirm: t('settings.tokens.revoke'), cancel: t('common.cancel') },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate(id),
    });
  return (
    <PageFrame
      id="tokens"
      action={
        <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
          {t('settings.tokens.new')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(tokens) => (
          <Card flush>
            {tokens.length === 0 ? (
              <EmptyState
                icon={IconKey}
                title={t('settings.tokens.none')}
                hint={t('settings.tokens.noneHint')}
              />
            ) : (
              <ul className={classes.rows}>
                {tokens.map((token) => (
                  <li key={token.id} className={classes.row}>
                    <div className={classes.main}>
                      <strong>
                        <bdi>{token.name}</bdi>
                      </strong>
                      <span className={classes.quiet}>
                        {token.lastUsedAt
                          ? t('settings.tokens.used', { at: dateAndTime(token.lastUsedAt, language) })
                          : t('settings.tokens.unused')}
                        {' · '}
                        {token.expiresAt
                          ? t('settings.tokens.until', { at: dateAndTime(token.expiresAt, language) })
                          : t('settings.tokens.never')}
                      </span>
                    </div>
                    <Tooltip label={t('settings.tokens.revoke')}>
                      <ActionIcon
                        variant="subtle"
                        color="red"
                        size={36}
                        aria-label={t('settings.tokens.revokeNamed', { name: token.name })}
                        onClick={() => confirm(token.id, token.name)}
                      >
                        <IconTrash size={18} stroke={1.6} />
                      </ActionIcon>
                    </Tooltip>
                  </li>
                ))}
              </ul>
            )}
          </Card>
        )}
      </Loaded>
      {adding && <NewToken onClose={() => setAdding(false)} />}
    </PageFrame>
  );
}
