import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { SocketServer } from '../../src/platform/realtime/socket-server.js';
import {
  ApiClient,
  cloneDatabase,
  createTestDatabase,
  dropDatabase,
  type RunningHub,
  startHub,
  startRedis,
  type TestDatabase,
  testFolder,
  waitFor,
} from '../harness/index.js';

const clients: Socket[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});

/** A socket that is let in, or the problem that it is told instead. */
function connect(url: string, options: Partial<ManagerOptions & SocketOptions> = {}): Promise<Socket> {
  const client = io(`${url}/inbox`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...options,
  });
  clients.push(client);
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}

/** Everything of one event that a socket has heard. */
function heard<T>(client: Socket, event: string): T[] {
  const events: T[] = [];
  client.on(event, (data: T) => events.push(data));
  return events;
}

describe.each(['postgres', 'redis'] as const)('live events over %s', (kind) => {
  let database: TestDatabase;
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
  const closers: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    redis = kind === 'redis' ? await startRedis() : undefined;
  });
  afterEach(async () => {
    for (const close of closers.splice(0)) await close();
  });
  afterAll(async () => {
    await database.close();
    await redis?.stop();
  });

  function newServer(role: 'web' | 'worker'): SocketServer {
    const config = loadConfig({ ROLE: role, DATA_DIR: testFolder(), REDIS_URL: redis?.url }, testFolder());
    const server = new SocketServer(config, database.database);
    closers.push(() => server.close());
    return server;
  }

  /** A process that has sockets, everybody in the room `inbox`. */
  async function newProcess() {
    const http = createServer();
    const server = newServer('web');
    server.attach(http);
    server.io.of('/inbox').on('connection', (socket) => void socket.join('inbox'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => http.close(resolve)));
    return { server, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
  }

  test('reach the sockets of every process, also from one that has none, large ones too', async () => {
    const [one, two, worker] = [await newProcess(), await newProcess(), newServer('worker')];
    const inboxes = await Promise.all([connect(one.url), connect(two.url)]);
    const received = inboxes.map((client) => heard<{ text: string }>(client, 'told'));
    await waitFor(() => {
      worker.emit('/inbox', 'inbox', 'told', { text: 'listening?' });
      return received.every((events) => events.length > 0);
    });
    // More than the 8,000 bytes that one NOTIFY takes.
    const text = 'ن'.repeat(20_000);
    worker.emit('/inbox', 'inbox', 'told', { text });
    one.server.emit('/inbox', 'inbox', 'told', { text: 'the end' });
    for (const events of received) {
      await waitFor(
        () => events.some((event) => event.text === text) && events.some((event) => event.text === 'the end'),
      );
      expect(events.filter((event) => event.text === text)).toHaveLength(1);
      expect(events.filter((event) => event.text === 'the end')).toHaveLength(1);
    }
  });

  test('stay in their room', async () => {
    const [one, two] = [await newProcess(), await newProcess()];
    const client = await connect(one.url);
    const told = heard<number>(client, 'told');
    await waitFor(() => {
      two.server.emit('/inbox', 'inbox', 'told', 0);
      return told.length > 0;
    });
    two.server.emit('/inbox', 'staff:another', 'told', 1);
    two.server.emit('/widget', 'inbox', 'told', 2);
    two.server.emit('/inbox', 'inbox', 'told', 3);
    await waitFor(() => told.includes(3));
    expect(told).not.toContain(1);
    expect(told).not.toContain(2);
  });

  test('are counted, cut and told between processes', async () => {
    const [one, two] = [await newProcess(), await newProcess()];
    const client = await connect(one.url);
    await waitFor(async () => (await two.server.countSockets('/inbox', 'inbox')) === 1);
    const told: string[] = [];
    one.server.onTold('settings.changed', (data) => told.push(data));
    two.server.tellOthers('settings.changed', 'now');
    await waitFor(() => told.length > 0);
    expect(told).toEqual(['now']);
    two.server.disconnect('/inbox', 'inbox');
    await waitFor(() => client.disconnected);
  });

  if (kind === 'postgres') {
    const cutListening = async () =>
      (
        await database.database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
        )
      ).length;

    test('go on after the database has cut its connections', async () => {
      const [one, two] = [await newProcess(), await newProcess()];
      const told = heard<string>(await connect(one.url, { reconnection: true }), 'told');
      await waitFor(() => {
        two.server.emit('/inbox', 'inbox', 'told', 'before');
        return told.length > 0;
      });
      expect(await cutListening()).toBe(2);
      await waitFor(() => {
        two.server.emit('/inbox', 'inbox', 'told', 'after');
        return told.includes('after');
      });
    });

    test('send browsers to read again after a while of not hearing', async () => {
      const { url } = await newProcess();
      const client = await connect(url, { reconnection: true, reconnectionDelay: 10 });
      const first = client.id;
      await waitFor(async () => (await cutListening()) > 0);
      await waitFor(() => client.connected && client.id !== first);
    });

    test('leave no connection behind, even when closed at once', async () => {
      await Promise.all(Array.from({ length: 5 }, () => newServer('worker').close()));
      const opened = await newProcess();
      await waitFor(async () => (await opened.server.countSockets('/inbox', 'inbox')) === 0);
      await opened.server.close();
      await waitFor(async () => {
        const [row] = await database.database.query<{ count: number }>(
          `SELECT count(*)::int AS count FROM pg_stat_activity
           WHERE datname = current_database() AND (query LIKE 'LISTEN%' OR query LIKE '%pg_notify%')
             AND pid <> pg_backend_pid()`,
        );
        return row?.count === 0;
      });
    });
  }
});

