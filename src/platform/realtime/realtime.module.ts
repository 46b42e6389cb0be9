import { Global, Module } from '@nestjs/common';
import { Realtime } from './realtime.js';
import { SocketServer } from './socket-server.js';

@Global()
@Module({
  providers: [SocketServer, { provide: Realtime, useExisting: SocketServer }],
  exports: [SocketServer, Realtime],
})
export class RealtimeModule {}
