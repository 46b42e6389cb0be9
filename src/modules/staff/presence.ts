import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import { Nudges } from '../../platform/queue/nudges.js';
import { SocketServer } from '../../platform/realtime/socket-server.js';
import type { InboxSocketData } from './signed-in-staff.js';

const BEAT_MS = 25_000;
const SOCKET_SECONDS = 60;
const REQUEST_SECONDS = 120;
/** At most one write in this time for all of a person's requests to this process. */
const REQUEST_EVERY_MS = 30_000;
/** A reload of the page, or a short break of the network, is not leaving. */
const GRACE_SECONDS = 15;

/**
 * Who is here. `staff.present_until` lies in the future while a person has the inbox open or uses the API;
 * routing gives conversations only to them. Whoever comes back is offered what waits.
 */
@Injectable()
export class Presence implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Presence');
  private readonly lastWrite = new Map<string, number>();
  private beat: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SocketServer) private readonly sockets: SocketServer,
    @Inject(Nudges) private readonly nudges: Nudges,
  ) {}

  onApplicationBootstrap(): void {
    this.beat = setInterval(() => this.inBackground(this.renewConnected()), BEAT_MS).unref();
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
    clearInterval(this.beat);
  }

  /** A request of this person came in. */
  seen(staffId: string): void {
    const now = Date.now();
    if (now - (this.lastWrite.get(staffId) ?? 0) < REQUEST_EVERY_MS) return;
    this.lastWrite.set(staffId, now);
    this.inBackground(this.extend([staffId], REQUEST_SECONDS));
  }

  /** The inbox was opened. */
  async connected(staffId: string): Promise<void> {
    await this.extend([staffId], SOCKET_SECONDS);
  }

  /** A socket of this person closed in this process; without another one anywhere, they have left. */
  disconnected(staffId: string): void {
    if (!this.stopping) this.inBackground(this.leave(staffId));
  }

  /**
   * Keeps the people with an open inbox present, and cuts sockets whose session or token has run out: an open
   * page alone does not prolong a session.
   */
  async renewConnected(): Promise<void> {
    const local = this.sockets.localSockets('/inbox').map((socket) => ({
      socket,
      staff: (socket.data as InboxSocketData).staff,
    }));
    if (local.length === 0) return;
    const valid = await this.validKeys(local.map(({ staff }) => staff.credential.key));
    const present = new Set<string>();
    for (const { socket, staff } of local) {
      if (valid.has(staff.credential.key)) present.add(staff.id);
      else {
        socket.emit('session.ended');
        socket.disconnect(true);
      }
    }
    await this.extend([...present], SOCKET_SECONDS);
  }

  private async validKeys(keys: string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ key: string }>(
      `SELECT encode(c.token_hash, 'hex') AS key
       FROM (SELECT token_hash, staff_id, expires_at FROM session
             UNION ALL
             SELECT token_hash, staff_id, coalesce(expires_at, 'infinity') FROM access_token) c
       JOIN staff s ON s.id = c.staff_id
       WHERE c.token_hash = ANY($1) AND c.expires_at > now() AND s.active`,
      [keys.map((key) => Buffer.from(key, 'hex'))],
    );
    return new Set(rows.map((row) => row.key));
  }

  private async extend(staffIds: string[], seconds: number): Promise<void> {
    if (staffIds.length === 0) return;
    // Locked in id order, so that two processes that renew the same people never wait for each other.
    const rows = await this.database.query<{ arrived: boolean }>(
      `WITH before AS (
         SELECT id, present_until FROM staff WHERE id = ANY($1) AND active ORDER BY id FOR NO KEY UPDATE
       )
       UPDATE staff s SET present_until = greatest(s.present_until, now() + make_interval(secs => $2))
       FROM before b WHERE s.id = b.id
       RETURNING b.present_until <= now() AS arrived`,
      [staffIds, seconds],
      'staff.present',
    );
    if (rows.some((row) => row.arrived)) this.nudges.nudge('routing', {});
  }

  private async leave(staffId: string): Promise<void> {
    const room = `staff:${staffId}`;
    const isHere = this.sockets
      .localSockets('/inbox')
      .some((socket) => (socket.data as InboxSocketData).staff.id === staffId);
    // A process that does not answer in time counts as having none: its next beat says otherwise.
    const elsewhere = isHere ? 1 : await this.sockets.countSockets('/inbox', room).catch(() => 0);
    if (elsewhere > 0) return;
    this.lastWrite.delete(staffId);
    await this.database.query(
      'UPDATE staff SET present_until = least(present_until, now() + make_interval(secs => $2)) WHERE id = $1',
      [staffId, GRACE_SECONDS],
    );
  }

  private inBackground(work: Promise<void>): void {
    work.catch((error: Error) => {
      if (!this.stopping) this.logger.warn({ msg: 'presence not renewed', error: error.name });
    });
  }
}
