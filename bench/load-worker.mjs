// The load in a process of its own, so that its pauses are not the hub's. Talks to the parent over IPC.
import { load, percentile } from './http-load.mjs';
import { person, smsRequest } from './sms-requests.mjs';

process.on('message', async (/** @type {any} */ task) => {
  const { port, connections, seconds, people, newShare = 0, once = false, most } = task;
  let stranger = task.firstStranger ?? people;
  const sender = (/** @type {number} */ n) => {
    if (once) return person(n);
    return Math.random() < newShare ? person(stranger++) : person(Math.floor(Math.random() * people));
  };
  const total = once ? people : most;
  const ready = Array.from({ length: total }, (_, n) => smsRequest({ port, from: sender(n) }));
  let sent = 0;
  process.send?.({ ready: true });
  const started = performance.now();
  const { answered, failed, latencies } = await load({
    port,
    connections,
    until: started + seconds * 1000,
    next: () => ready[sent++],
  });
  process.send?.({
    answered,
    failed,
    seconds: (performance.now() - started) / 1000,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    strangers: stranger,
    ranOut: sent >= total,
  });
});
