import type {
  ChannelAccount,
  InboundAttachment,
  InboundMessage,
  Language,
} from '../../channels/core/channel-adapter.js';
import { newId } from '../../platform/database/ids.js';

/** An attachment whose bytes are stored already, or still at the provider. */
export interface StoredAttachment {
  fileName: string;
  contentType: string;
  size: number | null;
  storageKey: string | null;
  remoteUrl: string | null;
  contentId: string | null;
}

/** A journalled message, parsed, with its person found; ready to be placed. */
export interface Arrival {
  /** Id of the journal row, and of the message it becomes. */
  id: string;
  /** What the network calls it, and what later messages refer to it by. */
  externalId: string;
  /** What it came by. */
  account: ChannelAccount;
  /** What answers go out by: the same, unless the person chose another way to be answered. */
  answering: ChannelAccount;
  /** Whether the network names conversations itself; see `Capabilities.threaded`. */
  threaded: boolean;
  receivedAt: Date;
  contactPointId: string;
  contactLanguage: Language | null;
  message: Omit<InboundMessage, 'attachments'>;
  attachments: StoredAttachment[];
  /** The conversation that the network's references name, if it is this person's. */
  repliesToConversation: string | null;
  /** Whether it stays with that conversation however long ago that was closed: it is about the matter in it. */
  aboutMatter?: boolean;
}

/** What placing needs to know of a conversation that exists. */
export interface Existing {
  id: string;
  /** The one that answers. */
  accountId: string;
  contactPointId: string;
  status: 'open' | 'closed';
  closedAt: Date | null;
  opening: number;
  /** Null also when the officer has left; the conversation then needs a new one. */
  assigneeId: string | null;
  /** Routing has not put it into a team yet. */
  isUnrouted: boolean;
}

/** One conversation's share of a batch. */
export interface Placement {
  conversationId: string;
  /** `continued`: it was open, or a machine wrote to a closed one. */
  outcome: 'opened' | 'reopened' | 'continued';
  opening: number;
  awaitsRouting: boolean;
  arrivals: Arrival[];
}

/**
 * Puts a batch of messages into conversations, in order. Pure: the database is asked before and told after.
 *
 * A person writing again goes on in the open conversation, or reopens one that was closed within the window;
 * otherwise a new one opens. On a threaded channel only a message that answers one of ours goes on.
 */
export function place(arrivals: Arrival[], existing: Existing[], reopenWindowMs: number): Placement[] {
  const byId = new Map(existing.map((conversation) => [conversation.id, conversation]));
  const byPerson = new Map(existing.map((conversation) => [person(conversation), conversation]));
  const byMessage = new Map<string, string>();
  const placements = new Map<string, Placement>();

  for (const arrival of arrivals) {
    const answered = repliesWithin(arrival, byMessage) ?? arrival.repliesToConversation;
    const known = answered
      ? byId.get(answered)
      : arrival.threaded
        ? undefined
        : byPerson.get(person({ contactPointId: arrival.contactPointId, accountId: arrival.answering.id }));
    const conversation = known && mayGoOn(known, arrival, reopenWindowMs) ? known : open(arrival);
    byMessage.set(`${arrival.account.id} ${arrival.externalId}`, conversation.id);
    byId.set(conversation.id, conversation);
    byPerson.set(person(conversation), conversation);

    let placement = placements.get(conversation.id);
    if (!placement) {
      placement = {
        conversationId: conversation.id,
        outcome: conversation === known ? 'continued' : 'opened',
        opening: conversation.opening,
        awaitsRouting: conversation !== known,
        arrivals: [],
      };
      placements.set(conversation.id, placement);
    }
    if (conversation.status === 'closed' && !arrival.message.automatic) {
      conversation.status = 'open';
      conversation.closedAt = null;
      conversation.opening += 1;
      placement.outcome = 'reopened';
      placement.opening = conversation.opening;
      placement.awaitsRouting = conversation.assigneeId === null;
    }
    placement.arrivals.push(arrival);
  }
  return [...placements.values()];
}

/** The language to answer in: what was just written, else what the person used before, else Arabic. */
export function languageOf(placement: Placement): Language {
  for (const arrival of placement.arrivals) {
    const language = arrival.message.language ?? arrival.contactLanguage;
    if (language) return language;
  }
  return 'ar';
}

const PREVIEW_LENGTH = 160;

/** One line for the list: the text, else the first attachment's name. */
export function previewOf(text: string, attachments: { fileName: string }[]): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const shown = line === '' ? (attachments[0]?.fileName ?? '') : line;
  return shown.length > PREVIEW_LENGTH ? `${shown.slice(0, PREVIEW_LENGTH - 1).toWellFormed()}…` : shown;
}

/** A file name to show and to save under: no path, no control characters, never empty. */
export function fileNameOf(attachment: InboundAttachment): string {
  const base = (attachment.fileName ?? '').split(/[/\\]/).pop() ?? '';
  const name = base
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .replace(/^\.+/, '')
    .trim();
  if (name !== '') return name.slice(0, 200);
  return `attachment.${attachment.contentType.split(/[/;+]/)[1]?.replace(/\W/g, '') || 'bin'}`;
}

/** The conversation of the nearest message of this very batch that a message refers to; it is not stored yet. */
function repliesWithin(arrival: Arrival, byMessage: Map<string, string>): string | undefined {
  for (const externalId of arrival.message.repliesTo) {
    const conversationId = byMessage.get(`${arrival.account.id} ${externalId}`);
    if (conversationId) return conversationId;
  }
  return undefined;
}

function person(of: { contactPointId: string; accountId: string }): string {
  return `${of.contactPointId} ${of.accountId}`;
}

function mayGoOn(conversation: Existing, arrival: Arrival, reopenWindowMs: number): boolean {
  if (conversation.contactPointId !== arrival.contactPointId) return false;
  if (arrival.aboutMatter || conversation.status === 'open' || conversation.closedAt === null) return true;
  return arrival.receivedAt.getTime() - conversation.closedAt.getTime() <= reopenWindowMs;
}

function open(arrival: Arrival): Existing {
  return {
    id: newId(),
    accountId: arrival.answering.id,
    contactPointId: arrival.contactPointId,
    status: 'open',
    closedAt: null,
    opening: 1,
    assigneeId: null,
    isUnrouted: true,
  };
}
