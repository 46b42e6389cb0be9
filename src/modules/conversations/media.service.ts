import { Inject, Injectable, Logger } from '@nestjs/common';
import { ChannelAccounts } from '../../channels/core/channel-accounts.js';
import { SendError } from '../../channels/core/channel-adapter.js';
import { ChannelRegistry } from '../../channels/core/channel-registry.js';
import { Database } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { FileStorage } from '../../platform/storage/file-storage.js';
import { LiveUpdates } from './conversations.live.js';

/** Largest attachment fetched from a provider, in bytes. */
const MAX_BYTES = 25 * 1024 * 1024;
/** Tries before an attachment is given up, spread over about a day. */
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_SECONDS = 30;

interface PendingAttachment {
  id: string;
  message_id: string;
  conversation_id: string;
  account_id: string;
  remote_url: string;
  content_type: string;
  attempts: number;
}

/** Fetches attachments that are still at the provider: in the background, so that its bad day costs a delay. */
@Injectable()
export class MediaService {
  private readonly logger = new Logger(MediaService.name);

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(ChannelRegistry) private readonly registry: ChannelRegistry,
    @Inject(FileStorage) private readonly files: FileStorage,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(LiveUpdates) private readonly live: LiveUpdates,
  ) {}

  async fetchDue(): Promise<void> {
    for (;;) {
      const next = await this.claim();
      if (!next) return;
      await this.fetch(next);
    }
  }

  async nudgeDue(): Promise<void> {
    const [due] = await this.database.query(
      `SELECT 1 FROM attachment WHERE state = 'pending' AND next_attempt_at <= now() LIMIT 1`,
    );
    if (due) this.nudges.nudgeAnew('media', {});
  }

  /** Takes one, and puts it off: a worker that dies over it leaves it to be tried again. */
  private async claim(): Promise<PendingAttachment | undefined> {
    const [row] = await this.database.query<PendingAttachment>(
      `UPDATE attachment f
          SET attempts = f.attempts + 1,
              next_attempt_at = now() + make_interval(secs => ${FIRST_RETRY_SECONDS} * 2 ^ least(f.attempts, 11))
         FROM (SELECT a.id
                 FROM attachment a JOIN message m ON m.id = a.message_id JOIN conversation c ON c.id = m.conversation_id
                WHERE a.state = 'pending' AND a.next_attempt_at <= now() AND c.account_id <> ALL($1::uuid[])
                ORDER BY a.next_attempt_at LIMIT 1 FOR UPDATE OF a SKIP LOCKED) due,
              message m, conversation c
        WHERE f.id = due.id AND m.id = f.message_id AND c.id = m.conversation_id
        RETURNING f.id, f.message_id, m.conversation_id, c.account_id, f.remote_url, f.content_type, f.attempts`,
      [this.outOfReach()],
    );
    return row;
  }

  /** Accounts whose media another process has to fetch. */
  private outOfReach(): string[] {
    return this.accounts
      .all()
      .filter((account) => !this.registry.get(account.channel).reaches(account))
      .map(({ id }) => id);
  }

  private async fetch(attachment: PendingAttachment): Promise<void> {
    const account = this.accounts.get(attachment.account_id);
    try {
      const media = await this.registry.get(account.channel).fetchMedia(account, attachment.remote_url);
      const { key, size } = await this.files.putStream(media.stream, MAX_BYTES);
      await this.database.query(
        `UPDATE attachment SET state = 'stored', storage_key = $2, size = $3, content_type = coalesce($4, content_type)
          WHERE id = $1`,
        [attachment.id, key, size, media.contentType],
      );
    } catch (error) {
      const lost = (error instanceof SendError && !error.retryable) || attachment.attempts >= MAX_ATTEMPTS;
      this.logger.warn(
        { attachment: attachment.id, lost, error: (error as Error).name },
        'attachment not fetched',
      );
      if (!lost) return;
      await this.database.query(`UPDATE attachment SET state = 'failed' WHERE id = $1`, [attachment.id]);
    }
    this.live.messagesAdded([
      { conversationId: attachment.conversation_id, messageId: attachment.message_id },
    ]);
  }
}
