import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { DataSource } from 'typeorm';

/** A database value list; arrays become PostgreSQL arrays, objects JSON, Buffers bytea. */
export type SqlParams = readonly unknown[];

/** Something SQL can be sent to: the pool, or a transaction. */
export abstract class Sql {
  /** Rows of one statement. Give `name` to statements of the hot path: they are then prepared once per connection. */
  abstract query<Row extends object = Record<string, unknown>>(
    text: string,
    params?: SqlParams,
    name?: string,
  ): Promise<Row[]>;
}

export class Transaction extends Sql {
  private readonly afterCommit: (() => void)[] = [];
  private over = false;

  constructor(private readonly client: PoolClient) {
    super();
  }

  async query<Row extends object>(text: string, params: SqlParams = [], name?: string): Promise<Row[]> {
    // The connection may be somebody else's by now.
    if (this.over) throw new Error('The transaction has ended');
    const result: QueryResult<Row> = await this.client.query<Row>({ text, values: [...params], name });
    return result.rows;
  }

  /** Runs `effect` once the transaction is committed, and never if it is rolled back: nudges, live events. */
  onCommit(effect: () => void): void {
    this.afterCommit.push(effect);
  }

  /** @internal */
  end(): void {
    this.over = true;
  }

  /** @internal */
  committed(): void {
    for (const effect of this.afterCommit) effect();
  }
}

/** Set-based SQL on the pool that TypeORM owns, so that a process has one pool. */
@Injectable()
export class Database extends Sql {
  constructor(@Inject(DataSource) private readonly source: DataSource) {
    super();
  }

  async query<Row extends object>(text: string, params: SqlParams = [], name?: string): Promise<Row[]> {
    const result = await this.pool.query<Row>({ text, values: [...params], name });
    return result.rows;
  }

  /**
   * Runs `work` in one transaction (READ COMMITTED), commits, then runs its `onCommit` effects. Statements that `work`
   * sends without awaiting each other are run in the order they were sent, in one round trip; when one fails, the
   * rest of them fail too.
   * @throws whatever `work` throws, after rolling back
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    // A connection that breaks fails its statements; without a listener it would end the process as well.
    client.on('error', ignore);
    const tx = new Transaction(client);
    let failure: Error | undefined;
    let result: T;
    try {
      await client.query('BEGIN');
      result = await work(tx);
      tx.end();
      await client.query('COMMIT');
    } catch (error) {
      tx.end();
      // The first error is the one that explains. A connection that cannot roll back is thrown away.
      await client.query('ROLLBACK').catch((broken: Error) => {
        failure = broken;
      });
      throw error;
    } finally {
      client.off('error', ignore);
      client.release(failure);
    }
    tx.committed();
    return result;
  }

  /** The pool itself, for libraries that want one (BullMQ, Socket.IO's adapter). */
  get pool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master;
  }
}

function ignore(): void {}
