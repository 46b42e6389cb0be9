import { Inject, UseFilters } from '@nestjs/common';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import type { Namespace, Socket } from 'socket.io';
import { Public } from '../../platform/access/access.js';
import { networkOf } from '../../platform/http/network.js';
import { ProblemFilter } from '../../platform/http/problem.filter.js';
import { authenticateSockets } from '../../platform/realtime/sockets.js';
import { ChannelAccounts } from '../core/channel-accounts.js';
import { WebsiteLimits } from './website.limits.js';
import { roomOf, WebsiteMailbox } from './website.mailbox.js';
import { handshakeSchema, receiptSchema } from './website.schemas.js';
import { type Visitor, WebsiteVisitors } from './website.visitors.js';

const BY_HANDSHAKE = "the visitor's own token, checked in the handshake";
type VisitorSocket = Socket<object, object, object, { visitor: Visitor }>;
type Receipt = { ids: string[] };

/** The live line of the widget: our messages go down it, receipts come up. */
@WebSocketGateway({ namespace: '/widget' })
// Nest gives gateways the application's pipes, but not its filters.
@UseFilters(ProblemFilter)
export class WebsiteGateway implements OnGatewayInit<Namespace>, OnGatewayConnection<VisitorSocket> {
  constructor(
    @Inject(ChannelAccounts) private readonly accounts: ChannelAccounts,
    @Inject(WebsiteVisitors) private readonly visitors: WebsiteVisitors,
    @Inject(WebsiteMailbox) private readonly mailbox: WebsiteMailbox,
    @Inject(WebsiteLimits) private readonly limits: WebsiteLimits,
  ) {}

  /** Nobody gets in without a token, so that no event can come before its visitor is known. */
  afterInit(namespace: Namespace): void {
    authenticateSockets(namespace, (socket) => this.admit(socket));
  }

  async handleConnection(socket: VisitorSocket): Promise<void> {
    await socket.join(roomOf(socket.data.visitor.id));
  }

  @SubscribeMessage('delivered')
  @Public(BY_HANDSHAKE)
  delivered(
    @ConnectedSocket() socket: VisitorSocket,
    @MessageBody({ schema: receiptSchema }) receipt: Receipt,
  ) {
    return this.acknowledge(socket, 'delivered', receipt);
  }

  @SubscribeMessage('read')
  @Public(BY_HANDSHAKE)
  read(@ConnectedSocket() socket: VisitorSocket, @MessageBody({ schema: receiptSchema }) receipt: Receipt) {
    return this.acknowledge(socket, 'read', receipt);
  }

  private async admit(socket: Socket): Promise<{ visitor: Visitor }> {
    await this.limits.network('read', networkOf(socket.handshake.address, socket.handshake.headers));
    const handshake = handshakeSchema.parse(socket.handshake.auth);
    const account = this.accounts.named('website', handshake.account);
    const visitor = await this.visitors.recognise(account, handshake.token);
    await this.limits.visitor('read', visitor.id);
    return { visitor };
  }

  private async acknowledge(
    socket: VisitorSocket,
    status: 'delivered' | 'read',
    { ids }: Receipt,
  ): Promise<{ ok: true }> {
    const { visitor } = socket.data;
    await this.limits.visitor('read', visitor.id);
    await this.mailbox.acknowledge(visitor, status, ids);
    return { ok: true };
  }
}
