import { Inject, UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import { z } from 'zod';
import { Allow } from '../../platform/access/access.js';
import { Config } from '../../platform/config/config.js';
import { isOwnOrigin } from '../../platform/http/origin.js';
import { ProblemFilter } from '../../platform/http/problem.filter.js';
import { authenticateSockets } from '../../platform/realtime/sockets.js';
import { Credentials } from './credentials.js';
import { Presence } from './presence.js';
import type { InboxSocketData, SignedInStaff } from './signed-in-staff.js';
import { CrossOriginError, ForbiddenError, SignInRequiredError } from './staff.errors.js';

const watched = z.strictObject({ id: z.uuid() });
/** Tabs of one browser share nothing; a page shows one conversation, so this is generous. */
const MOST_WATCHED = 50;

/**
 * Staff's live events. Everybody hears the room `inbox`, and who runs the house `settings`; a page that shows a
 * conversation watches it. Sockets
 * of a person also stand in `staff:<id>`, and in `credential:<hash>` so that signing out can cut them.
 */
@WebSocketGateway({ namespace: '/inbox' })
@UseFilters(ProblemFilter)
export class InboxGateway implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  constructor(
    @Inject(Config) private readonly config: Config,
    @Inject(Credentials) private readonly credentials: Credentials,
    @Inject(Presence) private readonly presence: Presence,
  ) {}

  afterInit(namespace: Namespace): void {
    authenticateSockets<InboxSocketData>(namespace, async (socket) => {
      const staff = await this.identify(socket);
      if (!staff) throw new SignInRequiredError();
      // Everybody here hears of every conversation.
      if (!staff.permissions.includes('conversations.read')) throw new ForbiddenError('conversations.read');
      return { staff };
    });
  }

  async handleConnection(socket: Socket): Promise<void> {
    const { staff } = socket.data as InboxSocketData;
    await socket.join([
      'inbox',
      ...(staff.permissions.includes('settings.write') ? ['settings'] : []),
      `staff:${staff.id}`,
      `credential:${staff.credential.key}`,
    ]);
    await this.presence.connected(staff.id).catch(() => undefined);
  }

  handleDisconnect(socket: Socket): void {
    const { staff } = socket.data as Partial<InboxSocketData>;
    if (staff) this.presence.disconnected(staff.id);
  }

  @Allow('conversations.read')
  @SubscribeMessage('conversation.watch')
  async watch(
    @ConnectedSocket() socket: Socket,
    @MessageBody({ schema: watched }) { id }: z.infer<typeof watched>,
  ): Promise<{ ok: true }> {
    const rooms = [...socket.rooms].filter((room) => room.startsWith('conversation:'));
    const oldest = rooms[0];
    if (rooms.length >= MOST_WATCHED && oldest) await socket.leave(oldest);
    await socket.join(`conversation:${id}`);
    return { ok: true };
  }

  @Allow('conversations.read')
  @SubscribeMessage('conversation.unwatch')
  async unwatch(
    @ConnectedSocket() socket: Socket,
    @MessageBody({ schema: watched }) { id }: z.infer<typeof watched>,
  ): Promise<{ ok: true }> {
    await socket.leave(`conversation:${id}`);
    return { ok: true };
  }

  /** By `auth: { token }`, which only our own code can send, else by cookie, which any website can make a browser send. */
  private async identify(socket: Socket): Promise<SignedInStaff | null> {
    const token: unknown = socket.handshake.auth['token'];
    if (typeof token === 'string') return this.credentials.identifyToken(token);
    const { headers } = socket.handshake;
    if (!isOwnOrigin(headers, this.config.publicUrl)) throw new CrossOriginError();
    return this.credentials.identify(headers);
  }
}
