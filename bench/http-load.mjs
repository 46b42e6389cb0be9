// A lean HTTP/1.1 load generator on plain sockets: requests are whole buffers made beforehand, so that on a small
// machine the load costs as little as it can. One request in flight per connection, as webhooks come.
import { connect } from 'node:net';

/**
 * Sends requests over `connections` keep-alive connections until `until` (ms, performance.now()) or until
 * `next` has no more.
 * @param {{ host?: string, port: number, connections: number, until: number, next: () => Buffer | undefined,
 *           onAnswer?: (status: number, sentAt: number) => void }} options
 * @returns {Promise<{ answered: number, failed: number, latencies: Float64Array }>} latencies in ms, of 2xx answers
 */
export async function load({ host = '127.0.0.1', port, connections, until, next, onAnswer }) {
  const latencies = [];
  let failed = 0;
  const one = () =>
    new Promise((resolve) => {
      const socket = connect(port, host);
      socket.setNoDelay(true);
      let sentAt = 0;
      let received = '';
      const send = () => {
        const request = performance.now() < until ? next() : undefined;
        if (!request) return socket.end();
        sentAt = performance.now();
        socket.write(request);
      };
      socket.on('connect', send);
      socket.on('data', (chunk) => {
        received += chunk.toString('latin1');
        const head = received.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/content-length: *(\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
        if (received.length < head + 4 + length) return;
        const status = Number(received.slice(9, 12));
        received = '';
        if (status >= 200 && status < 300) latencies.push(performance.now() - sentAt);
        else failed += 1;
        onAnswer?.(status, sentAt);
        send();
      });
      socket.on('error', () => {
        failed += 1;
      });
      socket.on('close', resolve);
    });
  await Promise.all(Array.from({ length: connections }, one));
  return { answered: latencies.length, failed, latencies: Float64Array.from(latencies).sort() };
}

/** @param {Float64Array | number[]} sorted @param {number} share 0…1 */
export function percentile(sorted, share) {
  return sorted.length === 0
    ? Number.NaN
    : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
