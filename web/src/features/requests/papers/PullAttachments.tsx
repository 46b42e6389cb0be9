import { Button, Checkbox, Modal, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../app/i18n';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { attachmentUrl } from '../../../lib/api';
import { shortMoment } from '../../../lib/dates';
import { fileSize } from '../../../lib/file-size';
import { useNow } from '../../../lib/use-now';
import { useThread } from '../../inbox/thread/use-thread';
import classes from './papers.module.css';

interface Props {
  conversationId: string;
  onPick: (ids: string[]) => void;
  onClose: () => void;
}

/** What came with the messages of the conversation, to be taken into the request. */
export function PullAttachments({ conversationId, onPick, onClose }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const now = useNow();
  const [chosen, setChosen] = useState<string[]>([]);
  const thread = useThread(conversationId);
  const files = thread.messages
    .flatMap((message) => message.attachments.map((file) => ({ ...file, at: message.occurredAt })))
    .filter(({ state }) => state === 'stored')
    .reverse();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('requests.papers.pull')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {thread.isError ? (
        <ErrorNotice error={thread.error} onRetry={() => void thread.refetch()} />
      ) : thread.isPending ? (
        <Skeleton height={48} />
      ) : (
        <div className={classes.pull}>
          {files.length === 0 && <p className={classes.quiet}>{t('requests.papers.nothingToPull')}</p>}
          {files.map((file) => (
            <div key={file.id} className={classes.pullRow}>
              <Checkbox
                label={<bdi>{file.fileName}</bdi>}
                description={`${shortMoment(file.at, now, language)}${file.size ? ` · ${fileSize(file.size, language)}` : ''}`}
                checked={chosen.includes(file.id)}
                onChange={({ currentTarget }) =>
                  setChosen((was) =>
                    currentTarget.checked ? [...was, file.id] : was.filter((id) => id !== file.id),
                  )
                }
              />
              <a href={attachmentUrl(file.id)} target="_blank" rel="noopener">
                {t('requests.papers.open')}
              </a>
            </div>
          ))}
          {thread.hasNextPage && (
            <Button
              variant="subtle"
              loading={thread.isFetchingNextPage}
              onClick={() => void thread.fetchNextPage()}
            >
              {t('requests.papers.earlier')}
            </Button>
          )}
          <div className={classes.pullFoot}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button disabled={chosen.length === 0} onClick={() => onPick(chosen)}>
              {t('requests.papers.take')}
            </Button>
          </div>
        </div>
      )}
    </Modal>
  );
}
