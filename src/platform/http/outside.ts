import { lookup as resolve } from 'node:dns';
import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/** Everything that is not the public internet (RFC 6890). */
const INSIDE = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  INSIDE.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  INSIDE.addSubnet(network, prefix, 'ipv6');
}

/** More than any API says about one message. */
const MAX_ANSWER_BYTES = 256 * 1024;

export interface OutsideRequest {
  method: string;
  headers: Record<string, string>;
  body?: string;
  timeoutMs: number;
  /** Lets plain HTTP and addresses of our own network through: for a provider's stand-in, never in earnest. */
  allowPrivate?: boolean;
}

export interface OutsideAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** An address that nobody may make the hub call: not HTTPS, or on our own network. */
export class AddressRefusedError extends Error {
  readonly code = 'address_refused';

  constructor(reason: string) {
    super(reason);
    this.name = 'AddressRefusedError';
  }
}

/** Connections are kept, so that a thousand notices do not shake hands a thousand times. */
const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/**
 * Whether an address that somebody has entered may be called at all; its name is looked at only when it is.
 * @throws AddressRefusedError
 */
export function requireOutside(url: URL): void {
  if (url.protocol !== 'https:') throw new AddressRefusedError('Only https:// addresses are called');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isOurs =
    isIP(host) !== 0 ? isInside(host) : /^localhost\.?$|\.(localhost|local|internal)\.?$/i.test(host);
  if (isOurs) throw new AddressRefusedError('Addresses of this network are not called');
}

/**
 * Calls an address that somebody has entered in Settings. It is checked where it is connected to, so a name that
 * leads into our own network is refused as well, however often it changes its mind. Redirects are not followed.
 * @throws AddressRefusedError; errors of the connection with their `code` and `syscall`
 */
export async function callOutside(url: URL, request: OutsideRequest): Promise<OutsideAnswer> {
  const { method, headers, body, timeoutMs, allowPrivate = false } = request;
  if (!allowPrivate) requireOutside(url);
  const open = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolveAnswer, reject) => {
    const sent = open(
      url,
      {
        method,
        headers: {
          ...headers,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
        signal: AbortSignal.timeout(timeoutMs),
        ...(url.protocol === 'https:' && { agent }),
        ...(!allowPrivate && { lookup: lookupOutside }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_ANSWER_BYTES) response.destroy(new Error('The answer is too long'));
          else chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolveAnswer({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** An IPv4 address in IPv6's clothes is found as well. */
function isInside(address: string): boolean {
  return INSIDE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** Node's own, without the addresses of our network. */
const lookupOutside: LookupFunction = (hostname, options, done) => {
  resolve(hostname, { ...options, all: true }, (error, found) => {
    if (error) return done(error, '');
    const outside = found.filter(({ address }) => !isInside(address));
    const [first] = outside;
    if (!first) return done(new AddressRefusedError('This name leads into our own network'), '');
    if (options.all) return done(null, outside);
    return done(null, first.address, first.family);
  });
};
