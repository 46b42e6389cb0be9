import { io, type Socket } from 'socket.io-client';
import type { Message } from './hub.js';
import type { Settings } from './settings.js';

export interface LineEvents {
  message(message: Message): void;
  connected(): void;
  disconnected(): void;
  /** The hub does not know the token. */
  refused(): void;
}

/** The live line to the hub: its messages come down, receipts go up. */
export class Line {
  private socket: Socket | null = null;

  constructor(
    private readonly settings: Settings,
    private readonly events: LineEvents,
  ) {}

  get up(): boolean {
    return this.socket?.connected ?? false;
  }

  open(token: string): void {
    if (this.socket) return;
    const socket = io(`${this.settings.hub}/widget`, {
      auth: { account: this.settings.account, token },
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      // Other instances of the library on the page share nothing with this one.
      forceNew: true,
      reconnectionDelay: 1000,
      reconnectionDelayMax: 20_000,
    });
    this.socket = socket;
    socket.on('message', (message: Message) => this.events.message(message));
    socket.on('connect', () => this.events.connected());
    socket.on('disconnect', (reason) => {
      this.events.disconnected();
      // The library comes back by itself from everything but a hang-up by the server.
      if (reason === 'io server disconnect') this.callBack(socket);
    });
    socket.on('connect_error', (error: Error & { data?: { status?: number } }) => {
      if (error.data?.status === 401) this.events.refused();
      else if (!socket.active) this.callBack(socket);
    });
  }

  /** @throws when the line is down or the hub does not take it */
  async acknowledge(kind: 'delivered' | 'read', ids: string[]): Promise<void> {
    if (!this.socket?.connected) throw new Error('The line is down');
    const answer = (await this.socket.timeout(5000).emitWithAck(kind, { ids })) as { ok?: boolean };
    if (!answer.ok) throw new Error('The receipt was refused');
  }

  close(): void {
    this.socket?.disconnect();
    this.socket = null;
  }

  private callBack(socket: Socket): void {
    setTimeout(
      () => {
        if (this.socket === socket && !socket.connected) socket.connect();
      },
      5000 + Math.random() * 5000,
    );
  }
}
