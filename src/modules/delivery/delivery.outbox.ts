import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import type {
  ChannelAccount,
  ChosenTemplate,
  Language,
  OutboundAttachment,
  OutboundMessage,
} from '../../channels/core/channel-adapter.js';
import { Database } from '../../platform/database/database.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { MessageSecrets } from './message-secrets.js';

/** How long one send may take before its worker counts as dead. Providers time out long before. */
export const LEASE_SECONDS = 60;

/** A message claimed for sending, with the try this is (1 = first). */
export interface Claim {
  message: OutboundMessage;
  attempt: number;
  /** Its text was secret, and is over: there is nothing to send any more. */
  over: boolean;
  /** When a message that was delayed may leave; the sender looks at its own clock as well. */
  notBefore: Date | null;
}

interface ClaimRow {
  id: string;
  conversationId: string;
  attempt: number;
  notBefore: Date | null;
  address: string;
  displayName: string | null;
  text: string;
  subject: string | null;
  language: Language;
  automatic: boolean;
  wantsProof: boolean;
  reference: string;
  hasAttachments: boolean;
  template: ChosenTemplate | null;
  secret: boolean;
  sealed: Buffer | null;
}

/** Messages of a thread that a reply refers to; mail clients need no more. */
const THREAD_LENGTH = 20;

/**
 * Claims what is due. A conversation's messages leave in order: only the oldest unsent one is ever claimed,
 * whoever claims. What may not leave yet is passed over, and holds nobody up.
 */
const CLAIM = `
  WITH due AS (
    SELECT o.message_id
      FROM outbound o
     WHERE o.account_id = $1 AND o.state = 'queued' AND o.next_attempt_at <= now()
       AND (o.not_before IS NULL OR o.not_before <= insat_now())
       AND NOT EXISTS (
         SELECT 1 FROM outbound p
          WHERE p.conversation_id = o.conversation_id AND p.message_id < o.message_id
            AND p.state IN ('queued', 'sending') AND (p.not_before IS NULL OR p.not_before <= insat_now()))
     ORDER BY o.next_attempt_at
     LIMIT $2
       FOR UPDATE OF o SKIP LOCKED
  ), claimed AS (
    UPDATE outbound o
       SET state = 'sending', attempts = o.attempts + 1, lease_until = now() + make_interval(secs => $3)
      FROM due WHERE o.message_id = due.message_id
    RETURNING o.message_id, o.conversation_id, o.attempts, o.not_before
  )
  SELECT m.id, m.conversation_id AS "conversationId", claimed.attempts AS attempt,
         claimed.not_before AS "notBefore", p.address, p.display_name AS "displayName", m.text, c.subject, c.language,
         m.automatic, m.decision_id IS NOT NULL AS "wantsProof", c.reference, m.has_attachments AS "hasAttachments", m.template,
         s.message_id IS NOT NULL AS secret, CASE WHEN s.good_until > insat_now() THEN s.sealed END AS sealed
    FROM claimed
    JOIN message m ON m.id = claimed.message_id
    JOIN conversation c ON c.id = claimed.conversation_id
    JOIN contact_point p ON p.id = c.contact_point_id
    LEFT JOIN message_secret s ON s.message_id = m.id
   ORDER BY m.id`;

@Injectable()
export class Outbox {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(MessageSecrets) private readonly secrets: MessageSecrets,
  ) {}

  async claim(account: ChannelAccount, threaded: boolean, limit: number): Promise<Claim[]> {
    const rows = await this.database.query<ClaimRow>(
      CLAIM,
      [account.id, limit, LEASE_SECONDS],
      'outbox.claim',
    );
    if (rows.length === 0) return [];
    const threads = threaded ? await this.threads(account, rows) : new Map<string, string[]>();
    const withFiles = rows.filter((row) => row.hasAttachments).map((row) => row.id);
    const attachments = withFiles.length > 0 ? await this.attachments(withFiles) : new Map();
    return rows.map((row) => ({
      attempt: row.attempt,
      over: row.secret && row.sealed === null,
      notBefore: row.notBefore,
      message: {
        id: row.id,
        conversationId: row.conversationId,
        account,
        to: { address: row.address, displayName: row.displayName },
        text: row.sealed ? this.secrets.open(row.sealed, row.id) : row.text,
        subject: row.subject,
        language: row.language,
        automatic: row.automatic,
        wantsProof: row.wantsProof,
        reference: row.reference,
        template: row.template,
        thread: threads.get(row.id) ?? [],
        attachments: attachments.get(row.id) ?? [],
      },
    }));
  }

  /** Accounts that have something due now; for the sweep. */
  async dueAccounts(): Promise<string[]> {
    const rows = await this.database.query<{ account_id: string }>(
      `SELECT a.id AS account_id FROM channel_account a
        WHERE EXISTS (SELECT 1 FROM outbound o
                       WHERE o.account_id = a.id AND o.state = 'queued' AND o.next_attempt_at <= now()
                         AND (o.not_before IS NULL OR o.not_before <= insat_now()))`,
    );
    const open = this.accounts.all().filter(({ mode }) => mode !== 'off');
    const known = new Set(open.map((account) => account.id));
    return rows.map((row) => row.account_id).filter((id) => known.has(id));
  }

  /** Ids of another channel's, such as a form's, mean nothing to this one. */
  private async threads(account: ChannelAccount, rows: ClaimRow[]): Promise<Map<string, string[]>> {
    const found = await this.database.query<{ id: string; thread: string[] }>(
      `SELECT t.id, array_agg(l.external_id ORDER BY l.id) AS thread
         FROM unnest($1::uuid[], $2::uuid[]) AS t (id, conversation_id)
        CROSS JOIN LATERAL (
          SELECT m.id, coalesce(e.external_id, o.external_id) AS external_id
            FROM message m
            LEFT JOIN inbound_event e ON e.id = m.id AND e.account_id = $3
            LEFT JOIN outbound o ON o.message_id = m.id AND o.account_id = $3
           WHERE m.conversation_id = t.conversation_id AND m.id < t.id AND m.direction <> 'note'
             AND coalesce(e.external_id, o.external_id) IS NOT NULL
           ORDER BY m.id DESC LIMIT ${THREAD_LENGTH}) l
        GROUP BY t.id`,
      [rows.map((row) => row.id), rows.map((row) => row.conversationId), account.id],
      'outbox.threads',
    );
    return new Map(found.map((row) => [row.id, row.thread]));
  }

  private async attachments(messageIds: string[]): Promise<Map<string, OutboundAttachment[]>> {
    const rows = await this.database.query<{
      id: string;
      name: string;
      type: string;
      size: string;
      key: string;
    }>(
      `SELECT message_id AS id, file_name AS name, content_type AS type, size, storage_key AS key
         FROM attachment WHERE message_id = ANY($1::uuid[]) AND state = 'stored' ORDER BY message_id, position`,
      [messageIds],
    );
    const byMessage = new Map<string, OutboundAttachment[]>();
    for (const row of rows) {
      const attachment = {
        fileName: row.name,
        contentType: row.type,
        size: Number(row.size),
        open: () => Readable.from(this.bytes(row.key), { objectMode: false }),
      };
      byMessage.set(row.id, [...(byMessage.get(row.id) ?? []), attachment]);
    }
    return byMessage;
  }

  private async *bytes(key: string): AsyncGenerator<Buffer> {
    const { stream } = await this.files.open(key);
    yield* stream;
  }
}
