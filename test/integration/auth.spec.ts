import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ADMINISTRATOR, ApiClient, type RunningHub, startHub } from '../harness/index.js';

interface Problem {
  code: string;
  title: string;
  params?: Record<string, number | string>;
  errors?: { path: string; message: string }[];
}
interface Me {
  staff: { id: string; email: string; name: string; locale: string; away: boolean };
  permissions: string[];
}

const PASSWORD = 'long enough for anybody';
let hub: RunningHub;
let anonymous: ApiClient;
let admin: ApiClient;

beforeAll(async () => {
  hub = await startHub();
  anonymous = new ApiClient(hub.url);
  admin = await hub.signIn();
});
afterAll(() => hub.stop());

/** Somebody new, so that no test sees another's sessions or failures. */
async function newOfficer(role = 'officer') {
  const email = `${randomUUID()}@insat.test`;
  const { id } = await admin.post<{ id: string }>('/staff', {
    email,
    name: 'سارة',
    role,
    password: PASSWORD,
  });
  const signIn = () => ApiClient.signIn(hub.url, email, PASSWORD);
  return { id, email, signIn };
}

const login = (email: string, password: string, headers?: Record<string, string>) =>
  anonymous.request<Problem & Me>('POST', '/auth/login', { email, password }, headers);

describe('signing in', () => {
  test('answers who it is and sets a cookie that scripts and other sites cannot use', async () => {
    const answer = await login(ADMINISTRATOR.email.toUpperCase(), ADMINISTRATOR.password);
    expect(answer.status).toBe(200);
    expect(answer.body.staff).toMatchObject({ email: ADMINISTRATOR.email, role: 'administrator' });
    expect(answer.body.permissions).toContain('settings.write');
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(
        /^insat_session=[\w-]{43}; Path=\/; Max-Age=604800; HttpOnly; SameSite=Lax$/,
      ) as unknown as string,
    ]);
  });

  test('keeps only a hash of the cookie and of the password', async () => {
    const { email, signIn } = await newOfficer();
    const token = (await signIn()).cookie.split('=')[1] as string;
    const [row] = await hub.sql<{ password: string; tokens: string }>(
      `SELECT password_hash AS password, (SELECT string_agg(encode(token_hash, 'escape'), ' ') FROM session) AS tokens
       FROM staff WHERE email = $1`,
      [email],
    );
    expect(row?.password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(row?.tokens).not.toContain(token);
  });

  test('says the same to a wrong password, an unknown address and a deactivated person', async () => {
    const { id, email } = await newOfficer();
    const wrong = await login(email, 'not the password');
    await admin.patch(`/staff/${id}`, { active: false });
    for (const answer of [wrong, await login(email, PASSWORD), await login('nobody@insat.test', PASSWORD)]) {
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'The e-mail address or the password is wrong',
        status: 401,
        code: 'auth.credentials_invalid',
      });
    }
  });

  test('is refused in Arabic to who reads Arabic', async () => {
    const answer = await login('nobody@insat.test', PASSWORD, { 'accept-language': 'ar-SA,en;q=0.5' });
    expect(answer.body.title).toBe('البريد الإلكتروني أو كلمة المرور غير صحيحة');
  });

  test.each([
    [{ email: ADMINISTRATOR.email }, 'password'],
    [{ email: '', password: 'x' }, 'email'],
    [{ email: 5, password: 'x' }, 'email'],
    [{ email: 'a@b.c', password: 'x'.repeat(1001) }, 'password'],
    [{ email: 'a@b.c', password: 'x', role: 'administrator' }, ''],
    [[], ''],
  ])('with %j names the field that is wrong', async (body, path) => {
    const answer = await anonymous.request<Problem>('POST', '/auth/login', body);
    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('request.invalid');
    expect(answer.body.errors?.map((error) => error.path)).toContain(path);
  });

  test('makes an e-mail wait after five failures, right password or not, and no other e-mail', async () => {
    const { email } = await newOfficer();
    for (let attempt = 0; attempt < 5; attempt++) {
      expect((await login(email, 'a guess')).status).toBe(401);
    }
    const blocked = await login(email, PASSWORD);
    expect(blocked.status).toBe(429);
    expect(blocked.body.code).toBe('auth.throttled');
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(blocked.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    await (await newOfficer()).signIn();
    await hub.sql(`UPDATE login_throttle SET blocked_until = now() WHERE blocked_until > now()`);
    expect((await login(email, PASSWORD)).status).toBe(200);
    expect((await login(email, 'a guess')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(200);
  });

  test('lets no more guesses through when they come all at once', async () => {
    const { email } = await newOfficer();
    const answers = await Promise.all(Array.from({ length: 15 }, () => login(email, 'a guess')));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    await hub.sql('DELETE FROM login_throttle');
  });

  test('makes an address wait that guesses at many e-mails', async () => {
    await hub.sql('DELETE FROM login_throttle');
    const statuses: number[] = [];
    for (let person = 0; person < 21; person++) {
      statuses.push((await login(`guess-${person}@insat.test`, 'a guess')).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429]);
    await hub.sql('DELETE FROM login_throttle');
  });
});

describe('a session', () => {
  test('ends with signing out', async () => {
    const client = await (await newOfficer()).signIn();
    const out = await client.request('POST', '/auth/logout');
    expect(out.status).toBe(204);
    expect(out.headers.getSetCookie()[0]).toMatch(/^insat_session=; Path=\/; Max-Age=0;/);
    expect((await client.request('GET', '/auth/me')).status).toBe(401);
  });

  test('ends when its time has passed', async () => {
    const { id, signIn } = await newOfficer();
    const client = await signIn();
    await hub.sql('UPDATE session SET expires_at = now() WHERE staff_id = $1', [id]);
    const answer = await client.request<Problem>('GET', '/auth/me');
    expect(answer.status).toBe(401);
    expect(answer.body.code).toBe('auth.sign_in_required');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('is prolonged by use, by twelve hours, and by no more than seven days in all', async () => {
    const { id, signIn } = await newOfficer();
    const prolonged = async (age: string) => {
      const client = await signIn();
      await hub.sql(
        `UPDATE session SET created_at = now() - $2::interval, last_seen_at = now() - interval '1 hour',
           expires_at = now() + interval '5 minutes' WHERE staff_id = $1`,
        [id, age],
      );
      await client.get('/auth/me');
      const [row] = await hub.sql<{ hours: number }>(
        `SELECT round(extract(epoch FROM expires_at - now()) / 3600)::int AS hours FROM session WHERE staff_id = $1`,
        [id],
      );
      await client.post('/auth/logout');
      return row?.hours;
    };
    expect(await prolonged('1 hour')).toBe(12);
    expect(await prolonged('6 days 22 hours')).toBe(2);
  });

  test('ends everywhere when the person is deactivated', async () => {
    const { id, signIn } = await newOfficer();
    const [one, two] = [await signIn(), await signIn()];
    await one.get('/auth/me');
    await admin.patch(`/staff/${id}`, { active: false });
    for (const client of [one, two]) expect((await client.request('GET', '/auth/me')).status).toBe(401);
    expect(await hub.sql('SELECT 1 FROM session WHERE staff_id = $1', [id])).toEqual([]);
  });

  test.each([
    'insat_session=',
    'insat_session=x',
    `insat_session=${'a'.repeat(43)}`,
    'insat_session=%00',
    '=;;=',
  ])('is not opened by the cookie %s', async (cookie) => {
    expect((await anonymous.request('GET', '/auth/me', undefined, { cookie })).status).toBe(401);
  });
});

describe('a change that another website causes', () => {
  const patch = (headers: Record<string, string>) =>
    admin.request<Problem>('PATCH', '/auth/me', { locale: 'ar' }, headers);

  test.each<Record<string, string>>([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
  ])('is refused: %j', async (headers) => {
    const answer = await patch(headers);
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('auth.cross_origin');
  });

  test('is told apart from our own page, and from a program', async () => {
    expect((await patch({ 'sec-fetch-site': 'same-origin', origin: hub.url })).status).toBe(200);
    expect((await patch({})).status).toBe(200);
  });

  test('cannot be a sign-in either', async () => {
    const answer = await login(ADMINISTRATOR.email, ADMINISTRATOR.password, {
      origin: 'https://evil.example',
    });
    expect(answer.status).toBe(403);
  });

  test('passes with a token, which no browser sends by itself', async () => {
    const { token } = await admin.post<{ token: string }>('/auth/tokens', { name: 'csrf' });
    const answer = await anonymous.request(
      'PATCH',
      '/auth/me',
      { locale: 'ar' },
      {
        authorization: `Bearer ${token}`,
        'sec-fetch-site': 'cross-site',
      },
    );
    expect(answer.status).toBe(200);
  });
});

describe('the own profile', () => {
  test('changes what is named and keeps the rest', async () => {
    const client = await (await newOfficer()).signIn();
    const { staff } = await client.patch<Me>('/auth/me', { locale: 'en', away: true });
    expect(staff).toMatchObject({ locale: 'en', away: true, name: 'سارة' });
    expect((await client.get<Me>('/auth/me')).staff).toEqual(staff);
  });

  test.each([{}, { role: 'administrator' }, { capacity: 1 }, { newPassword: PASSWORD }, { locale: 'fr' }])(
    'refuses %j',
    async (body) => {
      const client = await (await newOfficer()).signIn();
      const answer = await client.request<Problem>('PATCH', '/auth/me', body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors?.length).toBeGreaterThan(0);
    },
  );

  test('changes the password, ends all other sessions and keeps this browser signed in', async () => {
    const { email, signIn } = await newOfficer();
    const [here, elsewhere] = [await signIn(), await signIn()];
    const wrong = await here.request<Problem>('PATCH', '/auth/me', {
      currentPassword: 'not the password',
      newPassword: 'another long one',
    });
    expect([wrong.status, wrong.body.code]).toEqual([422, 'auth.password_wrong']);
    const right = await here.request('PATCH', '/auth/me', {
      currentPassword: PASSWORD,
      newPassword: 'another long one',
    });
    expect(right.status).toBe(200);
    const cookie = right.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    expect((await new ApiClient(hub.url, { cookie }).request('GET', '/auth/me')).status).toBe(200);
    for (const client of [here, elsewhere])
      expect((await client.request('GET', '/auth/me')).status).toBe(401);
    expect((await login(email, PASSWORD)).status).toBe(401);
    expect((await login(email, 'another long one')).status).toBe(200);
  });
});

describe('a personal access token', () => {
  const withToken = (token: string) => new ApiClient(hub.url, { authorization: `Bearer ${token}` });

  test('is shown once, opens the API and ends when it is revoked', async () => {
    const client = await (await newOfficer()).signIn();
    const made = await client.request<{ id: string; name: string; token: string }>('POST', '/auth/tokens', {
      name: 'reports',
    });
    expect(made.status).toBe(201);
    expect(made.body.token).toMatch(/^insat_pat_[\w-]{43}$/);
    const { id, token } = made.body;
    expect((await withToken(token).get<Me>('/auth/me')).permissions).toContain('conversations.read');
    const { data } = await client.get<{ data: Record<string, unknown>[] }>('/auth/tokens');
    expect(data).toEqual([
      {
        id,
        name: 'reports',
        createdAt: expect.any(String) as unknown,
        lastUsedAt: expect.any(String) as unknown,
        expiresAt: null,
      },
    ]);
    expect((await client.request('DELETE', `/auth/tokens/${id}`)).status).toBe(204);
    expect((await withToken(token).request('GET', '/auth/me')).status).toBe(401);
    expect((await client.request('DELETE', `/auth/tokens/${id}`)).status).toBe(404);
  });

  test("is nobody else's to revoke", async () => {
    const client = await (await newOfficer()).signIn();
    const { id } = await admin.post<{ id: string }>('/auth/tokens', { name: 'mine' });
    expect((await client.request('DELETE', `/auth/tokens/${id}`)).status).toBe(404);
  });

  test('ends at its time, and with the person', async () => {
    const { id, signIn } = await newOfficer();
    const client = await signIn();
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const short = await client.post<{ token: string; expiresAt: string }>('/auth/tokens', {
      name: 'short',
      expiresAt,
    });
    const long = await client.post<{ token: string }>('/auth/tokens', { name: 'long' });
    expect(short.expiresAt).toBe(expiresAt);
    await hub.sql(`UPDATE access_token SET expires_at = now() WHERE staff_id = $1 AND name = 'short'`, [id]);
    expect((await withToken(short.token).request('GET', '/auth/me')).status).toBe(401);
    expect((await withToken(long.token).request('GET', '/auth/me')).status).toBe(200);
    await admin.patch(`/staff/${id}`, { active: false });
    expect((await withToken(long.token).request('GET', '/auth/me')).status).toBe(401);
  });

  test.each([
    {},
    { name: '' },
    { name: 'x', expiresAt: '2001-01-01T00:00:00Z' },
    { name: 'x', expiresAt: 'soon' },
  ])('is not made from %j', async (body) => {
    expect((await admin.request('POST', '/auth/tokens', body)).status).toBe(400);
  });

  test.each(['Bearer', 'Bearer x', 'Bearer insat_pat_x', 'Basic YTpi', ''])(
    'is not "%s", and no cookie helps that',
    async (authorization) => {
      const answer = await admin.request('GET', '/auth/me', undefined, { authorization });
      expect(answer.status).toBe(401);
    },
  );
});
