import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database/database.js';
import { Realtime } from '../../platform/realtime/realtime.js';
import { InboundGateway } from '../core/inbound-gateway.js';
import { AttachmentNotFoundError, MessageIdTakenError } from './website.errors.js';
import { encodePayload, type StoredFile } from './website.payload.js';
import type { HistoryQuery, NewMessage } from './website.schemas.js';
import { WebsiteUploads } from './website.uploads.js';
import type { Visitor } from './website.visitors.js';

interface MessageRow {
  id: string;
  visitor_id: string;
  direction: 'inbound' | 'outbound';
  text: string;
  attachments: StoredFile[];
  automatic: boolean;
  delivered_at: Date | null;
  read_at: Date | null;
  created_at: Date;
}

/** A message as the widget gets it. `inbound` is what the visitor wrote, `outbound` what we answered. */
export interface WidgetMessage {
  id: string;
  direction: 'inbound' | 'outbound';
  text: string;
  attachments: StoredFile[];
  automatic: boolean;
  status: 'sent' | 'delivered' | 'read';
  createdAt: string;
}

const COLUMNS = 'id, visitor_id, direction, text, attachments, automatic, delivered_at, read_at, created_at';

/** The visitors' own mailboxes: what the widget shows, in the order of arrival. */
@Injectable()
export class WebsiteMailbox {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(InboundGateway) private readonly gateway: InboundGateway,
    @Inject(WebsiteUploads) private readonly uploads: WebsiteUploads,
    @Inject(Realtime) private readonly realtime: Realtime,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** Newest first. `before` is the id of the oldest message that the widget has. */
  async history(
    visitor: Visitor,
    { before, limit }: HistoryQuery,
  ): Promise<{ data: WidgetMessage[]; nextCursor: string | null }> {
    const rows = await this.database.query<MessageRow>(
      `SELECT ${COLUMNS} FROM website_message
       WHERE visitor_id = $1
         AND ($2::uuid IS NULL OR seq < (SELECT seq FROM website_message WHERE id = $2 AND visitor_id = $1))
       ORDER BY seq DESC LIMIT $3`,
      [visitor.id, before ?? null, limit + 1],
    );
    const data = rows.slice(0, limit).map(toWidgetMessage);
    return { data, nextCursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
  }

  async unread(visitor: Visitor): Promise<number> {
    const [row] = await this.database.query<{ unread: number }>(
      `SELECT count(*)::int AS unread FROM (
         SELECT 1 FROM website_message
         WHERE visitor_id = $1 AND direction = 'outbound' AND read_at IS NULL LIMIT 100
       ) unread`,
      [visitor.id],
    );
    return row?.unread ?? 0;
  }

  /**
   * Takes a message of the visitor: first the journal, so that nothing said is lost, then the mailbox. After a
   * crash between the two the widget, which was not answered, sends it again and both sides know it by its id.
   * @throws MessageIdTakenError when the id is another visitor's
   * @throws UploadNotFoundError
   */
  async post(visitor: Visitor, message: NewMessage): Promise<WidgetMessage> {
    const existing = await this.find(message.id);
    if (existing) return this.own(visitor, existing);
    const attachments = await this.uploads.claim(visitor, message.attachments);
    const { account, ...facts } = visitor;
    await this.gateway.receive(account, [
      {
        kind: 'message',
        externalId: message.id,
        sender: visitor.id,
        raw: encodePayload({
          type: 'message',
          id: message.id,
          visitor: facts,
          text: message.text,
          attachments,
        }),
      },
    ]);
    const stored = await this.insert(visitor, message, attachments);
    // The visitor's other tabs show it too.
    this.realtime.emit('/widget', roomOf(visitor.id), 'message', stored);
    return stored;
  }

  /**
   * Records that messages of ours arrived in the browser or were seen. The journal first, as above; what was
   * recorded already is not reported again.
   */
  async acknowledge(visitor: Visitor, status: 'delivered' | 'read', ids: string[]): Promise<void> {
    const column = status === 'read' ? 'read_at' : 'delivered_at';
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM website_message
       WHERE id = ANY($2::uuid[]) AND visitor_id = $1 AND direction = 'outbound' AND ${column} IS NULL`,
      [visitor.id, ids],
    );
    if (rows.length === 0) return;
    const now = this.clock.now();
    await this.gateway.receive(
      visitor.account,
      rows.map(({ id }) => ({
        kind: 'status',
        externalId: `${id}:${status}`,
        sender: visitor.id,
        raw: encodePayload({ type: 'status', messageId: id, status, at: now.toISOString() }),
      })),
    );
    await this.database.query(
      `UPDATE website_message
       SET delivered_at = coalesce(delivered_at, $2), read_at = CASE WHEN $3 THEN coalesce(read_at, $2) ELSE read_at END
       WHERE id = ANY($1::uuid[]) AND ${column} IS NULL`,
      [rows.map(({ id }) => id), now, status === 'read'],
    );
  }

  /**
   * Puts a message of ours into the mailbox; a repeat with the same id changes nothing. Null when there is no
   * such visitor.
   */
  async deliver(
    visitorId: string,
    message: { id: string; text: string; automatic: boolean; attachments: StoredFile[] },
  ): Promise<WidgetMessage | null> {
    await this.database.query(
      `INSERT INTO website_message (id, visitor_id, direction, text, attachments, automatic, created_at)
       SELECT $2, id, 'outbound', $3, $4::jsonb, $5, $6 FROM website_visitor WHERE id = $1
       ON CONFLICT (id) DO NOTHING`,
      [
        visitorId,
        message.id,
        message.text,
        JSON.stringify(message.attachments),
        message.automatic,
        this.clock.now(),
      ],
    );
    const row = await this.find(message.id);
    if (row?.visitor_id !== visitorId) return null;
    const stored = toWidgetMessage(row);
    this.realtime.emit('/widget', roomOf(visitorId), 'message', stored);
    return stored;
  }

  /**
   * A file of one of the visitor's own messages.
   * @throws AttachmentNotFoundError
   */
  async file(visitor: Visitor, key: string): Promise<StoredFile> {
    const [row] = await this.database.query<{ file: StoredFile }>(
      `SELECT file FROM website_message, jsonb_array_elements(attachments) AS file
       WHERE visitor_id = $1 AND file->>'key' = $2 LIMIT 1`,
      [visitor.id, key],
    );
    if (!row) throw new AttachmentNotFoundError();
    return row.file;
  }

  private async insert(
    visitor: Visitor,
    message: NewMessage,
    attachments: StoredFile[],
  ): Promise<WidgetMessage> {
    await this.database.query(
      `INSERT INTO website_message (id, visitor_id, direction, text, attachments, created_at)
       VALUES ($1, $2, 'inbound', $3, $4::jsonb, $5) ON CONFLICT (id) DO NOTHING`,
      [message.id, visitor.id, message.text, JSON.stringify(attachments), this.clock.now()],
    );
    const row = await this.find(message.id);
    if (!row) throw new Error(`The message ${message.id} vanished`);
    return this.own(visitor, row);
  }

  private async find(id: string): Promise<MessageRow | undefined> {
    const [row] = await this.database.query<MessageRow>(
      `SELECT ${COLUMNS} FROM website_message WHERE id = $1`,
      [id],
      'website.message',
    );
    return row;
  }

  private own(visitor: Visitor, row: MessageRow): WidgetMessage {
    if (row.visitor_id !== visitor.id || row.direction !== 'inbound') throw new MessageIdTakenError(row.id);
    return toWidgetMessage(row);
  }
}

/** The live room of a visitor's open tabs. */
export function roomOf(visitorId: string): string {
  return `visitor:${visitorId}`;
}

function toWidgetMessage(row: MessageRow): WidgetMessage {
  return {
    id: row.id,
    direction: row.direction,
    text: row.text,
    attachments: row.attachments,
    automatic: row.automatic,
    status: row.read_at ? 'read' : row.delivered_at ? 'delivered' : 'sent',
    createdAt: row.created_at.toISOString(),
  };
}
