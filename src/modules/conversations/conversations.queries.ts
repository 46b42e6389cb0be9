import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, page } from '../../platform/http/cursor.js';
import { ConversationNotFoundError, MessageNotFoundError } from './conversations.errors.js';
import type { ConversationListQuery, ConversationView, MessageView } from './conversations.schemas.js';
import { ConversationSearch, type Search } from './conversations.search.js';
import {
  CONVERSATION_COLUMNS,
  CONVERSATION_JOINS,
  type ConversationRow,
  conversationView,
  MESSAGE_COLUMNS,
  MESSAGE_JOINS,
  type MessageRow,
  messageView,
} from './conversations.views.js';

/** Counts are exact up to here; beyond it nobody reads them, and they cost. */
export const COUNT_CAP = 1_000;

const listKeys = z.tuple([z.iso.datetime(), z.uuid()]);
const idKey = z.tuple([z.uuid()]);

export interface Counts {
  queue: number;
  mine: number;
  all: number;
}

/** Reading: keyset pages over the lists' own indexes, never an offset. */
@Injectable()
export class ConversationQueries {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ConversationSearch) private readonly search: ConversationSearch,
  ) {}

  async list(query: ConversationListQuery, staffId: string) {
    const where = new Conditions();
    if (query.view === 'queue') where.add('c.assignee_id IS NULL');
    if (query.view === 'mine') where.add(`c.assignee_id = ${where.value(staffId)}`);
    if (query.channel) where.add(`c.channel = ${where.value(query.channel)}`);
    if (query.team) where.add(`c.team_id = ${where.value(query.team)}`);
    if (query.assignee) where.add(`c.assignee_id = ${where.value(query.assignee)}`);
    if (query.q) where.add(searched(where, await this.search.find(query.q)));
    if (query.cursor) {
      const [at, id] = decodeCursor(query.cursor, listKeys);
      where.add(`(c.last_message_at, c.id) < (${where.value(at)}, ${where.value(id)})`);
    }
    const statuses = query.status === 'all' ? (['open', 'closed'] as const) : ([query.status] as const);
    const limit = where.value(query.limit + 1);
    // The indexes lead with the status: of both at once the newest are those of each.
    const newest = statuses.map(
      (status) => `(SELECT c.id FROM conversation c ${where.sql(`c.status = ${where.literal(status)}`)}
                     ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${limit})`,
    );
    const rows = await this.database.query<ConversationRow & { cursor_at: string }>(
      `SELECT ${CONVERSATION_COLUMNS},
              to_char(c.last_message_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS cursor_at
         FROM (${newest.join(' UNION ALL ')}) newest JOIN conversation c ON c.id = newest.id ${CONVERSATION_JOINS}
        ORDER BY c.last_message_at DESC, c.id DESC LIMIT ${limit}`,
      where.values,
    );
    return page(rows, query.limit, (row) => [row.cursor_at, row.id], conversationView);
  }

  /** Open conversations of each view, each exact up to `COUNT_CAP`. */
  async counts(staffId: string): Promise<Counts> {
    const capped = (condition: string) =>
      `(SELECT count(*)::int FROM (SELECT 1 FROM conversation WHERE ${condition} LIMIT ${COUNT_CAP}) capped)`;
    const [row] = await this.database.query<Counts>(
      `SELECT ${capped(`status = 'open' AND assignee_id IS NULL`)} AS queue,
              ${capped(`status = 'open' AND assignee_id = $1`)} AS mine,
              ${capped(`status = 'open'`)} AS all`,
      [staffId],
      'conversations.counts',
    );
    return row!;
  }

  /** @throws ConversationNotFoundError */
  async get(id: string): Promise<ConversationView> {
    const [view] = await this.byIds([id]);
    if (!view) throw new ConversationNotFoundError(id);
    return view;
  }

  async byIds(ids: string[]): Promise<ConversationView[]> {
    const rows = await this.database.query<ConversationRow>(
      `SELECT ${CONVERSATION_COLUMNS} FROM conversation c ${CONVERSATION_JOINS} WHERE c.id = ANY($1::uuid[])`,
      [ids],
      'conversations.by-ids',
    );
    return rows.map(conversationView);
  }

  /** The thread, newest first. @throws ConversationNotFoundError */
  async messages(conversationId: string, query: { cursor?: string | undefined; limit: number }) {
    const before = query.cursor ? decodeCursor(query.cursor, idKey)[0] : null;
    const rows = await this.database.query<MessageRow>(
      `SELECT ${MESSAGE_COLUMNS} FROM message m ${MESSAGE_JOINS}
        WHERE m.conversation_id = $1 AND ($2::uuid IS NULL OR m.id < $2)
        ORDER BY m.id DESC LIMIT $3`,
      [conversationId, before, query.limit + 1],
    );
    if (rows.length === 0) await this.get(conversationId);
    return page(rows, query.limit, (row) => [row.id], messageView);
  }

  /** @throws MessageNotFoundError */
  async message(id: string): Promise<MessageView> {
    const [view] = await this.messagesByIds([id]);
    if (!view) throw new MessageNotFoundError(id);
    return view;
  }

  async messagesByIds(ids: string[]): Promise<MessageView[]> {
    const rows = await this.database.query<MessageRow>(
      `SELECT ${MESSAGE_COLUMNS} FROM message m ${MESSAGE_JOINS} WHERE m.id = ANY($1::uuid[]) ORDER BY m.id`,
      [ids],
      'conversations.messages-by-ids',
    );
    return rows.map(messageView);
  }

  /** What was done to a conversation, newest first. */
  async audit(conversationId: string, query: { cursor?: string | undefined; limit: number }) {
    const before = query.cursor ? decodeCursor(query.cursor, idKey)[0] : null;
    const rows = await this.database.query<{
      id: string;
      at: Date;
      actor_kind: 'staff' | 'hub' | 'contact';
      actor_id: string | null;
      name: string | null;
      action: string;
      data: Record<string, unknown>;
    }>(
      `SELECT l.id, l.at, l.actor_kind, l.actor_id, s.name, l.action, l.data
         FROM audit_line l LEFT JOIN staff s ON s.id = l.actor_id
        WHERE l.subject_id = $1 AND ($2::uuid IS NULL OR l.id < $2)
        ORDER BY l.id DESC LIMIT $3`,
      [conversationId, before, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => ({
        id: row.id,
        at: row.at.toISOString(),
        actor: { kind: row.actor_kind, id: row.actor_id, name: row.name },
        action: row.action,
        data: row.data,
      }),
    );
  }
}

/** A WHERE clause in the making, its values numbered as they come. */
class Conditions {
  readonly values: unknown[] = [];
  private readonly all: string[] = [];

  add(condition: string): void {
    this.all.push(condition);
  }

  value(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  /** For values of a closed set that partial indexes name: a parameter would hide them from the planner. */
  literal(value: 'open' | 'closed'): string {
    return `'${value}'`;
  }

  sql(...more: string[]): string {
    return `WHERE ${[...more, ...this.all].join(' AND ')}`;
  }
}

/** The conversations that a search asks for; see `ConversationSearch` for why it is asked in two ways. */
function searched(where: Conditions, search: Search): string {
  const named = where.value(search.conversations);
  if (search.kind === 'common') {
    return `(c.id = ANY(${named}::uuid[])
      OR (SELECT f.search LIKE ${where.value(search.like)} FROM contact_point f WHERE f.id = c.contact_point_id))`;
  }
  return `c.id IN (SELECT unnest(${named}::uuid[])
    UNION ALL SELECT id FROM conversation WHERE contact_point_id = ANY(${where.value(search.people)}::uuid[]))`;
}
