import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ADMINISTRATOR,
  ApiClient,
  cloneDatabase,
  dropDatabase,
  type RunningHub,
  startHub,
  testFolder,
} from '../harness/index.js';

interface Problem {
  code: string;
  params?: Record<string, unknown>;
  errors?: { path: string; message: string }[];
}
interface Staff {
  id: string;
  email: string;
  role: string;
  active: boolean;
  routable: boolean;
  capacity: number;
  teams: string[];
  openConversations: number;
  temporaryPassword?: string;
}
interface Team {
  id: string;
  slug: string;
  name: { ar: string; en: string };
  isDefault: boolean;
  members: string[];
}
type List<T> = { data: T[] };

const NOBODY = '0192f0c1-2345-7890-8abc-def012345678';
let hub: RunningHub;
let admin: ApiClient;
let me: Staff;

beforeAll(async () => {
  hub = await startHub();
  admin = await hub.signIn();
  me = (await admin.get<{ staff: Staff }>('/auth/me')).staff;
});
afterAll(() => hub.stop());

let people = 0;
const newPerson = (more: object = {}) =>
  admin.post<Staff>('/staff', {
    email: `person-${people++}@insat.test`,
    name: 'نورة',
    role: 'officer',
    ...more,
  });
const refused = async (method: string, path: string, body?: unknown) => {
  const { status, body: problem } = await admin.request<Problem>(method, path, body);
  return [status, problem.code];
};
const auditOf = (id: string) =>
  hub.sql<{ action: string; actor_id: string; data: object }>(
    'SELECT action, actor_id, data FROM audit_line WHERE subject_id = $1 ORDER BY id',
    [id],
  );

