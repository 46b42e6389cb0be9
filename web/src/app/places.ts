import {
  type Icon,
  IconClipboardHeart,
  IconForms,
  IconInbox,
  IconMailExclamation,
  IconMailOpened,
  IconPhone,
  IconScale,
  IconSettings,
  IconUserHeart,
} from '@tabler/icons-react';
import { useCan } from '../features/auth/session';

export interface Place {
  to: string;
  icon: Icon;
  label: string;
  /** What one must be allowed to find work there, or one of several; null for everybody. */
  permission: string | readonly string[] | null;
}

/** Where staff work, in the order of the rail. On a phone they are in the menu of one's own account. */
export const PLACES: readonly Place[] = [
  { to: '/inbox', icon: IconInbox, label: 'nav.inbox', permission: 'conversations.read' },
  { to: '/requests', icon: IconClipboardHeart, label: 'nav.requests', permission: 'requests.read' },
  { to: '/calls', icon: IconPhone, label: 'nav.calls', permission: 'conversations.reply' },
  { to: '/visits', icon: IconUserHeart, label: 'nav.visits', permission: 'conversations.reply' },
  { to: '/letters', icon: IconMailOpened, label: 'nav.letters', permission: 'conversations.reply' },
  { to: '/forms/new', icon: IconForms, label: 'nav.forms', permission: 'conversations.reply' },
  { to: '/notices', icon: IconMailExclamation, label: 'nav.notices', permission: 'requests.read' },
  {
    to: '/committee',
    icon: IconScale,
    label: 'nav.committee',
    permission: ['committee.sit', 'committee.run'],
  },
  { to: '/settings', icon: IconSettings, label: 'nav.settings', permission: null },
];

/** The places that are the signed-in person's; the first one is where they begin. */
export function usePlaces(): Place[] {
  const can = useCan();
  return PLACES.filter(({ permission }) => permission === null || [permission].flat().some(can));
}
