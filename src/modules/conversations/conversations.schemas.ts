import { z } from 'zod';
import { CHANNEL_TYPES } from '../../channels/core/channel-adapter.js';
import { pageQuery } from '../../platform/http/cursor.js';
import { InvalidRequestError } from '../../platform/http/http.errors.js';
import { OUTBOUND_STATES } from '../delivery/delivery.states.js';

const instant = z.iso.datetime();

export const contactPointSchema = z
  .object({
    id: z.uuid(),
    address: z.string(),
    displayName: z.string().nullable(),
    language: z.enum(['ar', 'en']).nullable(),
    optedOut: z.boolean(),
  })
  .meta({ id: 'ContactPoint' });

export const conversationSchema = z
  .object({
    id: z.uuid(),
    reference: z
      .string()
      .meta({ description: 'Digits to read out over the phone; the last is a check digit' }),
    channel: z.enum(CHANNEL_TYPES).meta({ description: 'What the person came by' }),
    answerChannel: z
      .enum(CHANNEL_TYPES)
      .meta({ description: 'What answers go out by; differs where the person chose another way' }),
    account: z.string().meta({ description: 'Of the answering channel' }),
    subject: z.string().nullable(),
    language: z.enum(['ar', 'en']),
    status: z.enum(['open', 'closed']),
    assignee: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    team: z
      .object({ id: z.uuid(), slug: z.string(), name: z.object({ ar: z.string(), en: z.string() }) })
      .nullable(),
    contactPoint: contactPointSchema,
    lastMessageAt: instant,
    lastDirection: z.enum(['inbound', 'outbound']),
    preview: z.string(),
    unread: z.int(),
    undelivered: z
      .int()
      .meta({ description: 'Messages of ours that did not arrive and wait for an officer' }),
    waitingSince: instant
      .nullable()
      .meta({ description: 'The oldest message of the person that nobody answered' }),
    answerDueAt: instant.nullable(),
    lastInboundAt: instant.nullable().meta({
      description: 'When the person last wrote; some channels take any text only for some hours after it',
    }),
    openedAt: instant,
    closedAt: instant.nullable(),
  })
  .meta({ id: 'Conversation' });
export type ConversationView = z.infer<typeof conversationSchema>;

export const messageSchema = z
  .object({
    id: z.uuid(),
    conversationId: z.uuid(),
    direction: z.enum(['inbound', 'outbound', 'note']),
    kind: z.string(),
    text: z.string(),
    quotedText: z.string().nullable(),
    subject: z.string().nullable(),
    attachments: z.array(
      z.object({
        id: z.uuid(),
        fileName: z.string(),
        contentType: z.string(),
        size: z.int().nullable(),
        state: z.enum(['stored', 'pending', 'failed']),
        url: z.string(),
      }),
    ),
    status: z.enum(['received', ...OUTBOUND_STATES]).nullable(),
    error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
    externalId: z.string().nullable(),
    automatic: z.boolean(),
    notice: z.string().nullable(),
    facts: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .nullable()
      .meta({ description: 'What the channel knows besides the words, in the order to be read' }),
    author: z.object({
      kind: z.enum(['contact', 'staff', 'hub']),
      id: z.uuid().nullable(),
      name: z.string().nullable(),
    }),
    occurredAt: instant,
    createdAt: instant,
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof messageSchema>;

export const auditLineSchema = z
  .object({
    id: z.uuid(),
    at: instant,
    actor: z.object({
      kind: z.enum(['staff', 'hub', 'contact']),
      id: z.uuid().nullable(),
      name: z.string().nullable(),
    }),
    action: z.string(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditLine' });

export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ data: z.array(item), nextCursor: z.string().nullable() });

export const conversationListQuery = z.object({
  view: z.enum(['queue', 'mine', 'all']).default('all'),
  status: z.enum(['open', 'closed', 'all']).default('open'),
  channel: z.enum(CHANNEL_TYPES).optional(),
  team: z.uuid().optional(),
  assignee: z.uuid().optional(),
  q: z.string().trim().max(200).optional().meta({ description: 'A reference, a name or an address' }),
  ...pageQuery(50, 200),
});
export type ConversationListQuery = z.infer<typeof conversationListQuery>;

export const messageListQuery = z.object(pageQuery(50, 200));

export const idParam = z.uuid();

/** Longest text of one reply or note, in UTF-16 units; a channel may allow less. */
export const MAX_TEXT = 20_000;

export const replyBody = z
  .object({
    text: z.string().max(MAX_TEXT).default(''),
    attachments: z.array(z.uuid()).max(10).default([]),
    template: z
      .object({
        name: z.string().min(1).max(512),
        language: z.string().min(1).max(20),
        variables: z.array(z.string().trim().min(1).max(1_024)).max(50).default([]),
      })
      .optional()
      .meta({ description: 'An approved template of the account, instead of text and attachments' }),
  })
  .refine((reply) => reply.template || reply.text.trim() !== '' || reply.attachments.length > 0, {
    error: 'A reply needs a text, an attachment or a template.',
    path: ['text'],
  })
  .refine((reply) => !reply.template || (reply.text.trim() === '' && reply.attachments.length === 0), {
    error: 'A template is sent alone: its text is made from its variables.',
    path: ['template'],
  });
export type Reply = z.infer<typeof replyBody>;

export const noteBody = z.object({ text: z.string().trim().min(1).max(MAX_TEXT) });

export const assignmentBody = z.object({
  assigneeId: z.uuid().nullable(),
  teamId: z.uuid().optional(),
  reason: z.string().trim().max(1_000).optional(),
});
export type Assignment = z.infer<typeof assignmentBody>;

export const statusBody = z.object({ status: z.enum(['open', 'closed']) });

export const deliveryBody = z.object({
  resolution: z.enum(['resend', 'sent']).meta({ description: 'Send it again, or take it as sent' }),
});

/**
 * The Idempotency-Key header, checked; undefined when there is none.
 * @throws InvalidRequestError
 */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || (header.length > 0 && header.length <= 255)) return header;
  throw new InvalidRequestError([{ path: 'Idempotency-Key', message: 'must be 1 to 255 characters long' }]);
}
