import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ErrorNotice } from '../../components/ErrorNotice';
import { api } from '../../lib/api';
import { keys } from '../../lib/keys';
import { useConversation } from '../inbox/thread/use-thread';
import { ConversationRequests } from '../requests/inbox/ConversationRequests';
import { BeneficiaryCard } from './BeneficiaryCard';
import classes from './BeneficiaryPanel.module.css';
import { ContactCard } from './ContactCard';
import { HistoryList } from './HistoryList';
import { OtherConversations } from './OtherConversations';

/** Who is writing, which beneficiary that is, what else we talk about, and what was done here. */
export function BeneficiaryPanel({ conversationId }: { conversationId: string }) {
  const { data: conversation } = useConversation(conversationId);
  const contactId = conversation?.contactPoint.id;
  const contact = useQuery({
    queryKey: keys.contact(contactId ?? ''),
    queryFn: () => api.contact(contactId ?? ''),
    enabled: Boolean(contactId),
  });
  if (!conversation) {
    return (
      <div className={classes.section}>
        <Skeleton height={60} mb="md" />
        <Skeleton height={120} />
      </div>
    );
  }
  return (
    <div className={classes.root} key={contactId}>
      <ContactCard conversation={conversation} contact={contact.data} />
      <ConversationRequests conversationId={conversation.id} />
      {contact.isError ? (
        <div className={classes.section}>
          <ErrorNotice error={contact.error} onRetry={() => void contact.refetch()} />
        </div>
      ) : contact.data ? (
        <>
          <BeneficiaryCard contact={contact.data} />
          <OtherConversations contact={contact.data} currentId={conversation.id} />
        </>
      ) : (
        <div className={classes.section}>
          <Skeleton height={14} width="40%" mb="md" />
          <Skeleton height={72} />
        </div>
      )}
      <HistoryList conversationId={conversation.id} />
    </div>
  );
}
