import { CopyButton, UnstyledButton } from '@mantine/core';
import { IconHourglassEmpty } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../../lib/schemas';
import classes from './ClosedWindow.module.css';
import type { ReplyWindow } from './reply-window';

interface Props {
  window: Extract<ReplyWindow, { state: 'closed' }>;
  conversation: Conversation;
  /** Words begun while one could still write freely. */
  draft: string;
}

/** Why nothing can be written freely now, and that what was begun is not lost. */
export function ClosedWindow({ window, conversation, draft }: Props) {
  const { t } = useTranslation();
  const channel = t(`channels.${conversation.answerChannel}`);
  return (
    <div className={classes.root} role="status">
      <IconHourglassEmpty size={18} stroke={1.6} aria-hidden />
      <div className={classes.words}>
        <p>
          {window.never
            ? t('composer.window.never', { channel })
            : t('composer.window.closed', { count: window.hours, channel })}
        </p>
        {draft.trim() && (
          <p className={classes.draft}>
            <span>{t('composer.window.draftKept')}</span>
            <span className={classes.begun} dir="auto">
              {draft}
            </span>
            <CopyButton value={draft}>
              {({ copied, copy }) => (
                <UnstyledButton className={classes.copy} onClick={copy}>
                  {t(copied ? 'common.copied' : 'common.copy')}
                </UnstyledButton>
              )}
            </CopyButton>
          </p>
        )}
      </div>
    </div>
  );
}