describe('a member of staff', () => {
  test('is made with a temporary password that works, and listed without it', async () => {
    const made = await newPerson();
    expect(made.temporaryPassword).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    await ApiClient.signIn(hub.url, made.email, made.temporaryPassword as string);
    const { temporaryPassword: _, ...shown } = made;
    const { data } = await admin.get<List<Staff>>('/staff');
    expect(data.find((staff) => staff.id === made.id)).toEqual(shown);
    expect(shown).toMatchObject({
      active: true,
      routable: true,
      capacity: 20,
      teams: [],
      openConversations: 0,
    });
  });

  test('is offered conversations only when their role answers people, or when told so', async () => {
    expect((await newPerson({ role: 'supervisor' })).routable).toBe(false);
    expect((await newPerson({ role: 'supervisor', routable: true })).routable).toBe(true);
    expect((await newPerson({ routable: false })).routable).toBe(false);
  });

  test('shares no e-mail with another, however it is written', async () => {
    const { email } = await newPerson();
    const body = { email: ` ${email.toUpperCase()} `, name: 'x', role: 'officer' };
    expect(await refused('POST', '/staff', body)).toEqual([409, 'staff.email_taken']);
    const other = await newPerson();
    expect(await refused('PATCH', `/staff/${other.id}`, { email })).toEqual([409, 'staff.email_taken']);
  });

  test.each([
    [{ email: 'x', name: 'x', role: 'officer' }, 'email'],
    [{ email: 'x@y.zz', name: ' ', role: 'officer' }, 'name'],
    [{ email: 'x@y.zz', name: 'x', role: 'king' }, 'role'],
    [{ email: 'x@y.zz', name: 'x', role: 'officer', password: 'short' }, 'password'],
    [{ email: 'x@y.zz', name: 'x', role: 'officer', capacity: -1 }, 'capacity'],
    [{ email: 'x@y.zz', name: 'x', role: 'officer', teamIds: ['x'] }, 'teamIds.0'],
  ])('is not made from %j', async (body, path) => {
    const answer = await admin.request<Problem>('POST', '/staff', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.[0]?.path).toBe(path);
  });

  test('of an unknown team is not made at all', async () => {
    const body = { email: 'teamless@insat.test', name: 'x', role: 'officer', teamIds: [NOBODY] };
    expect(await refused('POST', '/staff', body)).toEqual([404, 'staff.team_not_found']);
    expect(await hub.sql('SELECT 1 FROM staff WHERE email = $1', [body.email])).toEqual([]);
  });

  test('changes with a line in the audit that names fields, never their words', async () => {
    const { id } = await newPerson();
    const changed = await admin.patch<Staff>(`/staff/${id}`, {
      name: 'اسم سري',
      capacity: 3,
      role: 'supervisor',
    });
    expect(changed).toMatchObject({ capacity: 3, role: 'supervisor' });
    const lines = await auditOf(id);
    expect(lines.map((line) => [line.action, line.actor_id])).toEqual([
      ['staff.created', me.id],
      ['staff.changed', me.id],
    ]);
    expect(lines[1]?.data).toEqual({
      fields: ['name', 'role', 'capacity'],
      role: 'supervisor',
      active: true,
    });
  });

  test('who leaves hands their open conversations back to the queue', async () => {
    const { id } = await newPerson();
    await hub.sql(
      `WITH account AS (INSERT INTO channel_account (id, channel, name) VALUES (gen_random_uuid(), 'sms', 'leaver') RETURNING id),
         contact AS (INSERT INTO contact_point (id, channel, address) VALUES (gen_random_uuid(), 'sms', '+966500000009') RETURNING id)
       INSERT INTO conversation (id, reference, channel, account_id, contact_point_id, language, status, assignee_id,
         awaits_routing, opened_at, last_message_id, last_message_at, last_direction)
       SELECT gen_random_uuid(), status, 'sms', account.id, contact.id, 'ar', status, $1, false, now(), gen_random_uuid(), now(), 'inbound'
       FROM account, contact, (VALUES ('open'), ('closed')) statuses (status)`,
      [id],
    );
    const conversations = () =>
      hub.sql(
        `SELECT status, assignee_id FROM conversation WHERE reference IN ('open', 'closed') ORDER BY status`,
      );
    const { data } = await admin.get<List<Staff>>('/staff');
    expect(data.find((staff) => staff.id === id)?.openConversations).toBe(1);
    await admin.patch(`/staff/${id}`, { active: false });
    expect(await conversations()).toEqual([
      { status: 'closed', assignee_id: id },
      { status: 'open', assignee_id: null },
    ]);
  });

  test('is the last administrator for as long as there is no other', async () => {
    expect(await refused('PATCH', `/staff/${me.id}`, { role: 'officer' })).toEqual([
      409,
      'staff.last_administrator',
    ]);
    expect(await refused('PATCH', `/staff/${me.id}`, { active: false })).toEqual([
      409,
      'staff.last_administrator',
    ]);
    const [one, two] = [
      await newPerson({ role: 'administrator' }),
      await newPerson({ role: 'administrator' }),
    ];
    const demotions = await Promise.all(
      [one.id, two.id].map((id) => admin.request('PATCH', `/staff/${id}`, { role: 'officer' })),
    );
    expect(demotions.map((answer) => answer.status)).toEqual([200, 200]);
    expect(await refused('PATCH', `/staff/${me.id}`, { role: 'officer' })).toEqual([
      409,
      'staff.last_administrator',
    ]);
  });

  test('nobody knows cannot be changed', async () => {
    expect(await refused('PATCH', `/staff/${NOBODY}`, { away: true })).toEqual([404, 'staff.not_found']);
  });
});

