import { afterAll, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';

const opened: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const close of opened.reverse()) await close();
});

async function wipe(hub: RunningHub): Promise<void> {
  const redisUrl = hub.env['REDIS_URL'];
  if (!redisUrl) {
    await hub.sql(
      'TRUNCATE bullmq.job, bullmq.scheduler, bullmq.dedup, bullmq.dedup_next, bullmq.event CASCADE',
    );
    return;
  }
  const redis = new Redis(redisUrl);
  await redis.flushall();
  await redis.quit();
}

test.each(['postgres', 'redis'] as const)(
  'rebuilds all work from the rows after every queue was wiped (%s)',
  async (queue) => {
    const { twilio, env } = await startTwilio();
    opened.push(() => twilio.close());

    const web = await startHub({ queue, role: 'web', env });
    opened.push(() => web.stop());
    for (let n = 0; n < 10; n += 1) {
      await twilio.inbound(
        PUBLIC_URL,
        { from: `+9665000${60_000 + n}`, body: 'مرحبا' },
        { deliverTo: web.url },
      );
    }
    await wipe(web);

    const redisUrl = web.env['REDIS_URL'];
    const worker = await startHub({
      role: 'worker',
      queue,
      database: web.databaseUrl,
      env: { ...env, DATA_DIR: web.env['DATA_DIR']!, ...(redisUrl && { REDIS_URL: redisUrl }) },
    });
    opened.push(() => worker.stop());
    await twilio.taken(10, 60_000);
    const unsettled = () => web.sql(`SELECT FROM outbound WHERE state IN ('queued', 'sending')`);
    await waitFor(async () => (await unsettled()).length === 0, { message: 'their outcomes to be written' });

    // And while a worker runs: its schedule is gone as well, and comes back by itself.
    await wipe(web);
    await web.sql(`UPDATE outbound SET state = 'queued', next_attempt_at = now()`);
    await waitFor(() => twilio.messages.length >= 20, { timeout: 60_000, message: 'the sweep to run again' });
  },
);