describe('the inbox over two processes', () => {
  const PASSWORD = 'long enough for anybody';
  let database: string;
  let one: RunningHub;
  let two: RunningHub;
  let admin: ApiClient;
  let people = 0;

  beforeAll(async () => {
    database = await cloneDatabase();
    [one, two] = await Promise.all([startHub({ database }), startHub({ database })]);
    admin = await one.signIn();
  });
  afterAll(async () => {
    await Promise.all([one.stop(), two.stop()]);
    await dropDatabase(database);
  });

  async function newOfficer() {
    const email = `listener-${people++}@insat.test`;
    const { id } = await admin.post<{ id: string }>('/staff', {
      email,
      name: 'x',
      role: 'officer',
      password: PASSWORD,
    });
    return { id, signIn: (hub = one) => ApiClient.signIn(hub.url, email, PASSWORD) };
  }
  const withCookie = (client: ApiClient, more: Record<string, string> = {}) => ({
    extraHeaders: { cookie: client.cookie, ...more },
  });
  const present = async (id: string) => {
    const { data } = await admin.get<{ data: { id: string; present: boolean }[] }>('/staff');
    return data.find((staff) => staff.id === id)?.present;
  };

  test('is closed to strangers, and to other websites with a cookie', async () => {
    const client = await (await newOfficer()).signIn();
    const refused = (options: object) =>
      connect(one.url, options).then(
        () => 'let in',
        (error: { data?: { code: string } }) => error.data?.code,
      );
    expect(await refused({})).toBe('auth.sign_in_required');
    expect(await refused({ auth: { token: 'insat_pat_x' } })).toBe('auth.sign_in_required');
    expect(await refused(withCookie(client, { origin: 'https://evil.example' }))).toBe('auth.cross_origin');
    expect(await refused({ ...withCookie(client), transports: ['polling'] })).toBe('let in');
    const { token } = await client.post<{ token: string }>('/auth/tokens', { name: 'dashboard' });
    const elsewhere = { auth: { token }, extraHeaders: { origin: 'https://dashboard.example' } };
    expect(await refused(elsewhere)).toBe('let in');
  });

  test('tells a change made in one process to the officers of both', async () => {
    const officer = await newOfficer();
    const [here, there] = await Promise.all([
      connect(one.url, withCookie(await officer.signIn(one))),
      connect(two.url, withCookie(await officer.signIn(two))),
    ]);
    const [row] = await one.sql<{ id: string }>(
      `WITH contact AS (INSERT INTO contact_point (id, channel, address) VALUES (gen_random_uuid(), 'website', 'x') RETURNING id)
       INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, opened_at,
         last_message_id, last_message_at, last_direction, awaits_routing)
       SELECT gen_random_uuid(), '1', 'website', a.id, contact.id, 'ar', 'open', now(), gen_random_uuid(), now(), 'inbound', false
       FROM contact, channel_account a WHERE a.channel = 'website' RETURNING id`,
    );
    type Changed = { conversations: { id: string; status: string }[] };
    const received = [here, there].map((client) => heard<Changed>(client, 'conversations.changed'));
    const client = await two.signIn();
    let status = 'open';
    await waitFor(async () => {
      status = status === 'open' ? 'closed' : 'open';
      await client.put(`/conversations/${row?.id}/status`, { status });
      return received.every((events) => events.length > 0);
    });
    for (const events of received) expect(events[0]?.conversations[0]?.id).toBe(row?.id);
  });

  test('lets a page watch conversations, and says what is wrong with a wish', async () => {
    const client = await connect(one.url, withCookie(await (await newOfficer()).signIn()));
    const id = '0192f0c1-2345-7890-8abc-def012345678';
    expect(await client.emitWithAck('conversation.watch', { id })).toEqual({ ok: true });
    expect(await client.emitWithAck('conversation.unwatch', { id })).toEqual({ ok: true });
    for (const wish of [{ id: 'inbox' }, { id, all: true }, {}, null, 'x']) {
      expect(await client.emitWithAck('conversation.watch', wish)).toMatchObject({
        ok: false,
        status: 400,
        code: 'request.invalid',
      });
    }
    const problem = new Promise((resolve) => client.once('problem', resolve));
    client.emit('conversation.watch', { id: 1 });
    expect(await problem).toMatchObject({ ok: false, code: 'request.invalid' });
  });

  test('takes no event larger than a wish can be', async () => {
    const client = await connect(one.url, withCookie(await (await newOfficer()).signIn()));
    client.emit('conversation.watch', { id: 'x'.repeat(100_000) });
    await waitFor(() => client.disconnected);
  });

  test('ends for the browser that signs out, in whatever process, and for no other', async () => {
    const officer = await newOfficer();
    const [leaving, staying] = [await officer.signIn(one), await officer.signIn(two)];
    const sockets = await Promise.all([
      connect(one.url, withCookie(leaving)),
      connect(two.url, withCookie(leaving)),
      connect(one.url, withCookie(staying)),
    ]);
    const ended = sockets.map((socket) => heard(socket, 'session.ended'));
    await new ApiClient(two.url, { cookie: leaving.cookie }).post('/auth/logout');
    await waitFor(() => sockets[0]?.disconnected && sockets[1]?.disconnected);
    expect(ended.map((events) => events.length)).toEqual([1, 1, 0]);
    expect(sockets[2]?.connected).toBe(true);
    // Also the answer that the other process remembered.
    await waitFor(async () => (await leaving.request('GET', '/auth/me')).status === 401, { timeout: 2_000 });
  });

  test('ends for all of a person who is deactivated', async () => {
    const officer = await newOfficer();
    const cookie = await officer.signIn();
    const { token } = await cookie.post<{ token: string }>('/auth/tokens', { name: 'x' });
    const sockets = await Promise.all([
      connect(one.url, withCookie(cookie)),
      connect(two.url, { auth: { token } }),
    ]);
    await admin.patch(`/staff/${officer.id}`, { active: false });
    await waitFor(() => sockets.every((socket) => socket.disconnected));
  });

  test('comes back by itself with the new role of a person', async () => {
    const officer = await newOfficer();
    const cookie = await officer.signIn();
    const options = { reconnection: true, reconnectionDelay: 10 };
    const clients = await Promise.all([
      connect(one.url, { ...withCookie(cookie), ...options }),
      connect(two.url, { ...withCookie(cookie), ...options }),
    ]);
    const before = clients.map((client) => client.id);
    await admin.patch(`/staff/${officer.id}`, { role: 'supervisor' });
    await waitFor(() => clients.every((client, index) => client.connected && client.id !== before[index]));
  });

  test('makes a person present for as long as it is open anywhere', async () => {
    const { id, signIn } = await newOfficer();
    const cookie = await signIn();
    expect(await present(id)).toBe(false);
    const [here, there] = await Promise.all([
      connect(one.url, withCookie(cookie)),
      connect(two.url, withCookie(cookie)),
    ]);
    await waitFor(() => present(id));
    const remaining = async () => {
      const [row] = await one.sql<{ seconds: number }>(
        'SELECT extract(epoch FROM present_until - now())::float AS seconds FROM staff WHERE id = $1',
        [id],
      );
      return row?.seconds ?? 0;
    };
    here.disconnect();
    await waitFor(async () => (await two.sql(`SELECT 1`)).length === 1 && !here.connected);
    expect(await remaining()).toBeGreaterThan(15);
    there.disconnect();
    await waitFor(async () => (await remaining()) <= 15);
    expect(await present(id)).toBe(true);
  });
});
