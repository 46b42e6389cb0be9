import { ActionIcon, Button, CopyButton, Menu, Tooltip } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowRight,
  IconArrowsExchange,
  IconCheck,
  IconDots,
  IconHandGrab,
  IconId,
  IconRotate,
  IconUserPlus,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { ChannelMark } from '../../../components/ChannelMark';
import { Code } from '../../../components/Code';
import type { Conversation } from '../../../lib/schemas';
import { useShortcuts } from '../../../lib/shortcuts';
import { AssignModal } from '../actions/AssignModal';
import { useConversationActions } from '../actions/use-conversation-actions';
import { ContactName } from '../ContactName';
import type { Mode } from '../composer/use-draft';
import { WaitingHint } from '../WaitingHint';
import classes from './ThreadHeader.module.css';

interface Props {
  conversation: Conversation;
  panelOpen: boolean;
  onBack: () => void;
  onPanel: () => void;
  onWrite: (mode: Mode) => void;
}

function Reference({ reference }: { reference: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={reference} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={t(copied ? 'common.copied' : 'thread.copyReference')}>
          <button type="button" className={classes.reference} onClick={copy}>
            <Code>{reference}</Code>
          </button>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export function ThreadHeader({ conversation: one, panelOpen, onBack, onPanel, onWrite }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const actions = useConversationActions(one);
  const [giving, setGiving] = useState<'assign' | 'refer' | null>(null);
  const open = one.status === 'open';
  useShortcuts({
    r: () => onWrite('reply'),
    n: () => onWrite('note'),
    t: () => actions.canTake && actions.take(),
    e: () => actions.canClose && !actions.pending && actions.toggleStatus(),
  });
  const holder = actions.mine
    ? t('thread.withYou')
    : one.assignee
      ? t('thread.with', { name: `\u2068${one.assignee.name}\u2069` })
      : t('thread.withNobody');
  return (
    <header className={classes.root}>
      <ActionIcon
        className={classes.back}
        variant="subtle"
        color="gray"
        size={38}
        aria-label={t('thread.back')}
        onClick={onBack}
      >
        <IconArrowRight className={classes.flip} size={21} stroke={1.7} />
      </ActionIcon>
      <div className={classes.who}>
        <h2 className={classes.name}>
          <ContactName conversation={one} />
          {!open && <span className={classes.closed}>{t('status.closed')}</span>}
        </h2>
        <p className={classes.meta}>
          <span className={classes.metaItem}>
            <ChannelMark channel={one.channel} size={15} labelled />
            <span className={classes.channelName} aria-hidden>
              {t(`channels.${one.channel}`)}
            </span>
          </span>
          {one.answerChannel !== one.channel && (
            <span className={classes.metaItem}>
              <ChannelMark channel={one.answerChannel} size={15} />
              {t('thread.answeredOn', { channel: t(`channels.${one.answerChannel}`) })}
            </span>
          )}
          <Reference reference={one.reference} />
          <span className={classes.holder} data-expected={actions.mine || !one.assignee || undefined}>
            {holder}
            {one.team && ` · ${one.team.name[language]}`}
          </span>
          <WaitingHint conversation={one} />
        </p>
      </div>
      <div className={classes.actions}>
        {actions.canTake && (
          <Button
            size="sm"
            leftSection={<IconHandGrab size={17} stroke={1.7} />}
            loading={actions.pending}
            onClick={actions.take}
          >
            {t('actions.take')}
          </Button>
        )}
        {actions.canClose && (
          <Button
            className={classes.closeButton}
            size="sm"
            variant="default"
            disabled={actions.pending}
            leftSection={open ? <IconCheck size={17} stroke={1.7} /> : <IconRotate size={17} stroke={1.7} />}
            onClick={actions.toggleStatus}
          >
            {t(open ? 'actions.close' : 'actions.reopen')}
          </Button>
        )}
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={t('actions.more')}>
              <IconDots size={18} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {actions.canRefer && (
              <Menu.Item
                leftSection={<IconArrowForwardUp className={classes.flip} size={17} stroke={1.6} />}
                onClick={() => setGiving('refer')}
              >
                {t('actions.refer')}
              </Menu.Item>
            )}
            {actions.canAssign && (
              <Menu.Item
                leftSection={<IconUserPlus size={17} stroke={1.6} />}
                onClick={() => setGiving('assign')}
              >
                {t('actions.assign')}
              </Menu.Item>
            )}
            {actions.canHandBack && (
              <Menu.Item
                leftSection={<IconArrowBackUp className={classes.flip} size={17} stroke={1.6} />}
                onClick={actions.handBack}
              >
                {t('actions.handBack')}
              </Menu.Item>
            )}
            {actions.canClose && (
              <Menu.Item
                hiddenFrom="sm"
                leftSection={
                  open ? <IconCheck size={17} stroke={1.6} /> : <IconRotate size={17} stroke={1.6} />
                }
                onClick={actions.toggleStatus}
              >
                {t(open ? 'actions.close' : 'actions.reopen')}
              </Menu.Item>
            )}
            {!actions.canRefer && !actions.canAssign && !actions.canHandBack && (
              <Menu.Item
                visibleFrom="sm"
                disabled
                leftSection={<IconArrowsExchange size={17} stroke={1.6} />}
              >
                {t('actions.nothing')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
        <Tooltip label={t('panel.label')}>
          <ActionIcon
            variant={panelOpen ? 'light' : 'default'}
            size={36}
            aria-label={t('panel.label')}
            aria-pressed={panelOpen}
            onClick={onPanel}
          >
            <IconId size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </div>
      {giving && (
        <AssignModal
          kind={giving}
          conversation={one}
          onClose={() => setGiving(null)}
          pending={actions.assign.isPending}
          onSubmit={(body) => actions.assign.mutate(body, { onSuccess: () => setGiving(null) })}
        />
      )}
    </header>
  );
}
