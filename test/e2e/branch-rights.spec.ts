import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io } from 'socket.io-client';
import { ApiClient, BranchPhone, type RunningHub, startHub, waitFor } from '../harness/index.js';

let hub: RunningHub;
let office: ApiClient;
let phone: BranchPhone;
/** The representative in a browser, by password. */
let session: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  office = await hub.signIn();
  phone = await BranchPhone.carriedBy(hub);
  session = await hub.signIn(phone.credentials);
});

afterAll(() => hub?.stop());

/** What a representative's own page is made of. */
const CARRIED = /^\/(branch\/(people|photos|intakes)|hand-overs\/mine|hand-overs\/\{id\}\/outcome)/;
const OF_DEVICES = /^\/branch\/devices/;
/** One's own sign-in, for whoever signs in by password. */
const OWN = /^\/auth\//;

async function routes(): Promise<[method: string, path: string][]> {
  const { paths } = (await (await fetch(`${hub.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  return Object.entries(paths)
    .filter(([path]) => path.startsWith('/api/v1/'))
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method): [string, string] => [
        method.toUpperCase(),
        path.slice('/api/v1'.length),
      ]),
    );
}

const ask = (api: ApiClient, method: string, path: string) =>
  api.request<{ code?: string }>(
    method,
    path.replaceAll(/\{\w+\}/g, phone.id),
    method === 'GET' ? undefined : {},
  );

describe('a representative', () => {
  test('may do nothing outside the own page, in a browser or on the phone', async () => {
    const all = await routes();
    const foreign = all.filter(([, path]) => ![CARRIED, OF_DEVICES, OWN].some((own) => own.test(path)));
    expect(foreign.length).toBeGreaterThan(30);
    for (const [method, path] of foreign) {
      const [bySession, byPhone] = await Promise.all([
        ask(session, method, path),
        ask(phone.api, method, path),
      ]);
      const route = `${method} ${path}`;
      expect({ route, statuses: [bySession.status, byPhone.status] }).toEqual({
        route,
        statuses: [403, 403],
      });
    }
  });

  test('makes no access token and no other phone with a phone that was found', async () => {
    const own = (await routes()).filter(([, path]) => OWN.test(path) && path !== '/auth/login');
    for (const [method, path] of own) expect((await ask(phone.api, method, path)).status).toBe(403);
    const body = { name: 'x', recoveryKey: 'A'.repeat(43) };
    expect((await phone.api.request('POST', '/branch/devices', body)).status).toBe(403);
    expect((await phone.api.request('POST', `/branch/devices/${phone.id}/recovery`)).status).toBe(403);
    expect((await phone.api.request('GET', '/branch/devices')).status).toBe(403);
    expect((await session.request('PUT', `/branch/devices/${phone.id}/wipe`)).status).toBe(403);
  });

  test('hears nothing of the inbox', async () => {
    const refusal = (options: object) =>
      new Promise<string>((resolve) => {
        const socket = io(`${hub.url}/inbox`, {
          transports: ['websocket'],
          forceNew: true,
          reconnection: false,
          ...options,
        });
        const end = (words: string) => {
          socket.close();
          resolve(words);
        };
        socket.on('connect', () => end('connected'));
        socket.on('connect_error', (error) => end(error.message));
      });
    expect(await refusal({ extraHeaders: { cookie: session.cookie } })).toBe('auth.forbidden');
    expect(await refusal({ auth: { token: phone.token } })).toBe('auth.sign_in_required');
  });

  test('is given no conversation, by routing or by hand', async () => {
    const staff = await office.get<{ data: { id: string; routable: boolean }[] }>('/staff');
    expect(staff.data.find(({ id }) => id === phone.staffId)).toMatchObject({ routable: false });
    expect(await office.patch(`/staff/${phone.staffId}`, { routable: true })).toMatchObject({
      routable: false,
    });
    const intake = phone.intake();
    await phone.api.put(`/branch/intakes/${crypto.randomUUID()}`, intake);
    const conversation = await waitFor(
      async () => (await office.get<{ data: { id: string }[] }>('/conversations?view=all')).data[0],
      { message: 'the conversation' },
    );
    const answer = await office.request('PUT', `/conversations/${conversation.id}/assignment`, {
      assigneeId: phone.staffId,
    });
    expect(answer.status).toBe(422);
  });
});

describe('a phone', () => {
  test('opens again for its own representative by password, and for nobody else', async () => {
    const recoveryKey = 'k'.repeat(43);
    const { id } = await session.post<{ id: string }>('/branch/devices', { name: 'آخر', recoveryKey });
    expect(await session.post(`/branch/devices/${id}/recovery`)).toEqual({ recoveryKey });
    const [stored] = await hub.sql<{ recovery_key: Buffer }>(
      'SELECT recovery_key FROM branch_device WHERE id = $1',
      [id],
    );
    expect(stored?.recovery_key.includes(recoveryKey)).toBe(false);
    const other = await BranchPhone.carriedBy(hub);
    const stranger = await hub.signIn(other.credentials);
    expect((await stranger.request('POST', `/branch/devices/${id}/recovery`)).status).toBe(404);
  });

  test('that is wiped has no rights from then on, learns it without any, and is not recovered', async () => {
    const lost = await BranchPhone.enrol(hub, phone.staffId, phone.credentials);
    const stranger = new ApiClient(hub.url);
    expect(await stranger.get(`/branch/devices/${lost.id}/pulse`)).toMatchObject({ wiped: false });
    await lost.api.get('/branch/people');
    await office.put(`/branch/devices/${lost.id}/wipe`);
    expect((await lost.api.request('GET', '/branch/people')).status).toBe(401);
    expect(await stranger.get(`/branch/devices/${lost.id}/pulse`)).toMatchObject({ wiped: true });
    expect((await session.request('POST', `/branch/devices/${lost.id}/recovery`)).status).toBe(404);
    await phone.api.get('/branch/people');
    expect((await stranger.request('PUT', `/branch/devices/${lost.id}/erased`)).status).toBe(204);
    const { data } = await office.get<{
      data: { id: string; wipedAt: string | null; erasedAt: string | null }[];
    }>('/branch/devices');
    const shown = data.find(({ id }) => id === lost.id);
    expect([typeof shown?.wipedAt, typeof shown?.erasedAt]).toEqual(['string', 'string']);
  });

  test('stops with the account of its representative', async () => {
    const leaving = await BranchPhone.carriedBy(hub);
    await leaving.api.get('/branch/people');
    await office.patch(`/staff/${leaving.staffId}`, { active: false });
    expect((await leaving.api.request('GET', '/branch/people')).status).toBe(401);
  });

  test('is told to lock while its account is off, or of another role', async () => {
    const leaving = await BranchPhone.carriedBy(hub);
    const pulse = () => new ApiClient(hub.url).get(`/branch/devices/${leaving.id}/pulse`);
    expect(await pulse()).toMatchObject({ wiped: false, locked: false });
    for (const [change, locked] of [
      [{ active: false }, true],
      [{ active: true }, false],
      [{ role: 'officer' }, true],
    ] as const) {
      await office.patch(`/staff/${leaving.staffId}`, change);
      expect(await pulse()).toMatchObject({ wiped: false, locked });
    }
  });
});
