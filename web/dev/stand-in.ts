/** A stand-in of the hub's API for work on the pages alone: in memory, forgets everything on restart. */
import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { Server as SocketServer } from 'socket.io';
import type { Plugin } from 'vite';
import { seed } from './conversations.ts';
import { Refusal } from './refusal.ts';
import { answer } from './routes.ts';
import { liveBus, simulate } from './simulation.ts';

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const body = await readBody(request);
  const json = request.headers['content-type']?.includes('json') ? JSON.parse(body.toString() || '{}') : body;
  // A little latency, so that waiting states are seen.
  await new Promise((done) => setTimeout(done, 120));
  try {
    const { status, data, cookie, contentType } = answer(
      request.method ?? 'GET',
      url,
      json,
      request.headers.cookie ?? '',
    );
    if (cookie !== undefined) response.setHeader('Set-Cookie', `stand_in=${cookie}; Path=/; HttpOnly`);
    response.statusCode = status;
    if (contentType) response.setHeader('Content-Type', contentType);
    else response.setHeader('Content-Type', 'application/json');
    response.end(Buffer.isBuffer(data) ? data : data === undefined ? '' : JSON.stringify(data));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'http.500');
    if (refusal.retryAfter) response.setHeader('Retry-After', String(refusal.retryAfter));
    response.statusCode = refusal.status;
    response.setHeader('Content-Type', 'application/problem+json');
    response.end(
      JSON.stringify({
        type: 'about:blank',
        title: refusal.code,
        status: refusal.status,
        code: refusal.code,
        params: refusal.params,
      }),
    );
    if (!(error instanceof Refusal)) throw error;
  }
}

function attachLive(http: HttpServer): void {
  const io = new SocketServer(http, { destroyUpgrade: false });
  const inbox = io.of('/inbox');
  inbox.on('connection', (socket) => {
    socket.on('conversation.watch', ({ id }: { id: string }, ack?: (value: unknown) => void) => {
      void socket.join(`conversation:${id}`);
      ack?.({ ok: true });
    });
    socket.on('conversation.unwatch', ({ id }: { id: string }, ack?: (value: unknown) => void) => {
      void socket.leave(`conversation:${id}`);
      ack?.({ ok: true });
    });
  });
  liveBus.on('event', (room: string | null, name: string, data: unknown) => {
    (room ? inbox.to(room) : inbox).emit(name, data);
  });
}

export function standIn(): Plugin {
  return {
    name: 'insat-stand-in',
    configureServer(server) {
      seed();
      simulate();
      if (server.httpServer) attachLive(server.httpServer as HttpServer);
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith('/api/v1')) return next();
        handle(request, response).catch(next);
      });
    },
  };
}
