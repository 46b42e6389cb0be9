import { chmodSync, existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import {
  ApiClient,
  cloneDatabase,
  dropDatabase,
  freePort,
  postgresProcessesOf,
  type RunningHub,
  startHub,
  startProcess,
  type TestProcess,
  testFolder,
  waitFor,
} from '../harness/index.js';

const MAIN = resolve(import.meta.dirname, '../../dist/main.js');
const DEMO = resolve(import.meta.dirname, '../../scripts/demo.mjs');

const running: TestProcess[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) {
    each.child.kill('SIGKILL');
    await each.ended;
  }
});

/** As `npm start` does, with nothing configured but a port and a place of its own. */
function start(env: Record<string, string>): TestProcess {
  const started = startProcess(process.execPath, ['--enable-source-maps', MAIN], {
    cwd: testFolder(),
    env: { PATH: process.env['PATH'], ...env },
  });
  running.push(started);
  return started;
}

const newFolder = () => {
  const folder = mkdtempSync(join(testFolder(), 'start-'));
  chmodSync(folder, 0o711);
  return join(folder, 'data');
};
const ready = (port: number, hub: TestProcess) =>
  waitFor(async () => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status === 200, {
    timeout: 90_000,
    message: () => `the hub to be ready; it said:\n${hub.output()}`,
  });

describe('a hub with nothing configured', () => {
  test('starts, prints how to sign in once, keeps its data, and stops with its database', async () => {
    const DATA_DIR = newFolder();
    const port = await freePort();
    const env = { DATA_DIR, PORT: String(port) };

    const first = start(env);
    await ready(port, first);
    await waitFor(() => first.output().includes('Stop it:'));
    const email = /Sign in as: +(\S+)/.exec(first.output())?.[1] ?? '';
    const password = /Password: +(\S+)/.exec(first.output())?.[1] ?? '';
    const api = await ApiClient.signIn(`http://localhost:${port}`, email, password);
    expect(await api.get('/auth/me')).toMatchObject({ staff: { email, role: 'administrator' } });
    expect(first.output()).toContain(`http://localhost:${port}`);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
    expect(postgresProcessesOf(DATA_DIR)).toEqual([]);
    expect(existsSync(join(DATA_DIR, 'insat.lock'))).toBe(false);

    const second = start(env);
    await ready(port, second);
    await waitFor(() => second.output().includes('Stop it:'));
    expect(second.output()).not.toContain('Password:');
    await ApiClient.signIn(`http://localhost:${port}`, email, password);
    const askedAt = Date.now();
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(10_000);
    expect(postgresProcessesOf(DATA_DIR)).toEqual([]);
  });

  test('leaves nothing running when it is killed, and starts again on the same data', async () => {
    const DATA_DIR = newFolder();
    const port = await freePort();
    const env = { DATA_DIR, PORT: String(port), INSAT_ADMIN_PASSWORD: 'a password for tests' };
    const first = start(env);
    await ready(port, first);
    expect(postgresProcessesOf(DATA_DIR)).not.toEqual([]);
    first.child.kill('SIGKILL');
    await first.ended;
    const second = start(env);
    await ready(port, second);
    await ApiClient.signIn(`http://localhost:${port}`, 'admin@insat.local', 'a password for tests');
    second.child.kill('SIGKILL');
    await waitFor(() => postgresProcessesOf(DATA_DIR).length === 0, {
      message: 'PostgreSQL to end by itself',
    });
  });

  test('refuses a second instance on its data folder, in one line', async () => {
    const DATA_DIR = newFolder();
    const port = await freePort();
    const first = start({ DATA_DIR, PORT: String(port) });
    await ready(port, first);
    const second = start({ DATA_DIR, PORT: String(await freePort()) });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(new RegExp(`^Another hub \\(process ${first.child.pid}\\) [^\\n]+\\n$`));
    expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
  });

  test('stops when Ctrl-C comes while it is still starting', async () => {
    const DATA_DIR = newFolder();
    const hub = start({ DATA_DIR, PORT: String(await freePort()) });
    await waitFor(() => existsSync(join(DATA_DIR, 'insat.lock')));
    hub.child.kill('SIGINT');
    expect(await hub.ended).toBe(0);
    expect(postgresProcessesOf(DATA_DIR)).toEqual([]);
  });
});

