import {
  type Icon,
  IconAlertOctagon,
  IconClockHour4,
  IconDeviceMobile,
  IconHourglass,
  IconKey,
  IconMessage2,
  IconPlugConnected,
  IconRoute,
  IconTemplate,
  IconUser,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import { type ComponentType, lazy } from 'react';

export interface Section {
  id: string;
  icon: Icon;
  /** What one must be allowed to see it; null for one's own affairs. */
  permission: string | null;
  page: ComponentType;
}

const named = <Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) =>
  lazy(() => load().then((module) => ({ default: module[name] })));

export const SECTIONS: Section[] = [
  {
    id: 'profile',
    icon: IconUser,
    permission: null,
    page: named(() => import('./ProfilePage'), 'ProfilePage'),
  },
  { id: 'tokens', icon: IconKey, permission: null, page: named(() => import('./TokensPage'), 'TokensPage') },
  {
    id: 'staff',
    icon: IconUsers,
    permission: 'staff.write',
    page: named(() => import('./StaffPage'), 'StaffPage'),
  },
  {
    id: 'teams',
    icon: IconUsersGroup,
    permission: 'staff.write',
    page: named(() => import('./TeamsPage'), 'TeamsPage'),
  },
  {
    id: 'branch',
    icon: IconDeviceMobile,
    permission: 'conversations.assign',
    page: named(() => import('./BranchPage'), 'BranchPage'),
  },
  {
    id: 'routing',
    icon: IconRoute,
    permission: 'settings.write',
    page: named(() => import('./RoutingPage'), 'RoutingPage'),
  },
  {
    id: 'hours',
    icon: IconClockHour4,
    permission: 'settings.write',
    page: named(() => import('./HoursPage'), 'HoursPage'),
  },
  {
    id: 'requests',
    icon: IconHourglass,
    permission: 'settings.write',
    page: named(() => import('./RequestsPage'), 'RequestsPage'),
  },
  {
    id: 'noticeWords',
    icon: IconMessage2,
    permission: 'notices.write',
    page: named(() => import('../notices/WordsPage'), 'WordsPage'),
  },
  {
    id: 'requestTypes',
    icon: IconTemplate,
    permission: 'requests.configure',
    page: named(() => import('../requests/types/RequestTypesPage'), 'RequestTypesPage'),
  },
  {
    id: 'channels',
    icon: IconPlugConnected,
    permission: 'settings.read',
    page: named(() => import('./ChannelsPage'), 'ChannelsPage'),
  },
  {
    id: 'setAside',
    icon: IconAlertOctagon,
    permission: 'journal.manage',
    page: named(() => import('./SetAsidePage'), 'SetAsidePage'),
  },
];