describe('a team', () => {
  const name = { ar: 'التطوع', en: 'Volunteering' };

  test('is there from the first start, as the default', async () => {
    const { data } = await admin.get<List<Team>>('/teams');
    expect(data[0]).toMatchObject({
      slug: 'relations',
      name: { ar: 'علاقات المستفيدين', en: 'Beneficiary relations' },
      isDefault: true,
    });
  });

  test('gets members, loses them, and is seen from both sides', async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const team = await admin.post<Team>('/teams', { slug: 'volunteers', name, members: [one.id] });
    expect(team).toMatchObject({ slug: 'volunteers', name, isDefault: false, members: [one.id] });
    const changed = await admin.patch<Team>(`/teams/${team.id}`, { members: [two.id] });
    expect(changed.members).toEqual([two.id]);
    expect((await admin.patch<Staff>(`/staff/${one.id}`, { teamIds: [team.id] })).teams).toEqual([team.id]);
    const { data } = await admin.get<List<Team>>('/teams');
    expect(data.find(({ id }) => id === team.id)?.members).toEqual([one.id, two.id].sort());
    expect((await auditOf(team.id)).map((line) => line.action)).toEqual(['team.created', 'team.changed']);
  });

  test('becomes the default in place of the other', async () => {
    const before = (await admin.get<List<Team>>('/teams')).data.find((team) => team.isDefault) as Team;
    const { id } = await admin.post<Team>('/teams', { slug: 'first-line', name, isDefault: true });
    const defaults = (await admin.get<List<Team>>('/teams')).data.filter((team) => team.isDefault);
    expect(defaults.map((team) => team.id)).toEqual([id]);
    expect((await admin.patch<Team>(`/teams/${before.id}`, { isDefault: true })).isDefault).toBe(true);
  });

  test('is refused with a name that is taken, wrong members, or no name', async () => {
    expect(await refused('POST', '/teams', { slug: 'relations', name })).toEqual([
      409,
      'staff.team_slug_taken',
    ]);
    expect(await refused('POST', '/teams', { slug: 'x', name, members: [NOBODY] })).toEqual([
      404,
      'staff.not_found',
    ]);
    expect(await refused('POST', '/teams', { slug: 'X y', name })).toEqual([400, 'request.invalid']);
    expect(await refused('POST', '/teams', { slug: 'x', name: { ar: 'x' } })).toEqual([
      400,
      'request.invalid',
    ]);
    expect(await refused('PATCH', `/teams/${NOBODY}`, { slug: 'y' })).toEqual([404, 'staff.team_not_found']);
  });
});

describe('routing rules', () => {
  interface Rule {
    id: string;
    channel: string | null;
    keywords: string[];
    teamId: string;
    active: boolean;
  }

  test('are replaced as a whole, in their order, with keywords as search folds them', async () => {
    const team = (await admin.get<List<Team>>('/teams')).data[0] as Team;
    const first = await admin.put<List<Rule>>('/routing-rules', {
      data: [
        { channel: 'sms', keywords: ['تَطوُّع', 'Volunteer', 'volunteer'], teamId: team.id },
        { teamId: team.id, active: false },
      ],
    });
    expect(first.data).toEqual([
      {
        id: expect.any(String) as unknown,
        channel: 'sms',
        keywords: ['تطوع', 'volunteer'],
        teamId: team.id,
        active: true,
      },
      { id: expect.any(String) as unknown, channel: null, keywords: [], teamId: team.id, active: false },
    ]);
    const reversed = [...first.data].reverse();
    await admin.put('/routing-rules', { data: reversed });
    expect((await admin.get<List<Rule>>('/routing-rules')).data).toEqual(reversed);
    expect((await admin.put<List<Rule>>('/routing-rules', { data: [] })).data).toEqual([]);
  });

  test('stay as they are when the new ones are wrong', async () => {
    const before = await admin.get('/routing-rules');
    expect(await refused('PUT', '/routing-rules', { data: [{ teamId: NOBODY }] })).toEqual([
      404,
      'staff.team_not_found',
    ]);
    expect(await refused('PUT', '/routing-rules', { data: [{ channel: 'fax', teamId: NOBODY }] })).toEqual([
      400,
      'request.invalid',
    ]);
    expect(await admin.get('/routing-rules')).toEqual(before);
  });
});

