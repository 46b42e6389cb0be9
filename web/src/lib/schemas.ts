/**
 * The API's answers as this app understands them (over 400 lines: one list to read beside the API's own). Anything else is
 * refused at the boundary (lib/http.ts).
 */
import { z } from 'zod';

// The page's content policy forbids eval, which Zod would otherwise probe for.
z.config({ jitless: true });

export const time = z.string();
const localName = z.object({ ar: z.string(), en: z.string() });
export const language = z.enum(['ar', 'en']);
export type Language = z.infer<typeof language>;

export const CHANNELS = [
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
export const channelType = z.enum(CHANNELS);
export type ChannelType = z.infer<typeof channelType>;

export const ROLES = [
  'administrator',
  'supervisor',
  'officer',
  'committee_member',
  'representative',
] as const;
export const role = z.enum(ROLES);
export type Role = z.infer<typeof role>;

export const staff = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role,
  locale: language,
  active: z.boolean(),
  routable: z.boolean(),
  capacity: z.number(),
  away: z.boolean(),
  present: z.boolean(),
  /** Where a representative works. */
  branch: z.string().nullish(),
  openConversations: z.number(),
  teams: z.array(z.string()),
});
export type Staff = z.infer<typeof staff>;

export const session = z.object({ staff, permissions: z.array(z.string()) });
export type Session = z.infer<typeof session>;

export const staffList = z.object({ data: z.array(staff) });
export const createdStaff = staff.extend({ temporaryPassword: z.string().nullish() });

export const accessToken = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: time.nullish(),
  lastUsedAt: time.nullish(),
  expiresAt: time.nullish(),
});
export type AccessToken = z.infer<typeof accessToken>;
export const accessTokens = z.object({ data: z.array(accessToken) });
export const createdToken = z.object({ id: z.string(), name: z.string(), token: z.string() });

export const team = z.object({
  id: z.string(),
  slug: z.string(),
  name: localName,
  isDefault: z.boolean(),
  members: z.array(z.string()),
});
export type Team = z.infer<typeof team>;
export const teamList = z.object({ data: z.array(team) });

export const routingRule = z.object({
  id: z.string().optional(),
  channel: channelType.nullable(),
  keywords: z.array(z.string()),
  teamId: z.string(),
  active: z.boolean(),
});
export type RoutingRule = z.infer<typeof routingRule>;
export const routingRules = z.object({ data: z.array(routingRule) });

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];
const hours = z.object({ from: z.string(), to: z.string() }).nullable();
export const settings = z.object({
  timezone: z.string(),
  workingHours: z.record(z.enum(WEEKDAYS), hours),
  holidays: z.array(z.object({ day: z.string(), name: z.string() })),
  reopenWindowHours: z.number(),
  answerWithinHours: z.number(),
  organisationName: localName,
  decisionNotBeforeDays: z.number(),
  decisionPromiseDays: z.number(),
  proofWithinHours: z.number(),
  reminderDays: z.array(z.number()),
  noticeLadder: z.array(channelType),
});
export type Settings = z.infer<typeof settings>;

export const channelAccount = z.object({
  id: z.string(),
  channel: channelType,
  name: z.string(),
  /** What staff call it. */
  label: z.string().nullish(),
  /** Null: made by the server's environment. */
  provider: z.string().nullish(),
  mode: z.enum(['live', 'sandbox', 'off']),
  /** Why its settings cannot be used. */
  problem: z.enum(['unreadable', 'outdated']).nullish(),
  capabilities: z.object({
    inbound: z.boolean(),
    maxAttachments: z.number().nullable(),
    maxTextLength: z.number().nullable(),
    threaded: z.boolean().optional(),
    /** Hours after the person's last message within which anything may be written. */
    replyWindowHours: z.number().nullable(),
  }),
});
export type ChannelAccount = z.infer<typeof channelAccount>;
export const channelAccounts = z.object({ data: z.array(channelAccount) });

