import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { Database } from '../../platform/database/database.js';
import { decodeCursor, page, pageQuery } from '../../platform/http/cursor.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { AuditLog } from '../audit/audit-log.js';
import { CurrentStaff, type SignedInStaff } from '../staff/signed-in-staff.js';
import { EventNotSetAsideError } from './conversations.errors.js';
import { idParam } from './conversations.schemas.js';

const listQuery = z.object({
  state: z.enum(['set_aside', 'pending']).default('set_aside'),
  ...pageQuery(50, 200),
});

interface EventRow {
  id: string;
  channel: string;
  account: string;
  external_id: string;
  received_at: Date;
  error: string | null;
  attempts: number;
}

/** What could not be processed: seen by an administrator, and tried again once the cause is mended. */
@ApiTags('journal')
@Controller('api/v1/inbound-events')
export class JournalController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Nudges) private readonly nudges: Nudges,
    @Inject(AuditLog) private readonly audit: AuditLog,
  ) {}

  @Get()
  @Allow('journal.manage')
  @ApiOperation({ summary: 'Events that were set aside (or still wait), newest first' })
  async list(@Query({ schema: listQuery }) query: z.output<typeof listQuery>) {
    const before = query.cursor ? decodeCursor(query.cursor, z.tuple([z.uuid()]))[0] : null;
    const rows = await this.database.query<EventRow>(
      `SELECT e.id, a.channel, a.name AS account, e.external_id, e.received_at, e.error, e.attempts
         FROM inbound_event e JOIN channel_account a ON a.id = e.account_id
        WHERE e.state = $1 AND ($2::uuid IS NULL OR e.id < $2)
        ORDER BY e.id DESC LIMIT $3`,
      [query.state, before, query.limit + 1],
    );
    return page(
      rows,
      query.limit,
      (row) => [row.id],
      ({ external_id, received_at, ...row }) => ({
        ...row,
        externalId: external_id,
        receivedAt: received_at,
      }),
    );
  }

  /** @throws EventNotSetAsideError */
  @Post(':id/retry')
  @HttpCode(202)
  @Allow('journal.manage')
  @ApiOperation({ summary: 'Process a set-aside event again' })
  async retry(@Param('id', { schema: idParam }) id: string, @CurrentStaff() staff: SignedInStaff) {
    await this.database.transaction(async (tx) => {
      const [event] = await tx.query<{ lane: number }>(
        `UPDATE inbound_event SET state = 'pending', settled_at = NULL
          WHERE id = $1 AND state = 'set_aside' RETURNING lane`,
        [id],
      );
      if (!event) throw new EventNotSetAsideError(id);
      await this.audit.record(tx, [
        {
          actor: { kind: 'staff', id: staff.id },
          action: 'inbound_event.retried',
          subjectKind: 'inbound_event',
          subjectId: id,
        },
      ]);
      tx.onCommit(() => this.nudges.nudge('inbound', { lane: event.lane }));
    });
    return { accepted: true };
  }
}
