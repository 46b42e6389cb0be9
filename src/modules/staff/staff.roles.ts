import { PERMISSIONS, type Permission } from '../../platform/access/access.js';

export const ROLES = [
  'administrator',
  'supervisor',
  'officer',
  'committee_member',
  'representative',
] as const;
export type Role = (typeof ROLES)[number];

/** What each role may do. Who runs the house, who runs the queue, who answers, who carries. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS.filter((permission) => !['branch.carry', 'committee.sit'].includes(permission)),
  supervisor: PERMISSIONS.filter(
    (permission) =>
      ![
        'staff.write',
        'settings.write',
        'journal.manage',
        'branch.carry',
        'committee.sit',
        'requests.configure',
      ].includes(permission),
  ),
  officer: [
    'conversations.read',
    'conversations.reply',
    'conversations.take',
    'conversations.close',
    'contacts.write',
    'requests.read',
    'requests.write',
    'staff.read',
    'settings.read',
  ],
  committee_member: ['committee.sit'],
  representative: ['branch.carry'],
};

/** All that a carried phone may do, whoever signed in on it: phones are lost. */
export const DEVICE_PERMISSIONS: readonly Permission[] = ['branch.carry'];

/** Whether routing gives conversations to people of this role, unless told otherwise. */
export const ROUTABLE_BY_DEFAULT: Readonly<Record<Role, boolean>> = {
  administrator: false,
  supervisor: false,
  officer: true,
  committee_member: false,
  representative: false,
};
