import type { INestApplication } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { SocketServer } from './socket-server.js';

/** Lets Nest's gateways live on the hub's own Socket.IO server, which workers have too. */
class SocketAdapter extends IoAdapter {
  constructor(
    app: INestApplication,
    private readonly sockets: SocketServer,
  ) {
    super(app);
  }

  override createIOServer(): ReturnType<IoAdapter['createIOServer']> {
    // Nest's package brings a Socket.IO of its own, whose types differ by a private field; ours is what runs.
    return this.sockets.attach(this.httpServer) as unknown as ReturnType<IoAdapter['createIOServer']>;
  }

  override async close(): Promise<void> {
    await this.sockets.close();
  }
}

/** Serves the gateways' namespaces on the application's HTTP server. Call before `app.init()`. */
export function setUpRealtime(app: INestApplication): void {
  app.useWebSocketAdapter(new SocketAdapter(app, app.get(SocketServer)));
}
