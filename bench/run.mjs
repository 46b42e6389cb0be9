// What `npm run bench` prints: see README.md beside this file. Everything is measured in one run on one machine,
// and judged by ratios; absolute numbers of two machines do not compare.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';
import { load, percentile } from './http-load.mjs';
import { EMAIL_TOKEN, startHub } from './hub.mjs';
import { rawMailRequest } from './mail-requests.mjs';
import { person, smsRequest } from './sms-requests.mjs';

const quick = process.argv.includes('--quick');
/** `--only receipts,socket` measures just these. */
const only = process.argv[process.argv.indexOf('--only') + 1]?.split(',') ?? [];
const wanted = (/** @type {string} */ part) => !process.argv.includes('--only') || only.includes(part);
const SECONDS = quick ? 10 : 60;
const PEOPLE = 5_000;
const NEW_SHARE = 0.02;

const number = (/** @type {number} */ value) => Math.round(value).toLocaleString('en-US');
const ms = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;
const goal = (/** @type {boolean} */ met, /** @type {string} */ text) =>
  `${met ? 'met' : 'MISSED'} (${text})`;
const print = (/** @type {string} */ line) => console.log(line);

/** Load through the signed SMS webhook from a process of its own. */
async function smsLoad(hub, task) {
  const child = fork(fileURLToPath(new URL('load-worker.mjs', import.meta.url)));
  child.send({ port: hub.port, ...task });
  await once(child, 'message'); // requests are made
  const cpu = hub.cpu();
  const messages = await counts(hub);
  const [result] = await once(child, 'message');
  const after = hub.cpu();
  const drained = (await counts(hub)).messages - messages.messages;
  child.kill();
  if (result.ranOut && !task.once) throw new Error('The load ran out of requests: raise `most`.');
  if (result.failed > 0) throw new Error(`${result.failed} requests failed.`);
  const used = after.hub - cpu.hub + after.postgres - cpu.postgres;
  return {
    ...result,
    rate: result.answered / result.seconds,
    drainedRate: drained / result.seconds,
    hubCpu: (after.hub - cpu.hub) / result.answered,
    postgresCpu: (after.postgres - cpu.postgres) / result.answered,
    cpuPerMessage: used / result.answered,
  };
}

async function counts(hub) {
  const [row] = await hub.sql(`SELECT count(*)::int AS messages FROM message WHERE direction = 'inbound'`);
  return row;
}

async function settled(hub) {
  for (;;) {
    const [row] = await hub.sql(
      `SELECT (SELECT count(*)::int FROM inbound_event WHERE state = 'pending') + (SELECT count(*)::int FROM notice WHERE state = 'due')
            + (SELECT count(*)::int FROM outbound WHERE state IN ('queued', 'sending')) AS left`,
    );
    if (row.left === 0) return;
    await sleep(250);
  }
}

/** Everybody has written once and been answered by a receipt; then the day goes on. */
async function warmUp(hub) {
  await smsLoad(hub, { connections: 64, seconds: 120, people: PEOPLE, once: true });
  await settled(hub);
}

/** BullMQ runs on the hub's PostgreSQL, unless `BENCH_REDIS_URL` names a Redis. */
function hubEnv(provider) {
  const redis = process.env.BENCH_REDIS_URL;
  return { TWILIO_API_BASE_URL: provider.url, ...(redis && { REDIS_URL: redis }) };
}

async function throughput(name, entry, provider) {
  const hub = await startHub({ entry, env: hubEnv(provider) });
  try {
    await warmUp(hub);
    const results = [];
    for (const connections of [64, 256]) {
      const most = SECONDS * 6_000;
      const result = await smsLoad(hub, {
        connections,
        seconds: SECONDS,
        people: PEOPLE,
        newShare: NEW_SHARE,
        most,
        firstStranger: PEOPLE + connections * 100_000,
      });
      print(
        `${name}, ${connections} connections: acknowledged ${number(result.rate)}/s, p50 ${ms(result.p50)}, p99 ${ms(result.p99)}; ` +
          `in their conversations ${number(result.drainedRate)}/s; CPU per message ${number(result.cpuPerMessage * 1e6)} µs ` +
          `(hub ${number(result.hubCpu * 1e6)}, PostgreSQL ${number(result.postgresCpu * 1e6)})`,
      );
      results.push(result);
      const started = Date.now();
      await settled(hub);
      print(`  the rest was done ${((Date.now() - started) / 1000).toFixed(1)} s after the load ended`);
    }
    return results;
  } finally {
    await hub.stop();
  }
}

