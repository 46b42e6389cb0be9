import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cloneDatabase, dropDatabase, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

/** A line to the database that can be cut, as a restart or a broken network does. */
class Line {
  private readonly sockets = new Set<Socket>();
  private server!: Server;
  private port = 0;

  constructor(private readonly target: URL) {}

  async restore(): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  url(): string {
    const url = new URL(this.target);
    url.hostname = '127.0.0.1';
    url.port = String(this.port);
    return url.href;
  }
}

let hub: RunningHub;
let twilio: TwilioStandIn;
let line: Line;
let directUrl: string;

beforeAll(async () => {
  directUrl = await cloneDatabase();
  line = new Line(new URL(directUrl));
  await line.restore();
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({
    database: line.url(),
    env: sms.env,
  });
});

afterAll(async () => {
  await hub?.stop();
  await line?.cut();
  await twilio?.close();
  await dropDatabase(directUrl);
});

const write = (n: number) =>
  twilio.inbound(
    PUBLIC_URL,
    { from: '+966500000077', body: `${n}`, messageSid: `SM${n.toString(16).padStart(32, '0')}` },
    { deliverTo: hub.url },
  );

async function thread(): Promise<string[]> {
  const rows = await hub.sql<{ text: string }>(
    `SELECT text FROM message WHERE direction = 'inbound' ORDER BY id`,
  );
  return rows.map(({ text }) => text);
}

test('acknowledges while the database is down, and puts everything in order when it is back', async () => {
  expect((await write(0)).status).toBe(200);
  await waitFor(async () => (await thread()).length === 1, { message: 'the first message' });
  await line.cut();
  for (let n = 1; n <= 20; n += 1) expect((await write(n)).status).toBe(200);
  expect((await write(5)).status).toBe(200); // Twilio's retry
  expect((await fetch(`${hub.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${hub.url}/health/live`)).status).toBe(200);
  await line.restore();
  for (let n = 21; n <= 25; n += 1) expect((await write(n)).status).toBe(200);
  const expected = Array.from({ length: 26 }, (_, n) => String(n));
  await waitFor(async () => (await thread()).length === expected.length, {
    timeout: 30_000,
    message: 'the spool to be replayed',
  });
  expect(await thread()).toEqual(expected);
});

test('keeps what is in the spool when it is killed there', async () => {
  await line.cut();
  for (let n = 30; n < 40; n += 1) expect((await write(n)).status).toBe(200);
  await hub.kill();
  await line.restore();
  await hub.restart();
  await waitFor(async () => (await thread()).includes('39'), {
    timeout: 30_000,
    message: "the killed process's spool",
  });
  expect((await thread()).slice(-10)).toEqual(Array.from({ length: 10 }, (_, n) => String(30 + n)));
});
