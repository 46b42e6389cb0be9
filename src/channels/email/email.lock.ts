import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { Database } from '../../platform/database/database.js';

/** A held lock. It ends with its database session, also when the process is killed. */
export interface MailboxLock {
  /** Aborted when the session has ended for another reason than `release`. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** First half of the advisory lock's key; the second is the mailbox's. */
const LOCK_CLASS = 0x6d61696c;
const HEARTBEAT_MS = 15_000;

/** One reader per mailbox, whatever the number of processes: a session-level advisory lock. */
@Injectable()
export class MailboxLocks {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** The lock, or null when another process holds it. */
  async take(mailbox: string): Promise<MailboxLock | null> {
    // Not of the pool: it is held for as long as the process lives.
    const client = new pg.Client(this.database.pool.options);
    const lost = new AbortController();
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    try {
      await client.connect();
      const { rows } = await client.query<{ held: boolean }>(
        'SELECT pg_try_advisory_lock($1, hashtext($2)) AS held',
        [LOCK_CLASS, mailbox],
      );
      if (!rows[0]?.held) {
        await client.end();
        return null;
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    const heartbeat = setInterval(() => {
      client.query('SELECT 1').catch(() => lost.abort());
    }, HEARTBEAT_MS);
    lost.signal.addEventListener('abort', () => clearInterval(heartbeat));
    return {
      lost: lost.signal,
      release: async () => {
        clearInterval(heartbeat);
        await client.end().catch(() => undefined);
      },
    };
  }
}
