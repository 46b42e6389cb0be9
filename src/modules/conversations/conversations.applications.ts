import { Inject, Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import type { Placement } from './conversations.plan.js';
import { storableJson } from './conversations.storable.js';

/** Hands on what came as fields of a form: `modules/requests` makes support requests of these rows. */
@Injectable()
export class Applications {
  constructor(@Inject(Nudges) private readonly nudges: Nudges) {}

  /** In the transaction of the messages that they came with. */
  async keep(tx: Transaction, placements: Placement[]): Promise<void> {
    const rows = placements.flatMap(({ conversationId, arrivals }) =>
      arrivals.flatMap(({ id, message: { application } }) =>
        application ? [{ id, conversationId, application }] : [],
      ),
    );
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO request_intake (message_id, conversation_id, application)
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::jsonb[])`,
      [
        rows.map(({ id }) => id),
        rows.map(({ conversationId }) => conversationId),
        rows.map(({ application }) => storableJson(application)),
      ],
      'applications.keep',
    );
    tx.onCommit(() => this.nudges.nudge('requests', {}));
  }
}
