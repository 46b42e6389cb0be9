import type { Server as HttpServer } from 'node:http';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Server, type Socket } from 'socket.io';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Realtime } from './realtime.js';
import { postgresTransport, redisTransport, type SocketTransport } from './socket-transport.js';

/** A client's event is ids, never a file; uploads have their own route. */
const MAX_EVENT_BYTES = 64 * 1024;

export type Namespace = Parameters<Realtime['emit']>[0];
const RECONNECT = 'sockets.reconnect';
const NAMESPACES: ('/' | Namespace)[] = ['/', '/inbox', '/widget'];

/**
 * The hub's Socket.IO server. A process that serves HTTP attaches it there; a worker only emits through it,
 * and the transport (Redis when `REDIS_URL` is set, else PostgreSQL) carries the event to the processes that
 * have the sockets.
 *
 * A namespace is an ordinary Nest gateway: `@WebSocketGateway({ namespace: '/inbox' })`, its events
 * `@SubscribeMessage('conversation.watch')` with an access rule (`@Allow…`, or `@Public(why)` where the
 * handshake has proved who it is) and a checked payload, `@MessageBody({ schema })`. It names `@UseFilters(ProblemFilter)`
 * itself: Nest gives gateways the application's guards and pipes, but not its filters. Whatever a handler returns
 * is the acknowledgement: return `{ ok: true }`; a throw is acknowledged as `{ ok: false, …problem }`. Who may
 * connect is decided in `afterInit(namespace)` by `authenticateSockets` (sockets.ts).
 *
 * Socket.IO's connection state recovery is off: neither transport keeps events. A browser that was away reads
 * the rows again when it is back; a process that was cut off from the transport sends its browsers to do so.
 */
@Injectable()
export class SocketServer extends Realtime implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Realtime');
  private readonly transport: SocketTransport;
  readonly io: Server;
  private readonly isWorker: boolean;
  private closing: Promise<void> | null = null;

  constructor(@Inject(Config) config: Config, @Inject(Database) database: Database) {
    super();
    this.isWorker = config.env.ROLE === 'worker';
    const events = {
      onError: (error: Error) =>
        this.logger.warn({
          msg: 'realtime transport',
          error: error.name,
          code: (error as { code?: string }).code,
        }),
      onBack: () => this.reconnectHere(() => true),
    };
    this.transport = config.env.REDIS_URL
      ? redisTransport(config.env.REDIS_URL, events)
      : postgresTransport(database.pool, events);
    this.io = new Server({
      path: '/socket.io',
      serveClient: false,
      maxHttpBufferSize: MAX_EVENT_BYTES,
      connectTimeout: 10_000,
      // The widget lives on other people's pages. No credentials: a cookie is only honoured from our own
      // pages, see `authenticateSockets`.
      cors: { origin: '*', credentials: false },
      adapter: this.transport.adapter,
    });
    // Nothing lives there, and nobody is asked who they are.
    this.io.of('/').use((_socket, next) => next(new Error('request.not_found')));
    this.onTold(RECONNECT, (room) => this.reconnectHere((socket) => socket.rooms.has(room)));
  }

  emit(namespace: Namespace, rooms: string | string[], event: string, data: unknown): void {
    if (!this.closing) this.io.of(namespace).to(rooms).emit(event, data);
  }

  /** Lets the sockets of a room come in again, in all processes: who they are is found out anew. */
  reconnect(room: string): void {
    this.reconnectHere((socket) => socket.rooms.has(room));
    this.tellOthers(RECONNECT, room);
  }

  /** Cuts the sockets of a room, in all processes. They do not come back by themselves. */
  disconnect(namespace: Namespace, room: string): void {
    if (!this.closing) this.io.of(namespace).in(room).disconnectSockets(true);
  }

  /** The sockets of a room, in all processes; those of a process that does not answer are left out. */
  async countSockets(namespace: Namespace, room: string): Promise<number> {
    return (await this.io.of(namespace).in(room).fetchSockets()).length;
  }

  /** The sockets of a namespace in this process. */
  localSockets(namespace: Namespace): Socket[] {
    return [...this.io.of(namespace).sockets.values()];
  }

  /** Tells the other processes (not this one) something that is no business of browsers. */
  tellOthers(topic: string, data: string): void {
    if (!this.closing) this.io.serverSideEmit(topic, data);
  }

  /** Hears what another process told with `tellOthers`. */
  onTold(topic: string, listener: (data: string) => void): void {
    this.io.on(topic as 'connection', listener as never);
  }

  /** Takes sockets on this HTTP server. A worker's is for health checks only, so it takes none. */
  attach(http: HttpServer): Server {
    return this.isWorker ? this.io : this.io.attach(http);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Disconnects the sockets of this process and leaves the transport. The HTTP server is not ours to close. */
  close(): Promise<void> {
    this.closing ??= this.leave();
    return this.closing;
  }

  /** Closing the connection under a socket, unlike disconnecting the socket, makes its client connect again. */
  private reconnectHere(which: (socket: Socket) => boolean): void {
    for (const namespace of ['/inbox', '/widget'] as const) {
      for (const socket of this.localSockets(namespace)) if (which(socket)) socket.conn.close();
    }
  }

  private async leave(): Promise<void> {
    for (const namespace of NAMESPACES) {
      // Without `local` the sockets of all the other processes would go too.
      this.io.of(namespace).local.disconnectSockets(true);
      await this.io.of(namespace).adapter.close();
    }
    this.io.engine?.close();
    await this.transport.close();
  }
}
