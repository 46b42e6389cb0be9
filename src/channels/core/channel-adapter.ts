import type { Readable } from 'node:stream';
import type { AccountForm } from './account-forms.js';
import type { DeviceLink } from './device-link.js';

/** Every way in that the policy names. A type without an adapter in the registry cannot be used yet. */
export const CHANNEL_TYPES = [
  'sms',
  'email',
  'website',
  'whatsapp',
  'phone',
  'letter',
  'interview',
  'help_request',
  'volunteering',
  'branch',
] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

export type Language = 'ar' | 'en';

/** What a channel can do. The composer and delivery ask this, never the channel's name. */
export interface Capabilities {
  /** Whether people can write to us on it. */
  inbound: boolean;
  /** Files that one outbound message can carry: 0 where none, null when unlimited. */
  maxAttachments: number | null;
  /** Longest text of one outbound message, in UTF-16 units; null when unlimited. */
  maxTextLength: number | null;
  /**
   * Whether the network itself names the conversation (e-mail's References). On such a channel a message
   * that answers nothing of ours opens a conversation of its own; on the others a person has one running
   * conversation at a time.
   */
  threaded: boolean;
  /**
   * Whether a person of ours carries every answer (a call, a letter). Then sending opens a task, and no receipt
   * goes out: whoever takes the call says the reference.
   */
  carriedByPerson?: true;
  /**
   * What to do with a message whose sending was cut off between the provider's answer and our commit:
   * `resend` where a repeat is harmless (the network or the receiver recognises it), `ask` where the person
   * would get it twice, so that an officer decides.
   */
  onUncertain: 'resend' | 'ask';
  /**
   * Hours after the person's last message within which anything may be written; outside them the network takes
   * approved templates only. Null where there is no such rule.
   */
  replyWindowHours: number | null;
  /** Sends in flight at one time for one account. */
  concurrency: number;
}

/** A text that the network has approved to be sent at any time, with numbered places for variables. */
export interface MessageTemplate {
  name: string;
  /** The network's own code: "ar", "en_US". */
  language: string;
  status: 'approved' | 'pending' | 'rejected' | 'paused';
  category: string;
  /** What the network thinks of how people receive it; null when it does not say. */
  quality: string | null;
  /** Body with `{{1}}`, `{{2}}`… */
  text: string;
  /** How many variables the body has. */
  variables: number;
}

/** A template chosen for one message, its variables filled in. */
export interface ChosenTemplate {
  name: string;
  language: string;
  variables: string[];
}

/** `sandbox`: no credentials, nothing leaves the house. `off`: nothing is accepted or sent. */
export type AccountMode = 'live' | 'sandbox' | 'off';

export interface ChannelAccount {
  id: string;
  channel: ChannelType;
  /** Stands in the webhook's address. The account made from the environment is called `default`. */
  name: string;
  mode: AccountMode;
}

/** An address of ours that is entered at the provider. */
export interface Webhook {
  /** What it is for: "inbound", "status"; the web app has words for it. */
  purpose: string;
  /** Below the hub's public address. */
  path: string;
}

/** One attachment as the channel hands it over. Exactly one source is given. */
export interface InboundAttachment {
  fileName: string | null;
  contentType: string;
  /** Bytes, when the channel knows it. */
  size: number | null;
  source:
    | { kind: 'content'; content: Buffer }
    /** Already in `FileStorage` under this key. */
    | { kind: 'stored'; key: string }
    /** Fetched later, in the background, by the adapter's `fetchMedia`. */
    | { kind: 'remote'; url: string };
  /** E-mail only: the Content-ID of an inline part, without angle brackets. */
  contentId?: string | null;
}

export type InboundKind =
  | 'text'
  | 'image'
  | 'audio'
  | 'video'
  | 'document'
  | 'location'
  | 'contact'
  | 'unsupported';

/**
 * What a channel knows of a message besides its words (a call's length, a letter's postal reference, a form's fields),
 * in the order to be read. Names are the channel's own (`call.duration`); what they are called for people stands
 * with the page's words. No national number, nothing that must not be shown to every officer.
 */
export type Facts = Record<string, string | number | boolean>;

/** What one of us wrote down for the person (a visit): who did, and what was settled face to face. */
export interface TakenDown {
  /** The member of staff who wrote it down. */
  by: string;
  /**
   * The number on the identity document that was seen, ten digits. It goes to the person's record, where it is
   * encrypted, and nowhere else.
   */
  nationalId: string | null;
  /** Said there and then: the thread shows it as an answer that has arrived. */
  answer: { text: string; by: string; facts: Facts } | null;
}

