import type { ConversationView, MessageView } from './conversations.schemas.js';

/** Columns and joins of a conversation as the API shows it; `c` is the conversation. */
export const CONVERSATION_COLUMNS = `
  c.id, c.reference, c.channel, a.channel AS answer_channel, a.name AS account, c.subject, c.language, c.status,
  c.assignee_id, s.name AS assignee_name, c.team_id, t.slug AS team_slug, t.name_ar AS team_ar, t.name_en AS team_en,
  c.contact_point_id, p.address, p.display_name, p.language AS contact_language, p.opted_out_at IS NOT NULL AS opted_out,
  c.last_message_at, c.last_direction, c.preview, c.unread, c.undelivered, c.waiting_since, c.answer_due_at,
  c.last_inbound_at, c.opened_at, c.closed_at`;
export const CONVERSATION_JOINS = `
  JOIN channel_account a ON a.id = c.account_id
  JOIN contact_point p ON p.id = c.contact_point_id
  LEFT JOIN staff s ON s.id = c.assignee_id
  LEFT JOIN team t ON t.id = c.team_id`;

export interface ConversationRow {
  id: string;
  reference: string;
  channel: ConversationView['channel'];
  answer_channel: ConversationView['answerChannel'];
  account: string;
  subject: string | null;
  language: 'ar' | 'en';
  status: 'open' | 'closed';
  assignee_id: string | null;
  assignee_name: string | null;
  team_id: string | null;
  team_slug: string | null;
  team_ar: string | null;
  team_en: string | null;
  contact_point_id: string;
  address: string;
  display_name: string | null;
  contact_language: 'ar' | 'en' | null;
  opted_out: boolean;
  last_message_at: Date;
  last_direction: 'inbound' | 'outbound';
  preview: string;
  unread: number;
  undelivered: number;
  waiting_since: Date | null;
  answer_due_at: Date | null;
  last_inbound_at: Date | null;
  opened_at: Date;
  closed_at: Date | null;
}

export function conversationView(row: ConversationRow): ConversationView {
  return {
    id: row.id,
    reference: row.reference,
    channel: row.channel,
    answerChannel: row.answer_channel,
    account: row.account,
    subject: row.subject,
    language: row.language,
    status: row.status,
    assignee: row.assignee_id ? { id: row.assignee_id, name: row.assignee_name ?? '' } : null,
    team: row.team_id
      ? { id: row.team_id, slug: row.team_slug ?? '', name: { ar: row.team_ar ?? '', en: row.team_en ?? '' } }
      : null,
    contactPoint: {
      id: row.contact_point_id,
      address: row.address,
      displayName: row.display_name,
      language: row.contact_language,
      optedOut: row.opted_out,
    },
    lastMessageAt: row.last_message_at.toISOString(),
    lastDirection: row.last_direction,
    preview: row.preview,
    unread: row.unread,
    undelivered: row.undelivered,
    waitingSince: row.waiting_since?.toISOString() ?? null,
    answerDueAt: row.answer_due_at?.toISOString() ?? null,
    lastInboundAt: row.last_inbound_at?.toISOString() ?? null,
    openedAt: row.opened_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  };
}

/** Columns and joins of a message as the API shows it; `m` is the message. */
export const MESSAGE_COLUMNS = `
  m.id, m.conversation_id, m.direction, m.kind, m.text, m.quoted_text, m.subject, m.automatic, m.notice, m.facts,
  m.staff_id, w.name AS staff_name, c.contact_point_id, p.display_name, m.occurred_at, m.created_at,
  o.state, o.error_code, o.error_detail, coalesce(o.external_id, e.external_id) AS external_id,
  CASE WHEN m.has_attachments THEN (
    SELECT jsonb_agg(jsonb_build_object('id', f.id, 'fileName', f.file_name, 'contentType', f.content_type,
                                        'size', f.size, 'state', f.state) ORDER BY f.position)
      FROM attachment f WHERE f.message_id = m.id) END AS attachments`;
export const MESSAGE_JOINS = `
  JOIN conversation c ON c.id = m.conversation_id
  JOIN contact_point p ON p.id = c.contact_point_id
  LEFT JOIN outbound o ON o.message_id = m.id
  LEFT JOIN inbound_event e ON e.id = m.id
  LEFT JOIN staff w ON w.id = m.staff_id`;

export interface MessageRow {
  id: string;
  conversation_id: string;
  direction: MessageView['direction'];
  kind: string;
  text: string;
  quoted_text: string | null;
  subject: string | null;
  automatic: boolean;
  notice: string | null;
  facts: MessageView['facts'];
  staff_id: string | null;
  staff_name: string | null;
  contact_point_id: string;
  display_name: string | null;
  occurred_at: Date;
  created_at: Date;
  state: Exclude<MessageView['status'], 'received'>;
  error_code: string | null;
  error_detail: string | null;
  external_id: string | null;
  attachments: Omit<MessageView['attachments'][number], 'url'>[] | null;
}

export function messageView(row: MessageRow): MessageView {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    direction: row.direction,
    kind: row.kind,
    text: row.text,
    quotedText: row.quoted_text,
    subject: row.subject,
    attachments: (row.attachments ?? []).map((file) => ({ ...file, url: `/api/v1/attachments/${file.id}` })),
    status: row.direction === 'inbound' ? 'received' : row.state,
    error: row.error_code ? { code: row.error_code, detail: row.error_detail } : null,
    externalId: row.external_id,
    automatic: row.automatic,
    notice: row.notice,
    facts: row.facts,
    author: author(row),
    occurredAt: row.occurred_at.toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}

function author(row: MessageRow): MessageView['author'] {
  if (row.direction === 'inbound')
    return { kind: 'contact', id: row.contact_point_id, name: row.display_name };
  if (row.staff_id) return { kind: 'staff', id: row.staff_id, name: row.staff_name };
  return { kind: 'hub', id: null, name: null };
}
