import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import type { Sql } from '../../platform/database/database.js';
import { DecisionEarlyError } from './delivery.errors.js';

/**
 * No decision leaves before its date. The database refuses it whoever asks (migration `notices`); the hub asks here first,
 * so that its refusal never stops the sending of anything else. Both clocks must have passed the date: the database's,
 * and this process's own.
 */
@Injectable()
export class TwoWeeks {
  constructor(@Inject(Clock) private readonly clock: Clock) {}

  /** @throws DecisionEarlyError, also for a decision that does not exist */
  async check(sql: Sql, decisionIds: string[]): Promise<void> {
    if (decisionIds.length === 0) return;
    const rows = await sql.query<{ id: string; notBefore: Date | null; passed: boolean }>(
      `SELECT w.id, r.not_before AS "notBefore", coalesce(r.not_before <= insat_now(), false) AS passed
         FROM unnest($1::uuid[]) AS w (id) LEFT JOIN decision d USING (id)
         LEFT JOIN request_round r ON r.request_id = d.request_id AND r.round = d.round`,
      [decisionIds],
      'two-weeks.check',
    );
    for (const { id, notBefore, passed } of rows) {
      if (!passed || !this.hasPassed(notBefore)) throw new DecisionEarlyError(id, notBefore);
    }
  }

  /** By this process's clock alone: the last look, when everything else has been asked. */
  hasPassed(notBefore: Date | null): boolean {
    return notBefore !== null && notBefore.getTime() <= this.clock.now().getTime();
  }
}
