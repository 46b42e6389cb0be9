import { Center, Skeleton } from '@mantine/core';
import { useRef } from 'react';
import { ErrorNotice } from '../../../components/ErrorNotice';
import { useCan, useSession } from '../../auth/session';
import { Composer, type ComposerHandle } from '../composer/Composer';
import { useDraft } from '../composer/use-draft';
import { MessageThread } from './MessageThread';
import classes from './Thread.module.css';
import { ThreadHeader } from './ThreadHeader';
import { useConversation, useMarkRead } from './use-thread';

interface Props {
  conversationId: string;
  panelOpen: boolean;
  onBack: () => void;
  onPanel: () => void;
}

/** One conversation: who it is, what was said, and the place to answer. Mount it anew for each. */
export function Thread({ conversationId, panelOpen, onBack, onPanel }: Props) {
  const { data: conversation, error, refetch } = useConversation(conversationId);
  const { staff } = useSession();
  const can = useCan();
  const draft = useDraft(conversationId, staff.id);
  const composer = useRef<ComposerHandle>(null);
  useMarkRead(conversation);

  if (!conversation) {
    return error ? (
      <Center p="xl" flex={1}>
        <ErrorNotice error={error} onRetry={() => void refetch()} />
      </Center>
    ) : (
      <div className={classes.skeleton} aria-busy="true">
        <Skeleton height={44} width="40%" />
        <Skeleton height={64} width="52%" mt={40} />
        <Skeleton height={64} width="46%" style={{ alignSelf: 'flex-end' }} />
      </div>
    );
  }
  return (
    <>
      <ThreadHeader
        conversation={conversation}
        panelOpen={panelOpen}
        onBack={onBack}
        onPanel={onPanel}
        onWrite={(mode) => composer.current?.write(mode)}
      />
      <MessageThread
        conversation={conversation}
        onEdit={(entry) => {
          draft.restore(entry);
          composer.current?.write(entry.kind);
        }}
      />
      {can('conversations.reply') && <Composer ref={composer} conversation={conversation} draft={draft} />}
    </>
  );
}