/** Stands for the provider's API at the least cost: takes every message and says when. */
async function startProvider() {
  /** @type {Map<string, number>} */
  const takenAt = new Map();
  let sid = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      takenAt.set(form.get('To') ?? '', performance.now());
      response.writeHead(201, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ sid: `SM${String(++sid).padStart(32, '0')}`, status: 'queued', num_segments: '2' }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, takenAt, close: () => server.close() };
}

/** One request every `1000 / perSecond` ms, whatever the answers take. */
async function paced(perSecond, seconds, send) {
  const started = performance.now();
  const under = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const wait = started + (n * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    under.push(send(n));
  }
  await Promise.all(under);
}

function sender(hub) {
  const idle = [];
  // A small set of keep-alive connections, as a provider holds.
  return async (request) => {
    const socket = idle.pop() ?? (await connectTo(hub.port));
    const sentAt = performance.now();
    socket.write(request);
    await once(socket, 'data');
    idle.push(socket);
    return sentAt;
  };
}

async function connectTo(port) {
  const { connect } = await import('node:net');
  const socket = connect(port, '127.0.0.1').setNoDelay(true).unref();
  await once(socket, 'connect');
  return socket;
}

async function committed(hub) {
  await hub.sql('SELECT pg_stat_force_next_flush()');
  const [row] = await hub.sql(
    'SELECT xact_commit::int AS count FROM pg_stat_database WHERE datname = current_database()',
  );
  return row.count;
}

async function receiptLatency(hub, provider, firstPerson) {
  const post = sender(hub);
  const sentAt = new Map();
  const seconds = quick ? 5 : 20;
  const cpu = hub.cpu();
  const transactions = await committed(hub);
  await paced(200, seconds, async (n) => {
    const from = person(firstPerson + n);
    sentAt.set(from, await post(smsRequest({ port: hub.port, from })));
  });
  await settled(hub);
  const latencies = [...sentAt]
    .map(([from, at]) => (provider.takenAt.get(from) ?? Number.NaN) - at)
    .sort((a, b) => a - b);
  const missing = latencies.filter(Number.isNaN).length;
  if (missing > 0) throw new Error(`${missing} receipts never reached the provider.`);
  const p99 = percentile(latencies, 0.99);
  print(
    `webhook → receipt handed to the provider at 200/s: p50 ${ms(percentile(latencies, 0.5))}, p99 ${ms(p99)} — goal ${goal(p99 < 100, 'p99 under 100 ms')}`,
  );
  const after = hub.cpu();
  print(
    `  CPU of the whole way, message in to receipt out: hub ${number(((after.hub - cpu.hub) / sentAt.size) * 1e6)} µs, ` +
      `PostgreSQL ${number(((after.postgres - cpu.postgres) / sentAt.size) * 1e6)} µs, ${(((await committed(hub)) - transactions) / sentAt.size).toFixed(1)} transactions`,
  );
}

