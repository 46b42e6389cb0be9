import { useTranslation } from 'react-i18next';
import { Code } from '../../components/Code';
import type { ChannelType, Conversation } from '../../lib/schemas';

interface Named {
  /** The channel whose address the contact point has. */
  answerChannel: ChannelType;
  contactPoint: Pick<Conversation['contactPoint'], 'displayName' | 'address'>;
}

/** Addresses of some channels are ids of ours that say nothing to a reader: a visitor's, and who has no telephone. */
export const hasTellingAddress = (channel: ChannelType) => channel !== 'website' && channel !== 'branch';

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
