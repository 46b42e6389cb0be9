import { Button, UnstyledButton } from '@mantine/core';
import { IconChevronLeft, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelMark } from '../../components/ChannelMark';
import { Code } from '../../components/Code';
import { useChannels } from '../../lib/queries';
import type { ChannelAccount } from '../../lib/schemas';
import { useCan } from '../auth/session';
import { LinkCards } from '../links/LinkCards';
import { AccountModal } from './channels/AccountModal';
import { AddAccount } from './channels/AddAccount';
import classes from './channels/channels.module.css';
import { useAbilities } from './channels/use-abilities';
import forms from './forms.module.css';
import { Card, Loaded, PageFrame } from './PageFrame';
import { TemplatesCard } from './TemplatesCard';

const TONES = { live: 'good', sandbox: 'amber', off: undefined } as const;

/** Every account of every channel: whether it is live, what it can do; for administrators, the way to change it. */
export function ChannelsPage() {
  const { t } = useTranslation();
  const query = useChannels();
  const mayChange = useCan()('settings.write');
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  return (
    <PageFrame
      id="channels"
      action={
        mayChange && (
          <Button leftSection={<IconPlus size={17} />} onClick={() => setAdding(true)}>
            {t('settings.channels.add')}
          </Button>
        )
      }
    >
      <LinkCards />
      <Loaded query={query}>
        {(accounts) => (
          <>
            <Card flush>
              <ul className={classes.rows}>
                {accounts.map((one) => (
                  <li key={one.id}>
                    <Row account={one} onOpen={mayChange ? () => setOpenId(one.id) : undefined} />
                  </li>
                ))}
              </ul>
            </Card>
            {accounts
              .filter((one) => one.capabilities.replyWindowHours !== null && one.mode !== 'off')
              .map((one) => (
                <TemplatesCard key={one.id} account={one} />
              ))}
          </>
        )}
      </Loaded>
      {adding && (
        <AddAccount
          onClose={() => setAdding(false)}
          onAdded={({ id }) => {
            setAdding(false);
            // Its addresses and the test are what comes next.
            setOpenId(id);
          }}
        />
      )}
      {openId && <AccountModal id={openId} onClose={() => setOpenId(null)} />}
    </PageFrame>
  );
}

function Row({ account, onOpen }: { account: ChannelAccount; onOpen: (() => void) | undefined }) {
  const { t, i18n } = useTranslation();
  const abilities = useAbilities();
  const { channel, name, mode, problem } = account;
  // Those that the environment makes have no label of their own.
  const key = `settings.channels.madeAccounts.${name}`;
  const label = account.label ?? (i18n.exists(key) ? t(key) : null);
  const inside: ReactNode = (
    <>
      <ChannelMark channel={channel} size={24} />
      <span className={classes.main}>
        <strong>
          {t(`channels.${channel}`)}
          {label && (
            <>
              {' · '}
              <bdi>{label}</bdi>
            </>
          )}{' '}
          {!label && name !== 'default' && <Code>({name})</Code>}
        </strong>
        <span className={classes.quiet}>{abilities(account)}</span>
        {problem ? (
          <span className={classes.problem}>{t(`settings.channels.problems.${problem}`)}</span>
        ) : (
          mode !== 'live' && <span className={classes.quiet}>{t(`settings.channels.${mode}Hint`)}</span>
        )}
      </span>
      <span className={forms.tag} data-tone={problem ? 'red' : TONES[mode]}>
        {t(problem ? 'settings.channels.unusable' : `settings.channels.${mode}`)}
      </span>
      {onOpen && <IconChevronLeft className={classes.flip} size={18} stroke={1.6} aria-hidden />}
    </>
  );
  if (!onOpen) return <div className={classes.row}>{inside}</div>;
  return (
    <UnstyledButton className={classes.row} onClick={onOpen}>
      {inside}
    </UnstyledButton>
  );
}