describe('the settings', () => {
  test('begin as an association in Riyadh works', async () => {
    const day = { from: '08:00', to: '16:00' };
    expect(await admin.get('/settings')).toMatchObject({
      timezone: 'Asia/Riyadh',
      workingHours: { sun: day, mon: day, tue: day, wed: day, thu: day, fri: null, sat: null },
      holidays: [],
      reopenWindowHours: 72,
      answerWithinHours: 16,
    });
  });

  test('are replaced, read back the same, and leave a line in the audit', async () => {
    const before = await admin.get<Record<string, unknown>>('/settings');
    const wanted = {
      ...before,
      holidays: [
        { day: '2026-09-23', name: 'اليوم الوطني' },
        { day: '2027-02-22', name: 'يوم التأسيس' },
      ],
      reopenWindowHours: 24,
    };
    expect(await admin.put('/settings', wanted)).toEqual(wanted);
    expect(await admin.get('/settings')).toEqual(wanted);
    const lines = await hub.sql<{ data: object }>(
      `SELECT data FROM audit_line WHERE action = 'setting.changed' ORDER BY id`,
    );
    expect(Object.keys(lines.at(-1)?.data ?? {}).sort()).toEqual(['holidays', 'reopenWindowHours']);
    expect(await admin.put('/settings', before)).toEqual(before);
  });

  test.each<[object, string]>([
    [{ timezone: 'Mars/Olympus' }, 'timezone'],
    [{ workingHours: {} }, 'workingHours.sun'],
    [{ holidays: [{ day: '2026-02-30', name: 'x' }] }, 'holidays.0.day'],
    [{ holidays: [1, 2].map(() => ({ day: '2026-02-03', name: 'x' })) }, 'holidays'],
    [{ answerWithinHours: 0 }, 'answerWithinHours'],
    [{ organisationName: { ar: 'x', en: '' } }, 'organisationName.en'],
    [{ colour: 'red' }, ''],
  ])('refuse %j', async (change, path) => {
    const before = await admin.get<object>('/settings');
    const answer = await admin.request<Problem>('PUT', '/settings', { ...before, ...change });
    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((error) => error.path)).toContain(path);
  });

  test('refuse hours that end before they begin', async () => {
    const before = await admin.get<{ workingHours: object }>('/settings');
    const workingHours = { ...before.workingHours, sun: { from: '16:00', to: '08:00' } };
    const answer = await admin.request<Problem>('PUT', '/settings', { ...before, workingHours });
    expect(answer.body.errors).toEqual([{ path: 'workingHours.sun.to', message: 'must be later than from' }]);
  });
});

describe('the first start', () => {
  test('of two processes together makes one administrator, one team, and says the password once', async () => {
    const database = await cloneDatabase();
    const env = {
      INSAT_ADMIN_PASSWORD: '',
      INSAT_ADMIN_EMAIL: '',
      DATA_DIR: mkdtempSync(join(testFolder(), 'data-')),
    };
    const hubs = await Promise.all([startHub({ database, env }), startHub({ database, env })]);
    try {
      const passwords = hubs.flatMap((started) => [
        ...started.logs.matchAll(/Password: +([a-z2-9-]{19})\n/g),
      ]);
      expect(passwords).toHaveLength(1);
      const password = passwords[0]?.[1] as string;
      const client = await ApiClient.signIn((hubs[0] as RunningHub).url, 'admin@insat.local', password);
      expect((await client.get<List<Staff>>('/staff')).data.map((staff) => staff.role)).toEqual([
        'administrator',
      ]);
      expect((await client.get<List<Team>>('/teams')).data.map((team) => team.slug)).toEqual([
        'relations',
        'volunteering',
      ]);
    } finally {
      await Promise.all(hubs.map((started) => started.stop()));
      await dropDatabase(database);
    }
  });

  test('takes the administrator from the environment and prints no password', async () => {
    expect(me).toMatchObject({ email: ADMINISTRATOR.email, role: 'administrator', routable: false });
    expect(hub.logs).not.toContain(ADMINISTRATOR.password);
  });
});
