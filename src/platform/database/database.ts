import { Inject, Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';

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

  constructor(
    private readonly client: PoolClient,
    /** TypeORM's side of the same transaction, for repositories. */
    readonly manager: EntityManager,
  ) {
    super();
  }

  async query<Row extends object>(text: string, params: SqlParams = [], name?: string): Promise<Row[]> {
    const result: QueryResult<Row> = await this.client.query<Row>({ text, values: [...params], name });
    return result.rows;
  }

  /** Runs `effect` once the transaction is committed, and never if it is rolled back: nudges, live events. */
  onCommit(effect: () => void): void {
    this.afterCommit.push(effect);
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
   * Runs `work` in one transaction (READ COMMITTED), commits, then runs its `onCommit` effects.
   * @throws whatever `work` throws, after rolling back
   */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const runner = this.source.createQueryRunner();
    let tx: Transaction | undefined;
    try {
      const client: PoolClient = await runner.connect();
      await runner.startTransaction();
      tx = new Transaction(client, runner.manager);
      const result = await work(tx);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) {
        // The first error is the one that explains; a dead connection cannot roll back and need not.
        await runner.rollbackTransaction().catch(() => undefined);
      }
      tx = undefined;
      throw error;
    } finally {
      await runner.release();
      tx?.committed();
    }
  }

  /** The pool itself, for libraries that want one (BullMQ, Socket.IO's adapter). */
  get pool(): Pool {
    return (this.source.driver as unknown as { master: Pool }).master;
  }
}
