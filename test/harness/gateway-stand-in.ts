import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface GatewayRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: string;
  /** What it was answered with; null when the line was cut. */
  status: number | null;
}

export interface Said {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** Stands in for an SMS gateway: keeps what it is asked and says what it is told to. */
export class GatewayStandIn {
  readonly requests: GatewayRequest[] = [];
  /** What the next requests are answered with; when it is empty, `usual`. */
  readonly next: (Said | 'hang up')[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
    public usual: (request: GatewayRequest) => Said,
  ) {}

  static async start(usual: (request: GatewayRequest) => Said): Promise<GatewayStandIn> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const standIn = new GatewayStandIn(server, `http://127.0.0.1:${port}`, usual);
    server.on('request', async (request, response) => {
      const url = new URL(request.url ?? '/', standIn.url);
      const kept = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: await text(request),
        status: null,
      };
      const said = standIn.next.shift() ?? standIn.usual(kept);
      standIn.requests.push({ ...kept, status: said === 'hang up' ? null : (said.status ?? 200) });
      if (said === 'hang up') {
        request.socket.destroy();
        return;
      }
      const { status = 200, headers = {}, body } = said;
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    return standIn;
  }

  get last(): GatewayRequest {
    const last = this.requests.at(-1);
    if (!last) throw new Error('The gateway was asked nothing.');
    return last;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