/**
 * A request for help in fields, as a form or a representative took it down. The message tells it in words; from this
 * `modules/requests` makes a support request.
 */
export interface Application {
  takenBy: 'person' | 'officer' | 'representative';
  /** The member of staff who took it down; null when the person did. */
  staffId: string | null;
  /** Who is in need, who may be another than the sender. */
  name: string;
  phone: string | null;
  city: string | null;
  /** Ten digits, sealed by `NationalIds` for this owner: the row is kept, and nobody reads the number in it. */
  nationalId: { sealed: string; owner: string } | null;
  /** Codes of the form ("rent"), in the order of its list. */
  needs: string[];
  /** People who live together, the applicant among them. */
  householdSize: number | null;
  /** Of the household, in whole riyals. */
  monthlyIncome: number | null;
  /** What the person told, in their words. */
  story: string;
}

/** A message as the hub understands it, whatever network it came by. */
export interface InboundMessage {
  /** The sender on this channel, normalised (E.164, lower-case e-mail, visitor id). */
  sender: {
    address: string;
    displayName: string | null;
    /** Other ways to reach the person, which they gave on this channel (a website visitor's phone or e-mail). */
    contacts?: { phone?: string; email?: string };
  };
  /**
   * The channel on which the person wants the answer, when it is not the one they wrote on; `sender.address` is
   * then an address on that channel. Without an account: the channel's `default`, else its first usable one.
   */
  answerOn?: { channel: ChannelType; account?: string };
  kind: InboundKind;
  /** What a reader should see first. Never null: an attachment alone has ''. */
  text: string;
  /** What was cut from `text` because it only repeats an earlier message (e-mail quotes); kept to unfold. */
  quotedText: string | null;
  subject: string | null;
  attachments: InboundAttachment[];
  occurredAt: Date;
  /** Guessed from the text's script; null when there is nothing to guess from. */
  language: Language | null;
  /** Provider ids of messages that this one answers, nearest first. Empty when the network says nothing. */
  repliesTo: string[];
  /** Written by a machine (auto-reply, list, bounce): shown, but never answered by a machine of ours. */
  automatic: boolean;
  /** The person asked not to be written to (`out`), or took that back (`in`). */
  consent: 'out' | 'in' | null;
  facts?: Facts;
  takenDown?: TakenDown;
  application?: Application;
}

export type DeliveryStatus = 'sent' | 'delivered' | 'read' | 'failed' | 'deferred';

/** What a network reports about a message of ours. Reports come twice, late and in any order. */
export interface StatusChange {
  /** Our own message id, when the report carries it; else `externalId` finds the message. */
  messageId: string | null;
  externalId: string | null;
  status: DeliveryStatus;
  /** The provider's code, as it wrote it ("30003", "5.1.1"). */
  code: string | null;
  /** The provider's words, for the officer; free of message text. */
  detail: string | null;
  occurredAt: Date;
  /** The person has opted out on this network; record it on the contact point. */
  optedOut?: boolean;
}

/** What one journalled payload turned out to be. Both lists empty: nothing in it for us. */
export interface ParsedPayload {
  message: InboundMessage | null;
  statuses: StatusChange[];
}

/** One row of the journal as a parser gets it: the provider's bytes, and when they came. */
export interface JournalledPayload {
  id: string;
  externalId: string;
  raw: Buffer;
  receivedAt: Date;
  account: ChannelAccount;
}

export interface OutboundAttachment {
  fileName: string;
  contentType: string;
  size: number;
  open(): Readable;
}

/** A message ready to leave. Adapters send exactly this and decide nothing about whether it may leave. */
export interface OutboundMessage {
  /** Our message id (UUIDv7). The same id always means the same message: use it where a provider dedupes. */
  id: string;
  conversationId: string;
  account: ChannelAccount;
  to: { address: string; displayName: string | null };
  text: string;
  /** Subject of the conversation's thread, on channels that have one. */
  subject: string | null;
  language: Language;
  attachments: OutboundAttachment[];
  /** To be sent as this template; `text` is then what it reads like. */
  template: ChosenTemplate | null;
  /** Provider ids of the thread, oldest first; the last is the message being answered. */
  thread: string[];
  /** Composed by the hub (receipt, notice), not by a person: carries the network's "automatic" marks. */
  automatic: boolean;
  /** It has to be proven that it arrived: networks that say so only when asked are asked. */
  wantsProof?: boolean;
  /** The human-readable reference of the conversation. */
  reference: string;
}

