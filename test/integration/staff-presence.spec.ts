import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { Presence } from '../../src/modules/staff/presence.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { Nudges } from '../../src/platform/queue/nudges.js';
import { SocketServer } from '../../src/platform/realtime/socket-server.js';
import { createTestDatabase, type TestDatabase, testFolder, waitFor } from '../harness/index.js';

class HeardNudges extends Nudges {
  readonly heard: string[] = [];
  nudge(queue: string): void {
    this.heard.push(queue);
  }
  nudgeAnew(queue: string): void {
    this.heard.push(queue);
  }
}

const http = createServer();
const nudges = new HeardNudges();
let db: TestDatabase;
let sockets: SocketServer;
let presence: Presence;

beforeAll(async () => {
  db = await createTestDatabase();
  sockets = new SocketServer(loadConfig({ DATA_DIR: testFolder() }, testFolder()), db.database);
  presence = new Presence(db.database, sockets, nudges);
  sockets.attach(http);
  sockets.io.of('/inbox').use((socket, next) => {
    socket.data = { staff: socket.handshake.auth };
    next();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await sockets.close();
  http.close();
  await db.close();
});

async function newStaff(): Promise<string> {
  const id = randomUUID();
  await db.database.query(
    `INSERT INTO staff (id, email, name, password_hash, role) VALUES ($1::uuid, $1::text, 'x', 'x', 'officer')`,
    [id],
  );
  return id;
}
const seconds = async (id: string) => {
  const [row] = await db.database.query<{ seconds: number }>(
    `SELECT extract(epoch FROM greatest(present_until, now() - interval '1 day') - now())::float AS seconds
     FROM staff WHERE id = $1`,
    [id],
  );
  return row?.seconds ?? 0;
};
const nudgedBy = async (work: () => Promise<unknown>) => {
  nudges.heard.length = 0;
  await work();
  return nudges.heard;
};

describe('presence', () => {
  test('offers what waits to whoever arrives, once', async () => {
    const id = await newStaff();
    expect(await nudgedBy(() => presence.connected(id))).toEqual(['routing']);
    expect(await seconds(id)).toBeGreaterThan(55);
    expect(await nudgedBy(() => presence.connected(id))).toEqual([]);
    await db.database.query('UPDATE staff SET present_until = now() WHERE id = $1', [id]);
    expect(await nudgedBy(() => presence.connected(id))).toEqual(['routing']);
  });

  test('lasts two minutes after a request, and one write serves many requests', async () => {
    const id = await newStaff();
    presence.seen(id);
    await waitFor(async () => (await seconds(id)) > 115);
    await db.database.query('UPDATE staff SET present_until = now() WHERE id = $1', [id]);
    presence.seen(id);
    await presence.connected(await newStaff());
    expect(await seconds(id)).toBeLessThanOrEqual(0);
  });

  test('is never shortened by a shorter promise', async () => {
    const id = await newStaff();
    presence.seen(id);
    await waitFor(async () => (await seconds(id)) > 115);
    await presence.connected(id);
    expect(await seconds(id)).toBeGreaterThan(100);
  });

  test('is renewed for open inboxes whose session still counts; the others are cut', async () => {
    const [valid, ended] = [await newStaff(), await newStaff()];
    const key = (id: string) => id.replaceAll('-', '').repeat(2);
    for (const [id, expiry] of [
      [valid, '1 hour'],
      [ended, '-1 second'],
    ]) {
      await db.database.query(
        `INSERT INTO session (token_hash, staff_id, expires_at) VALUES (decode($1, 'hex'), $2, now() + $3::interval)`,
        [key(id as string), id, expiry],
      );
    }
    const open = (id: string) =>
      io(`http://127.0.0.1:${(http.address() as AddressInfo).port}/inbox`, {
        auth: { id, credential: { kind: 'session', key: key(id) } },
        reconnection: false,
        forceNew: true,
      });
    const [kept, cut] = [open(valid), open(ended)];
    const told: unknown[] = [];
    cut.on('session.ended', () => told.push(true));
    await waitFor(() => sockets.localSockets('/inbox').length === 2);
    expect(await nudgedBy(() => presence.renewConnected())).toEqual(['routing']);
    expect(await seconds(valid)).toBeGreaterThan(55);
    expect(await seconds(ended)).toBeLessThan(0);
    await waitFor(() => cut.disconnected && told.length === 1);
    expect(kept.connected).toBe(true);
    kept.disconnect();
    await waitFor(() => sockets.localSockets('/inbox').length === 0);
    presence.disconnected(valid);
    await waitFor(async () => (await seconds(valid)) <= 15);
    expect(await seconds(valid)).toBeGreaterThan(5);
  });
});
