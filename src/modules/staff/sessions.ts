import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Sql, type Transaction } from '../../platform/database/database.js';
import { Sweeps } from '../../platform/queue/sweeps.js';
import { SocketServer } from '../../platform/realtime/socket-server.js';
import { Credentials, hashOf } from './credentials.js';
import { LoginThrottle } from './login-throttle.js';

/** Begins and ends sessions. An ended one takes its sockets with it, in every process. */
@Injectable()
export class Sessions implements OnModuleInit {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(SocketServer) private readonly sockets: SocketServer,
    @Inject(LoginThrottle) private readonly throttle: LoginThrottle,
    @Inject(Sweeps) private readonly sweeps: Sweeps,
  ) {}

  onModuleInit(): void {
    this.sweeps.add('sessions', async () => {
      await this.database.query('DELETE FROM session WHERE expires_at < now()');
      await this.throttle.forgive();
    });
  }

  /** @returns the token for the cookie; the database knows only its hash */
  async begin(sql: Sql, staffId: string): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await sql.query(
      `INSERT INTO session (token_hash, staff_id, expires_at) VALUES ($1, $2, now() + interval '12 hours')`,
      [hashOf(token), staffId],
    );
    return token;
  }

  /** Signs one browser out. */
  async end(staffId: string, key: string): Promise<void> {
    await this.database.query('DELETE FROM session WHERE token_hash = $1', [Buffer.from(key, 'hex')]);
    this.credentials.forget(staffId);
    this.cut(key);
  }

  /** Signs a person out of all browsers: the password changed. */
  async endAll(tx: Transaction, staffId: string): Promise<void> {
    const ended = await tx.query<{ key: string }>(
      `DELETE FROM session WHERE staff_id = $1 RETURNING encode(token_hash, 'hex') AS key`,
      [staffId],
    );
    tx.onCommit(() => {
      this.credentials.forget(staffId);
      for (const { key } of ended) this.cut(key);
    });
  }

  /** What a person may do has changed, or that they may come in at all: sockets come back with what is true now. */
  reconsider(staffId: string, ended: boolean): void {
    this.credentials.forget(staffId);
    const room = `staff:${staffId}`;
    if (ended) this.cutRoom(room);
    else this.sockets.reconnect(room);
  }

  /** Cuts the sockets that came in by this cookie or token. */
  cut(key: string): void {
    this.cutRoom(`credential:${key}`);
  }

  private cutRoom(room: string): void {
    this.sockets.emit('/inbox', room, 'session.ended', {});
    this.sockets.disconnect('/inbox', room);
  }
}
