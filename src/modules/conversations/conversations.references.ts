import { Injectable } from '@nestjs/common';
import type { Transaction } from '../../platform/database/database.js';
import { formatReference } from './reference.js';

/** Numbers fetched beyond those needed. What a process has not used when it ends stays unused. */
const AHEAD = 20;

/** Hands out references that no conversation has, without a question to the database for each. */
@Injectable()
export class References {
  private readonly ready: string[] = [];

  async take(tx: Transaction, count: number): Promise<string[]> {
    const taken = this.ready.splice(0, count);
    const missing = count - taken.length;
    if (missing === 0) return taken;
    const rows = await tx.query<{ number: string }>(
      `SELECT nextval('conversation_number') AS number FROM generate_series(1, $1)`,
      [missing + AHEAD],
      'references.next',
    );
    const fetched = rows.map(({ number }) => formatReference(Number(number)));
    // A database that crashes before the commit may give out the same numbers again.
    tx.onCommit(() => this.ready.push(...fetched.slice(missing)));
    return [...taken, ...fetched.slice(0, missing)];
  }
}
