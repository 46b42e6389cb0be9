import { useTranslation } from 'react-i18next';
import { Code } from '../../components/Code';
import type { ChannelType, Conversation } from '../../lib/schemas';

interface Named {
  /** The channel whose address the contact point has. */
  answerChannel: ChannelType;
  contactPoint: Pick<Conversation['contactPoint'], 'displayName' | 'address'>;
}

/** A visitor's address is an id of ours that says nothing to a reader. */
const hasTellingAddress = (channel: ChannelType) => channel !== 'website';

/** What to call this person in a label or a notice. */
export function useContactName({ answerChannel, contactPoint }: Named): string {
  const { t } = useTranslation();
  if (contactPoint.displayName) return contactPoint.displayName;
  return hasTellingAddress(answerChannel) ? contactPoint.address : t('contact.visitor');
}

/** The person's name, else the address set apart from its sentence. */
export function ContactName({ conversation }: { conversation: Named }) {
  const name = useContactName(conversation);
  if (conversation.contactPoint.displayName || !hasTellingAddress(conversation.answerChannel)) {
    return <bdi>{name}</bdi>;
  }
  return <Code>{name}</Code>;
}