/** How an account stands that works through somebody's phone. */
export const channelLink = z.object({
  id: z.string(),
  channel: channelType,
  name: z.string(),
  state: z.enum([
    'starting',
    'code',
    'linking',
    'connected',
    'disconnected',
    'logged_out',
    'unlinked',
    'unable',
  ]),
  reason: z.string().nullable(),
  /** What the phone has to scan now. */
  code: z.string().nullable(),
  number: z.string().nullable(),
  since: z.string(),
});
export type ChannelLink = z.infer<typeof channelLink>;
export const channelLinks = z.object({ data: z.array(channelLink) });
/** Says only that something changed; the code is for those who ask with their rights. */
export const channelLinkChanged = z.object({ accountId: z.string(), state: z.string() });
const settingValue = z.union([z.string(), z.boolean()]);
export const accountSetting = z.object({
  name: z.string(),
  value: settingValue.nullable(),
  set: z.boolean(),
  end: z.string().nullable(),
});
export type AccountSetting = z.infer<typeof accountSetting>;
export const accountDetails = channelAccount.extend({
  provider: z.string().nullable(),
  enabled: z.boolean(),
  testsTo: z.enum(['phone', 'email']).nullable(),
  webhooks: z.array(z.object({ purpose: z.string(), url: z.string() })),
  settings: z.array(accountSetting),
});
export type AccountDetails = z.infer<typeof accountDetails>;

export const accountField = z.object({
  name: z.string(),
  label: z.string(),
  kind: z.enum(['text', 'lines', 'secret', 'choice', 'switch']),
  required: z.boolean(),
  advanced: z.boolean(),
  destination: z.boolean(),
  options: z.array(z.string()).nullable(),
  preset: settingValue.nullable(),
  example: z.string().nullable(),
});
export type AccountField = z.infer<typeof accountField>;
export const providerForm = z.object({
  channel: channelType,
  provider: z.string(),
  fields: z.array(accountField),
  presets: z.array(z.object({ name: z.string(), values: z.record(z.string(), settingValue) })),
});
export type ProviderForm = z.infer<typeof providerForm>;
export const providerForms = z.object({ data: z.array(providerForm) });
export interface NewAccount {
  channel: string;
  provider: string;
  label: string;
  settings: Record<string, string | boolean>;
}
export interface AccountChange {
  label?: string;
  enabled?: boolean;
  settings?: Record<string, string | boolean>;
}
export const accountTested = z.object({ status: z.string() });

/** A text that the network has approved to be sent at any time, its places written `{{1}}`, `{{2}}`… */
export const messageTemplate = z.object({
  name: z.string(),
  /** The network's own code: "ar", "en_US". */
  language: z.string(),
  status: z.enum(['approved', 'pending', 'rejected', 'paused']),
  category: z.string(),
  quality: z.string().nullable(),
  text: z.string(),
  variables: z.number(),
});
export type MessageTemplate = z.infer<typeof messageTemplate>;
export const messageTemplates = z.object({
  data: z.array(messageTemplate),
  nextCursor: z.string().nullish(),
});

/** A template chosen for one message, with what stands in its places. */
export const chosenTemplate = z.object({
  name: z.string(),
  language: z.string(),
  variables: z.array(z.string()),
});
export type ChosenTemplate = z.infer<typeof chosenTemplate>;

export const contactPoint = z.object({
  id: z.string(),
  address: z.string(),
  displayName: z.string().nullable(),
  language: language.nullable(),
  optedOut: z.boolean(),
});

export const conversation = z.object({
  id: z.string(),
  reference: z.string(),
  /** What the person came by; what answers go out by is `answerChannel`, mostly the same. */
  channel: channelType,
  answerChannel: channelType,
  account: z.string(),
  subject: z.string().nullable(),
  language,
  status: z.enum(['open', 'closed']),
  assignee: z.object({ id: z.string(), name: z.string() }).nullable(),
  team: z.object({ id: z.string(), slug: z.string(), name: localName }).nullable(),
  contactPoint,
  lastMessageAt: time,
  lastDirection: z.enum(['inbound', 'outbound', 'note']),
  preview: z.string(),
  unread: z.number(),
  /** Messages of ours that did not arrive and wait for an officer. */
  undelivered: z.number().optional(),
  waitingSince: time.nullable(),
  answerDueAt: time.nullable(),
  lastInboundAt: time.nullable(),
  openedAt: time,
  closedAt: time.nullable(),
});
export type Conversation = z.infer<typeof conversation>;

export const nextCursor = z.string().nullable();
export const conversationPage = z.object({ data: z.array(conversation), nextCursor });
export type ConversationPage = z.infer<typeof conversationPage>;
export const conversationCounts = z.object({ queue: z.number(), mine: z.number(), all: z.number() });
export type ConversationCounts = z.infer<typeof conversationCounts>;

export const attachment = z.object({
  id: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  size: z.coerce.number().nullable(),
  state: z.enum(['stored', 'pending', 'failed']),
  url: z.string().nullish(),
});
export type Attachment = z.infer<typeof attachment>;

