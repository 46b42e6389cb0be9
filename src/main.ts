import 'reflect-metadata';
import { Hub } from './hub.js';
import { loadConfig } from './platform/config/load-config.js';
import { StartUpError } from './platform/start-up-error.js';
import { welcome } from './welcome.js';

/** npm passes Ctrl-C on to a child that the terminal has told already: within this time it is one key press. */
const SAME_PRESS_MS = 700;

let hub: Hub | undefined;
let stopAskedAt: number | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop());

try {
  const lines: string[] = [];
  hub = await Hub.start(loadConfig(), async (starting) => {
    lines.push(...(await welcome(starting)));
  });
  process.stdout.write(`${lines.join('\n')}\n`);
  if (stopAskedAt !== undefined) await finish(hub);
} catch (error) {
  const said = error instanceof StartUpError ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`${said}\n`);
  process.exit(1);
}

/** The first signal drains; a second one is impatience. A start that is under way is finished first. */
async function stop(): Promise<void> {
  if (stopAskedAt !== undefined) {
    if (Date.now() - stopAskedAt > SAME_PRESS_MS) process.exit(1);
    return;
  }
  stopAskedAt = Date.now();
  if (hub) await finish(hub);
}

async function finish(running: Hub): Promise<void> {
  running.log.log('Stopping.', 'Hub');
  await running.stop();
  running.log.log('Stopped.', 'Hub');
  process.exit(0);
}
