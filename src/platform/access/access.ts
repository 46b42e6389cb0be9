import { SetMetadata } from '@nestjs/common';

/** Everything a person can be allowed to do. Which role has which: `modules/staff/staff.roles.ts`. */
export const PERMISSIONS = [
  'conversations.read',
  'conversations.reply',
  /** Take, hand back, refer one's own. */
  'conversations.take',
  /** Give any conversation to anybody. */
  'conversations.assign',
  'conversations.close',
  'contacts.write',
  /** Bring in the call records of a telephone exchange. */
  'calls.import',
  /** See support requests, all of them. */
  'requests.read',
  /** Take down, correct and verify requests; take attestations. */
  'requests.write',
  /** Edit the types of requests: fields and papers. */
  'requests.configure',
  /** Read the dossiers of a session one sits in, and vote. */
  'committee.sit',
  /** Plan sessions, keep the agenda and the minutes, record decisions. */
  'committee.run',
  /** Write the words of notices. */
  'notices.write',
  /** Approve words that somebody else wrote. */
  'notices.approve',
  'staff.read',
  'staff.write',
  'settings.read',
  'settings.write',
  /** See and retry what could not be processed. */
  'journal.manage',
  'audit.read',
  /** Take messages in the field and hand answers over: the one thing that a carried phone may do. */
  'branch.carry',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Metadata key of the access rule of a route or socket event. */
export const ACCESS_RULE = 'insat:access';
export type AccessRule =
  | { kind: 'permission'; permission: Permission; or: readonly Permission[] }
  | { kind: 'signed-in' }
  | { kind: 'public'; why: string };

/** The route or socket event is for staff whose role has the permission, or one of the others. */
export const Allow = (permission: Permission, ...or: Permission[]) =>
  SetMetadata(ACCESS_RULE, { kind: 'permission', permission, or } satisfies AccessRule);

/** For any signed-in member of staff: their own session and profile. */
export const AllowSignedIn = () => SetMetadata(ACCESS_RULE, { kind: 'signed-in' } satisfies AccessRule);

/**
 * Open to the internet. `why` says what protects it instead ("Twilio's signature"), and is printed by
 * `npm run routes`. A route without any of the three fails the boot.
 */
export const Public = (why: string) => SetMetadata(ACCESS_RULE, { kind: 'public', why } satisfies AccessRule);
