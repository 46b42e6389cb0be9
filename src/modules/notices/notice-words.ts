import type {
  Capabilities,
  ChannelType,
  ChosenTemplate,
  Language,
} from '../../channels/core/channel-adapter.js';
import type { Sql } from '../../platform/database/database.js';

export const NOTICE_KINDS = [
  'receipt',
  'referral',
  'missing_papers',
  'reminder',
  'decision',
  'appointment',
  'service_delivered',
  'follow_up',
  'delay',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** What there is to tell, and of which request. */
export interface NoticeFacts {
  id: string;
  kind: NoticeKind;
  requestId: string;
  reference: string;
  requestType: Record<Language, string>;
  applicantName: string;
  organisation: Record<Language, string>;
  /** The earliest and the promised date of the answer; null before the first submission. */
  notBefore: Date | null;
  answerBy: Date | null;
  /** Values that were written down with the notice; see `NoticesDue`. */
  variables: Record<string, string | string[]>;
  /** A decision's own words, as they were approved; null for every other kind. */
  text: string | null;
  /** The page on which the person looks the request up. */
  link: string;
}

/** Where it is to be told. */
export interface NoticePlace {
  channel: ChannelType;
  accountId: string;
  capabilities: Capabilities;
  language: Language;
  /** Whether the network takes any words now; outside, approved templates only. */
  windowOpen: boolean;
}

export type NoticeComposition =
  | { subject: string | null; text: string; template: ChosenTemplate | null }
  /** Nothing can be said there: `no_template`, `too_long`. The ladder goes on to the next channel. */
  | { unsendable: string };

/**
 * What a notice says on a channel.
 *
 * A decision is private: on a network that others may look at over the person's shoulder (`tellsInFull` is false) it says
 * only that the answer is there, and how to read it. The rest carry the approved words in full.
 */
export abstract class NoticeWords {
  abstract compose(sql: Sql, notice: NoticeFacts, place: NoticePlace): Promise<NoticeComposition>;
}

/** E-mail, paper, and what one of us tells the person: nobody else reads along. */
const IN_FULL: readonly ChannelType[] = ['email', 'letter', 'phone', 'interview', 'branch'];

export function tellsInFull(channel: ChannelType): boolean {
  return IN_FULL.includes(channel);
}