describe('a hub that cannot start says why in one line', () => {
  test('a taken port', async () => {
    const DATA_DIR = newFolder();
    const server = createServer();
    const port = await new Promise<number>((listening) => {
      server.listen(0, '0.0.0.0', () => {
        const address = server.address();
        listening(typeof address === 'object' && address ? address.port : 0);
      });
    });
    const hub = start({ DATA_DIR, PORT: String(port) });
    expect(await hub.ended).toBe(1);
    expect(hub.output()).toMatch(new RegExp(`^Port ${port} is taken[^\\n]+\\n$`));
    expect(existsSync(join(DATA_DIR, 'insat.lock'))).toBe(false);
    server.close();
  });

  const owner = () => process.env['INSAT_TEST_POSTGRES'] ?? '';
  test.each<[string, () => Promise<string> | string, RegExp]>([
    [
      'nothing listens',
      async () => `postgres://a:b@127.0.0.1:${await freePort()}/insat`,
      /nothing answers there/,
    ],
    [
      'the host is unknown',
      () => 'postgres://a:b@no-such-host.invalid/insat',
      /host is unknown|nothing answers|EAI/,
    ],
    [
      'the password is wrong',
      () => owner().replace(/:[^:@/]+@/, ':wrong@'),
      /user or the password is refused/,
    ],
    ['the database is missing', () => owner().replace(/[^/]+$/, 'nowhere'), /this database does not exist/],
  ])('a DATABASE_URL where %s', async (_case, url, reason) => {
    const startedAt = Date.now();
    const hub = start({ DATA_DIR: newFolder(), PORT: String(await freePort()), DATABASE_URL: await url() });
    expect(await hub.ended).toBe(1);
    expect(hub.output()).toMatch(/^DATABASE_URL [^\n]+\n$/);
    expect(hub.output()).toMatch(reason);
    expect(hub.output()).not.toContain('wrong@');
    expect(Date.now() - startedAt).toBeLessThan(15_000);
  });

  test('wrong settings, one line each', async () => {
    const hub = start({ PORT: 'http', ROLE: 'king', DATA_DIR: newFolder() });
    expect(await hub.ended).toBe(1);
    expect(hub.output()).toBe(
      'PORT must be a port number from 0 to 65535.\nROLE must be one of all, web, worker.\n',
    );
  });
});

describe('a hub on a database server', () => {
  test('answers health checks, pages and problems, and drains on SIGTERM', async () => {
    const hub = await startHub();
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200);
    const page = await fetch(`${hub.url}/conversations/anything`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const asset = readdirSync(join(MAIN, '../web/assets')).find((name) => name.endsWith('.js'));
    const script = await fetch(`${hub.url}/assets/${asset}`);
    expect(script.headers.get('cache-control')).toContain('immutable');
    const widget = await fetch(`${hub.url}/widget.js`);
    expect([widget.status, widget.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    for (const path of ['/api/v1/nothing', '/assets/gone.js', '/channels/none', '/..%2f..%2fpackage.json']) {
      const missing = await fetch(`${hub.url}${path}`);
      expect([path, missing.status]).toEqual([path, 404]);
      expect(await missing.json()).toMatchObject({ status: 404, code: 'request.not_found' });
    }
    expect(await hub.stop()).toBe(0);
  });

  test('drains and stops within seconds while messages come in', async () => {
    const hub = await startHub();
    const demo = startProcess(process.execPath, [DEMO, '--hub', hub.url, '--seconds', '0'], {
      env: hub.env,
      cwd: hub.env['DATA_DIR'],
    });
    await waitFor(async () => (await hub.sql('SELECT 1 FROM inbound_event LIMIT 5')).length === 5);
    const askedAt = Date.now();
    await hub.terminate();
    expect(Date.now() - askedAt).toBeLessThan(6_000);
    expect(hub.logs).toContain('Stopped.');
    expect(hub.logs).not.toContain('Not everything could be drained');
    await demo.ended;
    await hub.restart();
    await waitFor(
      async () => (await hub.sql("SELECT 1 FROM inbound_event WHERE state = 'pending' LIMIT 1")).length === 0,
      { message: 'the restarted hub to finish what was journalled' },
    );
    await hub.stop();
  });

  test('runs a worker that shows health and nothing else', async () => {
    const hub = await startHub({ role: 'worker' });
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200);
    for (const path of ['/', '/api/v1/auth/me', '/widget.js', '/api/docs']) {
      expect([path, (await fetch(`${hub.url}${path}`)).status]).toEqual([path, 404]);
    }
    expect(await hub.stop()).toBe(0);
  });

  test('starts twice at the same moment on an empty database', async () => {
    const databaseUrl = await cloneDatabase();
    const clear = new pg.Client(databaseUrl);
    await clear.connect();
    await clear.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const hubs = await Promise.all([
      startHub({ database: databaseUrl, role: 'web' }),
      startHub({ database: databaseUrl, role: 'worker' }),
    ]);
    const { rows } = await clear.query(
      "SELECT count(*)::int AS staff FROM staff WHERE role = 'administrator'",
    );
    expect(rows).toEqual([{ staff: 1 }]);
    await clear.end();
    for (const hub of hubs) expect(await hub.stop()).toBe(0);
    await dropDatabase(databaseUrl);
  });

  test('connects as the application and never as the owner', async () => {
    const hub = await startHub();
    const users = await hub.sql<{ usename: string }>(
      `SELECT DISTINCT usename FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(users.map(({ usename }) => usename)).toEqual([
      `insat_app_${new URL(hub.databaseUrl).pathname.slice(1)}`,
    ]);
    await hub.stop();
  });
});

describe('a body that cannot be read', () => {
  let hub: RunningHub;
  beforeAll(async () => {
    hub = await startHub();
  });
  afterAll(() => hub.stop());

  test.each([
    ['malformed JSON', 'application/json', '{"email":', 400],
    ['a poisoned prototype', 'application/json', '{"__proto__":{"a":1}}', 400],
    ['a wrong content type', 'text/csv', 'a,b', 415],
    ['a body of 20 MB', 'application/json', `"${'x'.repeat(20_000_000)}"`, 413],
    ['a form of 20 MB', 'application/x-www-form-urlencoded', `a=${'x'.repeat(20_000_000)}`, 413],
    ['an empty body', 'application/json', '', 400],
  ])('is answered with a problem: %s', async (_case, contentType, body, status) => {
    const answer = await fetch(`${hub.url}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status });
  });
});
