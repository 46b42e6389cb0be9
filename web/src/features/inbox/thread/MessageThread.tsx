import { Button, Skeleton } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../../components/ErrorNotice';
import type { Conversation } from '../../../lib/schemas';
import { useCan, useSession } from '../../auth/session';
import { useContactName } from '../ContactName';
import { type OutboxEntry, useOutbox } from '../composer/outbox';
import { useSend } from '../composer/use-send';
import { DaySeparator } from './DaySeparator';
import { EventLine } from './EventLine';
import { MessageBubble } from './MessageBubble';
import classes from './MessageThread.module.css';
import { OutboxBubble } from './OutboxBubble';
import { buildTimeline } from './timeline';
import { useStickToEnd } from './use-stick-to-end';
import { useAudit, useThread } from './use-thread';

interface Props {
  conversation: Conversation;
  onEdit: (entry: OutboxEntry) => void;
}

export function MessageThread({ conversation, onEdit }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const { staff } = useSession();
  const thread = useThread(conversation.id);
  const audit = useAudit(conversation.id, can('conversations.read'));
  const waiting = useOutbox(conversation.id, staff.id);
  const send = useSend();
  const { messages, hasNextPage, isFetchingNextPage, fetchNextPage } = thread;

  const timeline = useMemo(
    () => buildTimeline(messages, audit.data ?? [], !hasNextPage),
    [messages, audit.data, hasNextPage],
  );
  const newest = messages.at(-1);
  const { scroller, content, onScroll, toEnd, unseen } = useStickToEnd({
    oldest: messages[0]?.id,
    newest: waiting.at(-1)?.key ?? newest?.id,
    newestIsMine: waiting.length > 0 || newest?.author.id === staff.id,
    count: messages.length,
  });
  const top = useLoadOlder(Boolean(hasNextPage && !isFetchingNextPage), () => void fetchNextPage(), scroller);

  return (
    <div className={classes.frame}>
      <div
        ref={scroller}
        className={classes.scroller}
        onScroll={onScroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t('thread.messages')}
      >
        <div ref={content} className={classes.content}>
          <div ref={top} className={classes.top} />
          {(thread.isPending || isFetchingNextPage) && (
            <>
              <Skeleton height={58} width="54%" radius="lg" />
              <Skeleton height={44} width="40%" radius="lg" ms="auto" />
            </>
          )}
          {thread.isError && <ErrorNotice error={thread.error} onRetry={() => void thread.refetch()} />}
          {timeline.map((item) =>
            item.type === 'day' ? (
              <DaySeparator key={item.key} at={item.at} />
            ) : item.type === 'event' ? (
              <EventLine key={item.key} line={item.line} />
            ) : (
              <MessageBubble
                key={item.key}
                message={item.message}
                joined={item.joined}
                conversation={conversation}
              />
            ),
          )}
          {waiting.map((entry) => (
            <OutboxBubble
              key={entry.key}
              entry={entry}
              onRetry={() => send(entry)}
              onEdit={() => onEdit(entry)}
            />
          ))}
        </div>
      </div>
      {unseen > 0 && (
        <Button
          className={classes.pill}
          size="compact-sm"
          radius="xl"
          leftSection={<IconArrowDown size={14} />}
          onClick={() => toEnd()}
        >
          {t('thread.newMessages', { count: unseen })}
        </Button>
      )}
      <Announcer
        conversation={conversation}
        newestInbound={messages.findLast((one) => one.direction === 'inbound')?.id}
      />
    </div>
  );
}

/** Tells a screen reader of a new message, once, without reading the whole thread again. */
function Announcer({ conversation, newestInbound }: { conversation: Conversation; newestInbound?: string }) {
  const { t } = useTranslation();
  const name = useContactName(conversation);
  const known = useRef<string | undefined>(undefined);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (known.current && newestInbound && newestInbound !== known.current) {
      setWords(t('thread.announce', { name }));
    }
    known.current = newestInbound;
  }, [newestInbound, name, t]);
  return (
    <div className={classes.spoken} aria-live="polite">
      {words}
    </div>
  );
}

/** Asks for the older page shortly before the reader reaches the top. */
function useLoadOlder(ready: boolean, load: () => void, root: React.RefObject<HTMLDivElement | null>) {
  const mark = useRef<HTMLDivElement>(null);
  const latest = useRef(load);
  useEffect(() => {
    latest.current = load;
  });
  useEffect(() => {
    if (!ready || !mark.current) return;
    const observer = new IntersectionObserver(
      (seen) => seen.some((one) => one.isIntersecting) && latest.current(),
      { root: root.current, rootMargin: '300px 0px 0px 0px' },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [ready, root]);
  return mark;
}
