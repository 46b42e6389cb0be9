import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { OutboundMessage, SendReceipt } from './channel-adapter.js';

/** What a person has to do so that an answer arrives. */
export type HandTaskKind = 'call_back' | 'letter' | 'visit' | 'hand_over';

/**
 * For channels that a person carries: sending opens a task, and the task's outcome is the delivery status. Listing
 * and closing them is `modules/handovers`.
 */
@Injectable()
export class HandTasks {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * One task per message, however often it is sent; sending it again opens it again. Reports that were heard stay
   * heard, though a phone repeats them.
   * @param details what its kind has to know (where a letter goes)
   */
  async open(message: OutboundMessage, kind: HandTaskKind, details: object = {}): Promise<SendReceipt> {
    await this.database.query(
      `INSERT INTO hand_task (message_id, account_id, kind, details) VALUES ($1, $2, $3, $4)
       ON CONFLICT (message_id) DO UPDATE
          SET state = 'open', attempts = 0, due_at = now(), step = NULL, outcome = NULL, closed_by = NULL, closed_at = NULL,
              details = excluded.details || jsonb_strip_nulls(jsonb_build_object('reports', hand_task.details -> 'reports'))`,
      [message.id, message.account.id, kind, JSON.stringify(details)],
    );
    return { externalId: message.id, status: 'sent' };
  }
}
