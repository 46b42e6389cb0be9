import { Agent, request } from 'node:http';

/** Leaves an idle connection standing, as a provider's webhooks do between two requests. @returns what ends it */
export async function keepAlive(url: string): Promise<() => Promise<void>> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await new Promise<void>((resolve, reject) => {
    request(url, { agent, method: 'POST' })
      .once('response', (response) => response.resume().once('end', resolve))
      .once('error', reject)
      .end();
  });
  return async () => agent.destroy();
}
