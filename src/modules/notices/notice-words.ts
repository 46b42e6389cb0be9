import { Injectable } from '@nestjs/common';
import type {
  Capabilities,
  ChannelType,
  ChosenTemplate,
  Language,
} from '../../channels/core/channel-adapter.js';
import type { Sql } from '../../platform/database/database.js';
import { formatDay } from '../../platform/i18n/dates.js';
import { translate } from '../../platform/i18n/translate.js';

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

/** The words of the catalogues, for as long as nobody has written others. */
@Injectable()
export class CatalogueWords extends NoticeWords {
  async compose(_sql: Sql, notice: NoticeFacts, place: NoticePlace): Promise<NoticeComposition> {
    // The networks know none of these words.
    if (!place.windowOpen) return { unsendable: 'no_template' };
    const text = catalogueText(notice, place);
    const { maxTextLength } = place.capabilities;
    if (maxTextLength !== null && text.length > maxTextLength) return { unsendable: 'too_long' };
    const subject = translate(place.language, 'notice.subject', {
      type: notice.requestType[place.language],
      reference: notice.reference,
    });
    return { subject: place.capabilities.threaded ? subject : null, text, template: null };
  }
}

function catalogueText(notice: NoticeFacts, { channel, language }: NoticePlace): string {
  const list = (value: string | string[]) => (Array.isArray(value) ? value.join('\n- ') : value);
  const key =
    notice.kind === 'decision' && !tellsInFull(channel) ? 'notice.decision_ready' : `notice.${notice.kind}`;
  return translate(language, key, {
    ...Object.fromEntries(Object.entries(notice.variables).map(([name, value]) => [name, list(value)])),
    name: notice.applicantName,
    organisation: notice.organisation[language],
    type: notice.requestType[language],
    reference: `\u200e${notice.reference}\u200e`,
    notBefore: notice.notBefore ? formatDay(notice.notBefore, language) : '',
    answerBy: notice.answerBy ? formatDay(notice.answerBy, language) : '',
    link: notice.link,
    text: notice.text ?? '',
  });
}
