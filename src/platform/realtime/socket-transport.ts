import { setTimeout as sleep } from 'node:timers/promises';
import { createAdapter as createPostgresAdapter } from '@socket.io/postgres-adapter';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import { Client, type ClientConfig, Pool, type QueryResult } from 'pg';
import type { ServerOptions } from 'socket.io';

/** How long a stop waits for a database that may be gone. */
const GOODBYE_MS = 1_000;

/** What carries live events between processes. */
export interface SocketTransport {
  readonly adapter: NonNullable<ServerOptions['adapter']>;
  /** After the Socket.IO server is closed. */
  close(): Promise<void>;
}

export interface TransportEvents {
  onError(error: Error): void;
  /** Hearing again after a while of not hearing: events were missed. */
  onBack(): void;
}

export function redisTransport(url: string, { onError, onBack }: TransportEvents): SocketTransport {
  const publisher = new Redis(url, { maxRetriesPerRequest: null });
  // Its readiness is not asked for: a subscription may come first, and then the question is refused.
  const subscriber = publisher.duplicate({ enableReadyCheck: false });
  for (const connection of [publisher, subscriber]) connection.on('error', onError);
  subscriber.once('ready', () => subscriber.on('ready', onBack));
  return {
    adapter: createRedisAdapter(publisher, subscriber) as SocketTransport['adapter'],
    close: async () => {
      publisher.disconnect();
      subscriber.disconnect();
    },
  };
}

/** @param main the hub's own pool: only its connection settings are used */
export function postgresTransport(main: Pool, events: TransportEvents): SocketTransport {
  const connections = new AdapterConnections(main, events);
  return {
    adapter: createPostgresAdapter(connections as unknown as Pool, {
      errorHandler: events.onError,
    }) as SocketTransport['adapter'],
    close: () => connections.end(),
  };
}

/**
 * The adapter's two connections, apart from the hub's pool so that live events do not wait behind it: one that
 * listens, and one that notifies. It also mends what @socket.io/postgres-adapter 0.5 leaves open with a plain
 * pool: a lost connection emits 'error' on a client that nobody listens to, which would end the process; the lost
 * client is never given back, so the pool runs dry; nor is one that is still being opened when the adapter closes.
 */
class AdapterConnections {
  private readonly settings: ClientConfig;
  private readonly notifying: Pool;
  private listening: Client | null = null;
  private ended = false;

  constructor(
    main: Pool,
    private readonly events: TransportEvents,
  ) {
    // `password` is not enumerable there, so that it is not printed by accident.
    this.settings = { ...main.options, password: main.options.password };
    this.notifying = new Pool({ ...this.settings, min: 0, max: 1 });
    this.notifying.on('error', events.onError);
    this.notifying.on('connect', (client) => client.on('error', events.onError));
  }

  /** A connection to listen with. The adapter asks again by itself when it fails or is lost. */
  async connect(): Promise<Client & { release(): void }> {
    const client = new Client(this.settings);
    client.on('error', this.events.onError);
    if (!this.ended) await client.connect();
    if (this.ended) {
      void client.end().catch(this.events.onError);
      // The adapter would try again for ever if this failed.
      return new Promise(() => {});
    }
    if (this.listening) this.events.onBack();
    this.listening = client;
    return Object.assign(client, { release: () => void client.end().catch(this.events.onError) });
  }

  query(text: string, values?: unknown[]): Promise<QueryResult> {
    return this.notifying.query(text, values);
  }

  async end(): Promise<void> {
    this.ended = true;
    // What waits in the pool, the adapter's goodbye last, is dropped by its end: the others would wait for us.
    const said = this.notifying.query('SELECT').catch(this.events.onError);
    await Promise.race([said, sleep(GOODBYE_MS, undefined, { ref: false })]);
    this.listening?.removeAllListeners('end');
    await this.listening?.end().catch(this.events.onError);
    await this.notifying.end();
  }
}
