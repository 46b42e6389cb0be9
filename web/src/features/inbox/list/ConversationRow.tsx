import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useLanguage } from '../../../app/i18n';
import { ChannelMark } from '../../../components/ChannelMark';
import { Code } from '../../../components/Code';
import { PersonMark } from '../../../components/PersonMark';
import { keepNumbers } from '../../../lib/bidi';
import { dateAndTime, shortMoment } from '../../../lib/dates';
import type { Conversation } from '../../../lib/schemas';
import { useNow } from '../../../lib/use-now';
import { ContactName, useContactName } from '../ContactName';
import type { View } from '../filters';
import { WaitingHint } from '../WaitingHint';
import classes from './ConversationRow.module.css';

interface Props {
  conversation: Conversation;
  to: string;
  open: boolean;
  view: View;
}

export const ConversationRow = memo(function ConversationRow({ conversation: one, to, open, view }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const name = useContactName(one);
  const holder = one.assignee?.name ?? one.team?.name[language];
  return (
    <Link
      to={to}
      className={classes.row}
      data-row={one.id}
      data-unread={one.unread > 0 || undefined}
      data-closed={one.status === 'closed' || undefined}
      aria-current={open ? 'true' : undefined}
    >
      <span className={classes.mark}>
        <PersonMark name={name} size={40} tone={one.unread > 0 ? 'accent' : 'plain'} />
        <span className={classes.channel}>
          <ChannelMark channel={one.channel} size={13} labelled />
        </span>
      </span>
      <span className={classes.body}>
        <span className={classes.line}>
          <span className={classes.name}>
            <ContactName conversation={one} />
          </span>
          <time
            className={classes.time}
            dateTime={one.lastMessageAt}
            title={dateAndTime(one.lastMessageAt, language)}
          >
            {shortMoment(one.lastMessageAt, now, language)}
          </time>
        </span>
        <span className={classes.line}>
          {one.subject && (
            <span className={classes.subject} dir="auto">
              {one.subject}
            </span>
          )}
          <span className={classes.preview} dir="auto">
            {keepNumbers(one.preview) || t('inbox.noText')}
          </span>
          {one.unread > 0 && (
            <span className={classes.unread}>
              <span aria-hidden>{one.unread > 99 ? '99+' : one.unread}</span>
              <span className={classes.spoken}>{t('inbox.unread', { count: one.unread })}</span>
            </span>
          )}
        </span>
        <span className={classes.line}>
          <span className={classes.meta}>
            <Code>{one.reference}</Code>
            {holder && view !== 'mine' && <span className={classes.holder}>{holder}</span>}
            {one.status === 'closed' && <span>{t('status.closed')}</span>}
          </span>
          {one.undelivered ? (
            <span className={classes.undelivered}>{t('inbox.undelivered')}</span>
          ) : (
            <WaitingHint conversation={one} />
          )}
        </span>
      </span>
    </Link>
  );
});
