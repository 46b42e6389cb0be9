import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { formatReference } from './reference.js';

/** Numbers fetched beyond those needed. What a process has not used when it ends stays unused. */
const AHEAD = 20;

/** Hands out references that no conversation has, without a question to the database for each. */
@Injectable()
export class References {
  private readonly ready: string[] = [];

  /** A sequence is not rolled back: what `tx` fetches stays ours whatever becomes of it. */
  async take(tx: Transaction, count: number): Promise<string[]> {
    while (this.ready.length < count) {
      const rows = await tx.query<{ number: string }>(
        `SELECT nextval('conversation_number') AS number FROM generate_series(1, $1)`,
        [count + AHEAD],
        'references.next',
      );
      this.ready.push(...rows.map(({ number }) => formatReference(Number(number))));
    }
    return this.ready.splice(0, count);
  }
}
