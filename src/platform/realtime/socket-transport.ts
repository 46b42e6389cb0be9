import { createAdapter as createPostgresAdapter } from '@socket.io/postgres-adapter';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Pool, type PoolClient, type QueryResult } from 'pg';
import type { ServerOptions } from 'socket.io';

/** What carries live events between processes. */
export interface SocketTransport {
  readonly adapter: NonNullable<ServerOptions['adapter']>;
  /** After the Socket.IO server is closed. */
  close(): Promise<void>;
}

type OnError = (error: Error) => void;

export function redisTransport(url: string, onError: OnError): SocketTransport {
  const publisher = new Redis(url, { maxRetriesPerRequest: null });
  const subscriber = publisher.duplicate();
  for (const connection of [publisher, subscriber]) connection.on('error', onError);
  return {
    adapter: createRedisAdapter(publisher, subscriber) as SocketTransport['adapter'],
    close: async () => {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** @param main the hub's own pool: only its connection settings are used */
export function postgresTransport(main: Pool, onError: OnError): SocketTransport {
  const pool = new AdapterPool(main, onError);
  return {
    adapter: createPostgresAdapter(pool as unknown as Pool, {
      errorHandler: onError,
    }) as SocketTransport['adapter'],
    close: () => pool.end(),
  };
}

/**
 * The adapter's two connections, one listening and one notifying, apart from the hub's pool so that live
 * events do not wait behind it. It also mends what @socket.io/postgres-adapter 0.5 leaves open: a lost
 * connection emits 'error' on a client that nobody listens to, which would end the process; and a client that
 * is still being opened when the adapter closes is never given back, which would keep the pool from ending.
 */
class AdapterPool {
  private readonly pool: Pool;
  private readonly lent = new Set<PoolClient>();
  private ended = false;

  constructor(main: Pool, onError: OnError) {
    // `password` is not enumerable there, so that it is not printed by accident.
    this.pool = new Pool({ ...main.options, password: main.options.password, min: 0, max: 2 });
    this.pool.on('error', onError);
    this.pool.on('connect', (client) => client.on('error', onError));
  }

  async connect(): Promise<PoolClient> {
    const client = this.ended ? null : await this.pool.connect();
    if (client === null || this.ended) {
      client?.release(true);
      // The adapter would try again for ever if this failed.
      return new Promise(() => {});
    }
    this.lent.add(client);
    client.once('end', () => this.lent.delete(client));
    // Given back, it may serve a query of ours next: then it is no longer ours to release in `end`.
    const release = client.release;
    client.release = (error) => {
      this.lent.delete(client);
      release(error);
    };
    return client;
  }

  query(text: string, values?: unknown[]): Promise<QueryResult> {
    return this.pool.query(text, values);
  }

  async end(): Promise<void> {
    this.ended = true;
    for (const client of this.lent) {
      client.removeAllListeners('end');
      try {
        client.release(true);
      } catch {
        // The adapter has given it back already.
      }
    }
    await this.pool.end();
  }
}
