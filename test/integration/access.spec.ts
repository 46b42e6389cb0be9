import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ApiClient, type RunningHub, startHub } from '../harness/index.js';

interface Problem {
  code: string;
  status: number;
  params?: Record<string, unknown>;
}

const PASSWORD = 'long enough for anybody';
const NOBODY = '0192f0c1-2345-7890-8abc-def012345678';
let hub: RunningHub;
let admin: ApiClient;
const byRole = new Map<string, ApiClient>();

beforeAll(async () => {
  hub = await startHub();
  admin = await hub.signIn();
  byRole.set('administrator', admin).set('nobody', new ApiClient(hub.url));
  for (const role of ['supervisor', 'officer']) {
    const email = `${role}@insat.test`;
    await admin.post('/staff', { email, name: role, role, password: PASSWORD });
    byRole.set(role, await ApiClient.signIn(hub.url, email, PASSWORD));
  }
});
afterAll(() => hub.stop());

describe('a role', () => {
  const refused: [string, string, string[]][] = [
    ['GET', '/auth/me', ['nobody']],
    ['GET', '/conversations', ['nobody']],
    ['GET', '/staff', ['nobody']],
    ['GET', '/settings', ['nobody']],
    ['POST', '/staff', ['nobody', 'officer', 'supervisor']],
    ['PATCH', `/staff/${NOBODY}`, ['nobody', 'officer', 'supervisor']],
    ['POST', '/teams', ['nobody', 'officer', 'supervisor']],
    ['PUT', '/settings', ['nobody', 'officer', 'supervisor']],
    ['PUT', '/routing-rules', ['nobody', 'officer', 'supervisor']],
    ['GET', '/inbound-events', ['nobody', 'officer', 'supervisor']],
    ['PATCH', `/contact-points/${NOBODY}`, ['nobody']],
  ];

  test.each(refused)('is what %s %s asks for', async (method, path, without) => {
    for (const [role, client] of byRole) {
      const answer = await client.request<Problem>(method, path, method === 'GET' ? undefined : {});
      const verdict = role === 'nobody' ? 401 : 403;
      if (without.includes(role)) expect({ role, status: answer.status }).toEqual({ role, status: verdict });
      else expect([401, 403]).not.toContain(answer.status);
    }
  });

  test('is asked for before the body is looked at, and the answer names the permission', async () => {
    const answer = await byRole.get('officer')?.request<Problem>('POST', '/staff', { nonsense: true });
    expect(answer?.body).toMatchObject({ code: 'auth.forbidden', params: { permission: 'staff.write' } });
  });

  test('that changes counts at once', async () => {
    const { data } = await admin.get<{ data: { id: string; email: string }[] }>('/staff');
    const id = data.find((staff) => staff.email === 'officer@insat.test')?.id;
    const officer = byRole.get('officer') as ApiClient;
    expect((await officer.request('PUT', '/settings', {})).status).toBe(403);
    await admin.patch(`/staff/${id}`, { role: 'administrator' });
    expect((await officer.request('PUT', '/settings', {})).status).toBe(400);
    await admin.patch(`/staff/${id}`, { role: 'officer' });
    expect((await officer.request('PUT', '/settings', {})).status).toBe(403);
  });
});

describe('a request that makes no sense', () => {
  const send = async (init: RequestInit, path = '/auth/login') => {
    const response = await fetch(`${hub.url}/api/v1${path}`, {
      method: 'POST',
      ...init,
      headers: { 'content-type': 'application/json', cookie: admin.cookie, ...init.headers },
    });
    const body = (await response.json()) as Problem;
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(body.status).toBe(response.status);
    return { status: response.status, code: body.code };
  };
  const person = (name: string) => JSON.stringify({ email: 'n@insat.test', name, role: 'officer' });

  test.each<[string, RequestInit, string, number, string]>([
    ['half a JSON', { body: '{"email":' }, '/auth/login', 400, 'request.malformed'],
    ['a string for an object', { body: '"x"' }, '/auth/login', 400, 'request.invalid'],
    ['nothing', {}, '/auth/login', 400, 'request.invalid'],
    ['a prototype', { body: '{"__proto__":{"role":"x"}}' }, '/auth/login', 400, 'request.malformed'],
    [
      'XML',
      { body: '<x/>', headers: { 'content-type': 'text/xml' } },
      '/auth/login',
      415,
      'request.media_type_unsupported',
    ],
    [
      'two megabytes',
      { body: JSON.stringify({ email: 'x'.repeat(2_000_000) }) },
      '/auth/login',
      413,
      'request.too_large',
    ],
    ['a NUL character', { body: person('a\u0000b') }, '/staff', 400, 'request.malformed'],
    ['an unknown address', { body: '{}' }, '/nowhere', 404, 'request.not_found'],
    ['an unknown method', { method: 'DELETE' }, '/auth/login', 404, 'request.not_found'],
    [
      'an id that is none',
      { method: 'PATCH', body: '{"away":true}' },
      '/staff/1%27%20OR',
      400,
      'request.invalid',
    ],
    [
      'an id of nobody',
      { method: 'PATCH', body: '{"away":true}' },
      `/staff/${NOBODY}`,
      404,
      'staff.not_found',
    ],
  ])('like %s is a problem of the sender', async (_what, init, path, status, code) => {
    expect(await send(init, path)).toEqual({ status, code });
  });

  test('like a cookie of 40 kilobytes is cut off, and the next request is served', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      const { hostname, port } = new URL(hub.url);
      request({ hostname, port, path: '/api/v1/auth/me', headers: { cookie: 'x'.repeat(40_000) } })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', () => resolve(undefined))
        .end();
    });
    expect([431, undefined]).toContain(status);
    expect((await admin.request('GET', '/auth/me')).status).toBe(200);
  });

  test('leaves nothing of what was sent in the log', async () => {
    await send({ body: person('سرّ\u0000لا يكتب') }, '/staff');
    expect(hub.logs).not.toContain('لا يكتب');
  });
});

describe('the API', () => {
  interface Document {
    openapi: string;
    paths: Record<string, Record<string, { security?: unknown[]; responses: Record<string, unknown> }>>;
    components: { securitySchemes: Record<string, unknown>; schemas: Record<string, unknown> };
  }

  test('describes every route with its answers and who may use it', async () => {
    const document = (await (await fetch(`${hub.url}/api/openapi.json`)).json()) as Document;
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.components.securitySchemes)).toEqual(['session', 'token']);
    const paths = Object.keys(document.paths);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/api/v1/auth/login',
        '/api/v1/conversations/{id}/replies',
        '/api/v1/contact-points/{id}/beneficiary',
        '/api/v1/settings',
      ]) as unknown,
    );
    expect(document.paths['/api/v1/auth/login']?.['post']?.security).toEqual([]);
    for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
      expect(Object.keys(operation.responses)).toContain('default');
    }
    const references = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/([\w.-]+)/g)];
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty([name as string]);
  });

  test('has a page of its own files only', async () => {
    const page = await fetch(`${hub.url}/api/docs`);
    const html = await page.text();
    expect(page.status).toBe(200);
    const sources = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source as string);
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      const url = new URL(source, `${hub.url}/api/docs`);
      expect(url.origin).toBe(hub.url);
      expect({ source, status: (await fetch(url)).status }).toEqual({ source, status: 200 });
    }
  });
});