export const MESSAGE_STATUSES = [
  'received',
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'failed',
  'uncertain',
  'sandboxed',
] as const;
export const messageStatus = z.enum(MESSAGE_STATUSES).nullable();
export type MessageStatus = z.infer<typeof messageStatus>;
export const messageError = z.object({ code: z.string(), detail: z.string().nullish() }).nullable();

export const message = z.object({
  id: z.string(),
  conversationId: z.string(),
  direction: z.enum(['inbound', 'outbound', 'note']),
  kind: z.string(),
  text: z.string(),
  quotedText: z.string().nullish(),
  subject: z.string().nullish(),
  attachments: z.array(attachment),
  status: messageStatus,
  error: messageError.nullish(),
  externalId: z.string().nullish(),
  automatic: z.boolean(),
  notice: z.string().nullish(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  author: z.object({
    kind: z.enum(['contact', 'staff', 'hub']),
    id: z.string().nullish(),
    name: z.string().nullish(),
  }),
  occurredAt: time,
  createdAt: time,
});
export type Message = z.infer<typeof message>;
export const messagePage = z.object({ data: z.array(message), nextCursor });
export type MessagePage = z.infer<typeof messagePage>;

export const auditLine = z.object({
  id: z.string(),
  at: time,
  actor: z.object({
    kind: z.enum(['staff', 'hub', 'contact']),
    id: z.string().nullish(),
    name: z.string().nullish(),
  }),
  action: z.string(),
  data: z.record(z.string(), z.unknown()).nullish(),
});
export type AuditLine = z.infer<typeof auditLine>;
export const auditLines = z.object({ data: z.array(auditLine) });

export const upload = z.object({
  id: z.string(),
  fileName: z.string(),
  contentType: z.string(),
  size: z.coerce.number(),
});
export type Upload = z.infer<typeof upload>;

export const beneficiary = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string().nullish(),
  nationalId: z.string().nullish(),
});
export type Beneficiary = z.infer<typeof beneficiary>;

export const beneficiaries = z.object({ data: z.array(beneficiary) });

export const contactDetails = contactPoint.extend({
  channel: channelType,
  /** What a visitor of the website left behind to be reached by. */
  phone: z.string().nullish(),
  email: z.string().nullish(),
  beneficiary: beneficiary.nullable(),
  conversations: z.array(
    conversation.pick({
      id: true,
      reference: true,
      channel: true,
      status: true,
      subject: true,
      lastMessageAt: true,
      preview: true,
    }),
  ),
});
export type ContactDetails = z.infer<typeof contactDetails>;

export const setAsideEvent = z.object({
  id: z.string(),
  channel: channelType,
  account: z.string(),
  externalId: z.string(),
  receivedAt: time,
  error: z.string().nullish(),
  attempts: z.number(),
});
export type SetAsideEvent = z.infer<typeof setAsideEvent>;
export const setAsidePage = z.object({ data: z.array(setAsideEvent), nextCursor });

export const CALL_OUTCOMES = ['reached', 'no_answer', 'wrong_number'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];
/** Somebody to call back, and what to tell them. */
export const callBack = z.object({
  id: z.string(),
  conversationId: z.string(),
  reference: z.string(),
  number: z.string(),
  name: z.string().nullable(),
  script: z.string(),
  /** Calls that nobody answered so far. */
  attempts: z.number(),
  dueAt: time,
  /** Who is calling at this moment. */
  caller: z.object({ id: z.string(), name: z.string() }).nullable(),
});
export type CallBack = z.infer<typeof callBack>;
export const callBackPage = z.object({ data: z.array(callBack), nextCursor });
/** Whether the task stays open, to be tried again. */
export const callBackRecorded = z.object({ open: z.boolean() });

