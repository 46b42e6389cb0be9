import { IconLock, IconRobot } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { letterPdfUrl } from '../../../lib/api';
import { clockTime, dateAndTime } from '../../../lib/dates';
import type { Conversation, Message } from '../../../lib/schemas';
import { useSession } from '../../auth/session';
import { ContactName } from '../ContactName';
import { newSubject } from '../subject';
import { Attachments } from './Attachments';
import { DeliveryState } from './DeliveryState';
import { FactList } from './FactList';
import classes from './MessageBubble.module.css';
import { RichText } from './RichText';
import { TemplateMark } from './TemplateMark';

interface Props {
  message: Message;
  joined: boolean;
  conversation: Conversation;
}

type Voice = 'contact' | 'own' | 'colleague' | 'hub' | 'note';

function voiceOf(message: Message, myId: string): Voice {
  if (message.direction === 'note') return message.author.kind === 'hub' ? 'hub' : 'note';
  if (message.direction === 'inbound') return 'contact';
  if (message.author.kind === 'hub') return 'hub';
  return message.author.id === myId ? 'own' : 'colleague';
}

function Author({ message, voice, conversation }: Omit<Props, 'joined'> & { voice: Voice }) {
  const { t } = useTranslation();
  const { staff } = useSession();
  const writer = message.author.id === staff.id ? t('message.you') : message.author.name;
  if (voice === 'note') {
    return (
      <>
        <IconLock size={14} stroke={1.8} aria-hidden />
        {t('message.note')}
        {writer && <bdi className={classes.writer}>{writer}</bdi>}
      </>
    );
  }
  if (voice === 'hub') {
    return (
      <>
        <IconRobot size={15} stroke={1.6} aria-hidden />
        {t(
          message.direction === 'note'
            ? 'message.hubNote'
            : message.notice === 'receipt'
              ? 'message.receipt'
              : 'message.hub',
        )}
      </>
    );
  }
  if (voice === 'contact') {
    return (
      <>
        <ContactName conversation={conversation} />
        {message.automatic && <span className={classes.tag}>{t('message.autoReply')}</span>}
      </>
    );
  }
  return <bdi>{writer ?? t('message.staff')}</bdi>;
}

/** A mail program's own marks of a quote; here the line beside it says so. */
const QUOTE_MARKS = /^(?:>[ \t]?)+/gm;

function Quoted({ text }: { text: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.quoted}>
      <button type="button" onClick={() => setOpen(!open)} aria-expanded={open}>
        {t(open ? 'message.hideQuoted' : 'message.showQuoted')}
      </button>
      {open && (
        <blockquote>
          <RichText text={text.replace(QUOTE_MARKS, '')} />
        </blockquote>
      )}
    </div>
  );
}

export const MessageBubble = memo(function MessageBubble({ message, joined, conversation }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { staff } = useSession();
  const voice = voiceOf(message, staff.id);
  const wordless = !message.text && message.attachments.length === 0;
  const subject = newSubject(message, conversation);
  return (
    <article
      className={classes.root}
      data-voice={voice}
      data-joined={joined || undefined}
      data-message={message.id}
    >
      {!joined && (
        <header className={classes.author}>
          <Author message={message} voice={voice} conversation={conversation} />
        </header>
      )}
      <div className={classes.bubble}>
        {subject && (
          <p className={classes.subject} dir="auto">
            {subject}
          </p>
        )}
        {message.text && <RichText text={message.text} />}
        {wordless && (
          <p className={classes.kind}>
            {t(message.kind === 'text' ? 'message.emptyText' : `kinds.${message.kind}`)}
          </p>
        )}
        {message.facts && <FactList facts={message.facts} />}
        {message.attachments.length > 0 && <Attachments attachments={message.attachments} />}
        {message.quotedText && <Quoted text={message.quotedText} />}
      </div>
      <footer className={classes.foot}>
        {message.kind === 'template' && <TemplateMark />}
        <time dateTime={message.occurredAt} title={dateAndTime(message.occurredAt, language)}>
          {clockTime(message.occurredAt, language)}
        </time>
        {message.direction === 'outbound' && conversation.channel === 'letter' && (
          <a className={classes.paper} href={letterPdfUrl(message.id)} target="_blank" rel="noopener">
            {t('message.asLetter')}
          </a>
        )}
        {message.direction === 'outbound' && (
          <DeliveryState message={message} channel={conversation.channel} />
        )}
      </footer>
    </article>
  );
});