async function socketLatency(hub) {
  const socket = io(`${hub.url}/inbox`, { transports: ['websocket'], extraHeaders: { cookie: hub.session } });
  await once(socket, 'connect');
  const seenAt = new Map();
  const show = (/** @type {any[]} */ conversations) => {
    for (const { contactPoint } of conversations) {
      if (!seenAt.has(contactPoint.address)) seenAt.set(contactPoint.address, performance.now());
    }
  };
  socket.on('conversations.changed', ({ conversations }) => show(conversations));
  // Too much at once: the page reads the list again, and so do we.
  socket.on('conversations.stale', async () => show((await hub.get('conversations?limit=100')).data));
  const post = sender(hub);
  const firstPerson = 3_000_000;
  const sentAt = new Map();
  const seconds = quick ? 5 : 20;
  await paced(50, seconds, async (n) => {
    const from = person(firstPerson + n);
    sentAt.set(from, await post(smsRequest({ port: hub.port, from })));
  });
  await settled(hub);
  await sleep(500);
  socket.close();
  const latencies = [...sentAt]
    .map(([from, at]) => (seenAt.get(from) ?? Number.NaN) - at)
    .sort((a, b) => a - b);
  const missing = latencies.filter(Number.isNaN).length;
  if (missing > 0) throw new Error(`${missing} messages never showed on the officer's socket.`);
  const p99 = percentile(latencies, 0.99);
  print(
    `webhook → visible on a connected officer's socket at 50/s: p50 ${ms(percentile(latencies, 0.5))}, p99 ${ms(p99)} — goal ${goal(p99 < 150, 'p99 under 150 ms')}`,
  );
}

async function mails(hub) {
  const seconds = quick ? 5 : 20;
  const ready = Array.from({ length: seconds * 1_500 }, (_, n) =>
    rawMailRequest({ port: hub.port, token: EMAIL_TOKEN, n }),
  );
  let sent = 0;
  const { messages } = await counts(hub);
  const { answered, failed, latencies } = await load({
    port: hub.port,
    connections: 16,
    until: performance.now() + seconds * 1000,
    next: () => ready[sent++],
  });
  if (failed > 0) throw new Error(`${failed} mails were refused.`);
  const drained = (await counts(hub)).messages - messages;
  const started = Date.now();
  await settled(hub);
  print(
    `whole mails through the raw door, 16 connections: ${number(answered / seconds)}/s durable, p99 ${ms(percentile(latencies, 0.99))}; ` +
      `${number(drained / seconds)}/s in their conversations (${(ready[0]?.length ?? 0) >> 10} KiB each); rest done after ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
}

print(
  `Insat bench on ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}, ${SECONDS} s a load; load generator and PostgreSQL on the same machine\n`,
);
const provider = await startProvider();
if (wanted('memory')) {
  const idle = await startHub();
  await sleep(10_000);
  const resident = idle.residentMegabytes();
  print(
    `resident memory of the idle process: ${number(resident)} MB — goal ${goal(resident < 250, 'under 250 MB')}`,
  );
  await idle.stop();
}

if (wanted('receipts') || wanted('socket') || wanted('mails')) {
  const hub = await startHub({ env: hubEnv(provider) });
  try {
    if (wanted('receipts')) {
      print('first minute of a process, compiler cold:');
      await receiptLatency(hub, provider, 2_000_000);
      print('then:');
      await receiptLatency(hub, provider, 2_100_000);
    }
    if (wanted('socket')) await socketLatency(hub);
    if (wanted('mails')) await mails(hub);
  } finally {
    await hub.stop();
  }
}

if (wanted('throughput')) await compareThroughput();
provider.close();
process.exit(0);

async function compareThroughput() {
  const batched = await throughput('micro-batches', 'dist/main.js', provider);
  const single = await throughput('one statement per message', 'bench/one-statement.mjs', provider);
  for (const [index, connections] of [64, 256].entries()) {
    const acknowledged = batched[index].rate / single[index].rate;
    const drained = batched[index].drainedRate / single[index].drainedRate;
    print(
      `ratio at ${connections} connections: acknowledged ${acknowledged.toFixed(2)}× — goal ${goal(acknowledged >= 2, 'at least 2×')}; ` +
        `in their conversations ${drained.toFixed(2)}× — goal ${goal(drained >= 1.2, 'at least 1.2×')}; ` +
        `CPU per acknowledged message — goal ${goal(batched[index].cpuPerMessage < 300e-6, 'under 300 µs')}`,
    );
  }
}