export interface SendReceipt {
  /** The provider's id for the message; later status reports name it. */
  externalId: string;
  /** `sent`: the provider took it. `delivered`: the channel itself proves arrival at once. */
  status: 'sent' | 'delivered';
}

/**
 * A refused or failed send. Adapters only classify; `modules/delivery` alone decides about retrying.
 * @param code the provider's code or a short name of ours ("21610", "ECONNREFUSED")
 */
export class SendError extends Error {
  readonly code: string;
  readonly retryable: boolean;
  /** Milliseconds that the provider asked us to wait. */
  readonly retryAfterMs: number | null;
  /** The person has opted out on this network. */
  readonly optedOut: boolean;
  /** The provider may have taken the message: the connection broke after it was handed over. */
  readonly uncertain: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      retryable: boolean;
      retryAfterMs?: number;
      optedOut?: boolean;
      uncertain?: boolean;
      cause?: unknown;
    },
  ) {
    super(message, { cause: options.cause });
    this.name = 'SendError';
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.optedOut = options.optedOut ?? false;
    this.uncertain = options.uncertain ?? false;
  }
}

/**
 * The port. One folder under `channels/` implements it, one line in `channels.module.ts` adds it.
 *
 * `parse` is a pure function of the journalled bytes, so a row set aside by a parser's bug can be read
 * again after the bug is mended. `send` throws `SendError` and nothing else on purpose; any other error is
 * taken as retryable.
 */
export abstract class ChannelAdapter {
  abstract readonly type: ChannelType;
  abstract readonly capabilities: Capabilities;

  /** Accounts that the environment can make; they exist from the first start on, in sandbox without credentials. */
  get environmentAccounts(): string[] {
    return ['default'];
  }

  /** Providers whose accounts can be made in Settings, and what each needs to know. */
  get accountForms(): readonly AccountForm[] {
    return [];
  }

  /** What an administrator can have a test message sent to; null where one cannot be sent. */
  get testsTo(): 'phone' | 'email' | null {
    return null;
  }

  /** Addresses to enter at the account's provider. */
  webhooksOf(_account: ChannelAccount): Webhook[] {
    return [];
  }

  /** What one account can do, where accounts of a channel differ. */
  capabilitiesOf(_account: ChannelAccount): Capabilities {
    return this.capabilities;
  }

  /** The approved texts of an account, on networks that have them. */
  async templates(_account: ChannelAccount): Promise<MessageTemplate[]> {
    return [];
  }

  /** Whether the environment holds what is needed to reach the provider. Accounts of Settings are not asked for. */
  abstract modeOf(accountName: string): AccountMode;

  /**
   * Whether this process can reach the account's network now. Where it cannot (another process has the connection,
   * or nobody has) messages stay queued and media pending, and no try is counted; see `LocalWork`.
   */
  reaches(_account: ChannelAccount): boolean {
    return true;
  }

  /** The link to a phone, on accounts that work through one. */
  linkOf(_account: ChannelAccount): DeviceLink | null {
    return null;
  }

  /** Opens what the account needs to receive (a mailbox connection); webhooks need nothing. */
  async start(_account: ChannelAccount): Promise<void> {}

  /**
   * Closes what `start` opened.
   * @param _account the only one to close, because it has changed or is switched off; without it, all for good
   */
  async stop(_account?: ChannelAccount): Promise<void> {}

  abstract parse(payload: JournalledPayload): Promise<ParsedPayload> | ParsedPayload;

  /**
   * Hands a message to the provider. Called for live accounts only, one at a time per conversation.
   * @throws SendError
   */
  abstract send(message: OutboundMessage): Promise<SendReceipt>;

  /**
   * Opens a remote attachment for the background download.
   * @throws SendError with `retryable` telling whether to try again
   */
  async fetchMedia(
    _account: ChannelAccount,
    url: string,
  ): Promise<{ stream: Readable; contentType: string | null }> {
    throw new SendError('media.unsupported', `${this.type} has no remote media (${new URL(url).host})`, {
      retryable: false,
    });
  }
}
