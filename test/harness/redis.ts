import { Redis } from 'ioredis';
import { aptInstall, which } from './installs.js';
import { freePort, startProcess } from './processes.js';
import { waitFor } from './wait-for.js';

/** Starts a real Redis of its own on a free port, in memory only. */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const command = findRedis();
  const port = await freePort();
  const server = startProcess(
    command,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    {
      cwd: '/tmp',
    },
  );
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 50 });
  client.on('error', () => undefined);
  await waitFor(async () => (await client.ping()) === 'PONG', { message: 'Redis to answer' });
  client.disconnect();
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      server.child.kill('SIGTERM');
      await server.ended;
    },
  };
}

function findRedis(): string {
  const found = which('redis-server', 'valkey-server');
  if (found) return found;
  const installed = aptInstall('redis-server') ? which('redis-server') : undefined;
  if (installed) return installed;
  throw new Error(
    'The tests need redis-server: install it (Debian: apt-get install redis-server) and run again.',
  );
}
