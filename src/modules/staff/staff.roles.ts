import { PERMISSIONS, type Permission } from '../../platform/access/access.js';

export const ROLES = ['administrator', 'supervisor', 'officer'] as const;
export type Role = (typeof ROLES)[number];

/** What each role may do. Who runs the house, who runs the queue, who answers. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  administrator: PERMISSIONS,
  supervisor: PERMISSIONS.filter(
    (permission) => !['staff.write', 'settings.write', 'journal.manage'].includes(permission),
  ),
  officer: [
    'conversations.read',
    'conversations.reply',
    'conversations.take',
    'conversations.close',
    'contacts.write',
    'staff.read',
    'settings.read',
  ],
};

/** Whether routing gives conversations to people of this role, unless told otherwise. */
export const ROUTABLE_BY_DEFAULT: Readonly<Record<Role, boolean>> = {
  administrator: false,
  supervisor: false,
  officer: true,
};
