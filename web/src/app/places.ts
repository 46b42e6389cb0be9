import {
  IconForms,
  IconInbox,
  IconMailOpened,
  IconPhone,
  IconSettings,
  IconUserHeart,
} from '@tabler/icons-react';

/** Where staff work, in the order of the rail. On a phone they are in the menu of one's own account. */
export const PLACES = [
  { to: '/inbox', icon: IconInbox, label: 'nav.inbox' },
  { to: '/calls', icon: IconPhone, label: 'nav.calls' },
  { to: '/visits', icon: IconUserHeart, label: 'nav.visits' },
  { to: '/letters', icon: IconMailOpened, label: 'nav.letters' },
  { to: '/forms/new', icon: IconForms, label: 'nav.forms' },
  { to: '/settings', icon: IconSettings, label: 'nav.settings' },
] as const;