/** Papers that visitors bring; `other` says which in its title. */
export const DOCUMENT_TYPES = [
  'national_id',
  'iqama',
  'family_record',
  'birth_certificate',
  'death_certificate',
  'divorce_deed',
  'income_statement',
  'bank_statement',
  'rent_contract',
  'medical_report',
  'other',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** Somebody found while they stand before the desk. */
export const foundContact = z.object({
  id: z.string(),
  channel: channelType,
  address: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  lastConversation: z.object({ id: z.string(), reference: z.string(), lastMessageAt: time }).nullable(),
});
export type FoundContact = z.infer<typeof foundContact>;
export const foundContacts = z.object({ data: z.array(foundContact) });

export const visitLogged = z.object({
  /** By what the visitor is known from now on. */
  address: z.string(),
});

/** An answer to tell a visitor, or a letter to hand over. */
export const visitAnswer = z.object({
  id: z.string(),
  conversationId: z.string(),
  reference: z.string(),
  name: z.string().nullable(),
  phone: z.string().nullable(),
  /** Whether they agreed to be contacted; null when nobody asked. */
  mayContact: z.boolean().nullable(),
  text: z.string(),
  attachments: z.array(z.object({ id: z.string(), fileName: z.string() })),
  /** What the person signs. */
  statement: z.string(),
  /** How often they were expected in vain. */
  attempts: z.number(),
  dueAt: time,
});
export type VisitAnswer = z.infer<typeof visitAnswer>;
export const visitAnswerPage = z.object({ data: z.array(visitAnswer), nextCursor });
/** Whether the task stays open, because the person is expected again. */
export const visitAnswerRecorded = z.object({ open: z.boolean() });

export const problem = z.object({
  status: z.number(),
  code: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** What the inbox's socket tells. */
export const conversationsChanged = z.object({ conversations: z.array(conversation) });
export const messagesAdded = z.object({ messages: z.array(message) });
const messageChanged = z.object({
  conversationId: z.string(),
  messageId: z.string(),
  status: messageStatus,
  error: messageError.nullish(),
});
export type MessageChanged = z.infer<typeof messageChanged>;
export const messagesChanged = z.object({ changes: z.array(messageChanged) });

/** A phone that a representative carries. */
export const branchDevice = z.object({
  id: z.string(),
  number: z.number(),
  name: z.string(),
  staff: z.object({ id: z.string(), name: z.string(), branch: z.string().nullable(), active: z.boolean() }),
  lastSeenAt: time,
  wipedAt: time.nullable(),
  erasedAt: time.nullable(),
});
export type BranchDevice = z.infer<typeof branchDevice>;
export const branchDevices = z.object({ data: z.array(branchDevice) });

/** An answer on its way through a representative. */
export const handOver = z.object({
  id: z.string(),
  conversationId: z.string(),
  reference: z.string(),
  name: z.string().nullable(),
  text: z.string(),
  attempts: z.number(),
  writtenAt: time,
  representative: z.object({
    id: z.string(),
    name: z.string(),
    branch: z.string().nullable(),
    active: z.boolean(),
  }),
});
export type HandOver = z.infer<typeof handOver>;
export const handOverPage = z.object({ data: z.array(handOver), nextCursor });

export const ENCODINGS = ['utf-8', 'windows-1256', 'utf-16le', 'iso-8859-6', 'windows-1252'] as const;
export const DELIMITERS = [',', ';', '\t', '|'] as const;
/** What a column of call records can say, the two that are needed first. */
export const COLUMN_ROLES = [
  'number',
  'at',
  'time',
  'called',
  'name',
  'outcome',
  'duration',
  'talk',
  'direction',
  'context',
  'application',
  'answeredBy',
  'id',
] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** How a file of call records is read. */
export const importReading = z.object({
  encoding: z.enum(ENCODINGS),
  delimiter: z.enum(DELIMITERS),
  header: z.boolean(),
  columns: z.partialRecord(z.enum(COLUMN_ROLES), z.number()),
  dayFirst: z.boolean(),
  zone: z.enum(['riyadh', 'utc']),
  ownNumbers: z.array(z.string()),
});
export type ImportReading = z.infer<typeof importReading>;

export const importCounts = z.object({
  rows: z.number(),
  unreadable: z.number(),
  problems: z.record(z.string(), z.number()),
  calls: z.number(),
  fresh: z.number(),
  already: z.number(),
  ignored: z.record(z.string(), z.number()),
  people: z.number(),
});
export type ImportCounts = z.infer<typeof importCounts>;

export const importPreview = z.object({
  reading: importReading,
  /** Characters that the encoding cannot have meant. */
  damaged: z.number(),
  columns: z.array(
    z.object({ index: z.number(), name: z.string().nullable(), samples: z.array(z.string()) }),
  ),
  counts: importCounts,
  rows: z.array(
    z.object({
      line: z.number(),
      number: z.string().nullable(),
      name: z.string().nullable(),
      at: time,
      seconds: z.number().nullable(),
      verdict: z.string(),
    }),
  ),
  problems: z.array(z.object({ line: z.number(), problem: z.string(), value: z.string() })),
});
export type ImportPreview = z.infer<typeof importPreview>;

export const formMeta = z.object({ answerBy: z.array(z.string()), trial: z.boolean() });
export const formTaken = z.object({ id: z.string(), receipt: z.string() });
export const formOutcome = z.object({ reference: z.string().nullable() });
