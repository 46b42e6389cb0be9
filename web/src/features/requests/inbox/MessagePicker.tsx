import { Button, Checkbox, Skeleton } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { keepNumbers } from '../../../lib/bidi';
import { shortMoment } from '../../../lib/dates';
import { useNow } from '../../../lib/use-now';
import { useThread } from '../../inbox/thread/use-thread';
import classes from './NewRequest.module.css';

export interface Picked {
  messages: string[];
  attachments: string[];
}
interface Props {
  conversationId: string;
  picked: Picked;
  onChange: (picked: Picked) => void;
}

const toggled = (ids: string[], id: string, on: boolean) =>
  on ? [...ids, id] : ids.filter((one) => one !== id);

/** What the person wrote and sent, newest first: the words and the files that belong to the request are ticked. */
export function MessagePicker({ conversationId, picked, onChange }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const thread = useThread(conversationId);
  if (thread.isPending) return <Skeleton height={120} />;
  if (thread.isError) return <ErrorNotice error={thread.error} onRetry={() => void thread.refetch()} />;
  const theirs = thread.messages.filter(({ direction }) => direction === 'inbound').reverse();
  return (
    <div className={classes.picker}>
      {theirs.length === 0 && <p className={classes.quiet}>{t('requests.new.nothing')}</p>}
      <ul>
        {theirs.map((message) => (
          <li key={message.id}>
            {message.text && (
              <Checkbox
                label={<span dir="auto">{keepNumbers(message.text)}</span>}
                description={shortMoment(message.occurredAt, now, language)}
                checked={picked.messages.includes(message.id)}
                onChange={({ currentTarget }) =>
                  onChange({
                    ...picked,
                    messages: toggled(picked.messages, message.id, currentTarget.checked),
                  })
                }
              />
            )}
            {message.attachments
              .filter(({ state }) => state === 'stored')
              .map((file) => (
                <Checkbox
                  key={file.id}
                  className={classes.file}
                  label={
                    <>
                      <IconPaperclip size={15} stroke={1.7} aria-hidden /> <bdi>{file.fileName}</bdi>
                    </>
                  }
                  checked={picked.attachments.includes(file.id)}
                  onChange={({ currentTarget }) =>
                    onChange({
                      ...picked,
                      attachments: toggled(picked.attachments, file.id, currentTarget.checked),
                    })
                  }
                />
              ))}
          </li>
        ))}
      </ul>
      {thread.hasNextPage && (
        <Button
          variant="subtle"
          loading={thread.isFetchingNextPage}
          onClick={() => void thread.fetchNextPage()}
        >
          {t('requests.new.earlier')}
        </Button>
      )}
    </div>
  );
}
