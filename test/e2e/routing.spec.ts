import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import type { ConversationView } from '../../src/modules/conversations/conversations.schemas.js';
import { type ApiAnswer, type ApiClient, type RunningHub, startHub, waitFor } from '../harness/index.js';
import { PUBLIC_URL, startTwilio } from '../harness/sms.js';
import type { TwilioStandIn } from '../harness/twilio-stand-in.mjs';

const PASSWORD = 'an officer for tests';
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

interface Team {
  id: string;
  isDefault: boolean;
}

let hub: RunningHub;
let twilio: TwilioStandIn;
let admin: ApiClient;
let team: Team;
let settings: Record<string, unknown>;
const sockets: Socket[] = [];

beforeAll(async () => {
  const sms = await startTwilio();
  twilio = sms.twilio;
  hub = await startHub({
    env: sms.env,
  });
  admin = await hub.signIn();
  team = (await admin.get<{ data: Team[] }>('/teams')).data.find(({ isDefault }) => isDefault)!;
  settings = await admin.get('/settings');
  await setHours({ from: '00:00', to: '24:00' });
});

afterAll(async () => {
  for (const socket of sockets) socket.close();
  await hub?.stop();
  await twilio?.close();
});

async function setHours(hours: { from: string; to: string } | null): Promise<void> {
  await admin.put('/settings', {
    ...settings,
    workingHours: Object.fromEntries(DAYS.map((day) => [day, hours])),
    holidays: [],
  });
}

interface Officer {
  id: string;
  api: ApiClient;
  arrive(): Promise<void>;
  leave(): Promise<void>;
}

let officers = 0;
async function hire(options: { capacity?: number; teamIds?: string[] } = {}): Promise<Officer> {
  officers += 1;
  const email = `officer${officers}@insat.test`;
  const { id } = await admin.post<{ id: string }>('/staff', {
    email,
    name: `موظف ${officers}`,
    role: 'officer',
    password: PASSWORD,
    teamIds: options.teamIds ?? [team.id],
    capacity: options.capacity ?? 20,
  });
  const api = await hub.signIn({ email, password: PASSWORD });
  await api.patch('/auth/me', { away: true });
  return {
    id,
    api,
    arrive: async () => {
      const socket = io(`${hub.url}/inbox`, {
        transports: ['websocket'],
        extraHeaders: { cookie: api.cookie },
      });
      sockets.push(socket);
      await waitFor(() => socket.connected, { message: 'the officer to be connected' });
      await api.patch('/auth/me', { away: false });
    },
    leave: async () => {
      await api.patch('/auth/me', { away: true });
    },
  };
}

let people = 0;
async function write(body: string): Promise<string> {
  people += 1;
  const from = `+9665000${40_000 + people}`;
  expect((await twilio.inbound(PUBLIC_URL, { from, body }, { deliverTo: hub.url })).status).toBe(200);
  return from;
}

function conversationOf(
  address: string,
  where: (conversation: ConversationView) => boolean = () => true,
): Promise<ConversationView> {
  return waitFor(
    async () => {
      const { data } = await admin.get<{ data: ConversationView[] }>(
        `/conversations?view=all&status=all&q=${encodeURIComponent(address)}`,
      );
      return data.find((conversation) => where(conversation));
    },
    { message: 'the conversation' },
  );
}

describe('routing', () => {
  test('spreads conversations evenly, fills nobody beyond capacity, and keeps the rest in the queue', async () => {
    const [first, second] = [await hire({ capacity: 3 }), await hire({ capacity: 4 })];
    await Promise.all([first.arrive(), second.arrive()]);
    const addresses = await Promise.all(Array.from({ length: 10 }, () => write('السلام عليكم')));
    await waitFor(
      async () => {
        const [row] = await hub.sql<{ all: number; given: number }>(
          'SELECT count(*)::int AS all, count(assignee_id)::int AS given FROM conversation WHERE team_id IS NOT NULL',
        );
        return row!.all === 10 && row!.given === 7;
      },
      { message: 'ten to be routed and seven to be assigned' },
    );
    const loads = await hub.sql<{ assignee_id: string | null; count: number }>(
      'SELECT assignee_id, count(*)::int FROM conversation GROUP BY 1',
    );
    expect(new Map(loads.map(({ assignee_id, count }) => [assignee_id, count]))).toEqual(
      new Map<string | null, number>([
        [first.id, 3],
        [second.id, 4],
        [null, 3],
      ]),
    );
    expect(addresses).toHaveLength(10);
    const queue = await admin.get<{ data: ConversationView[] }>('/conversations?view=queue');
    expect(queue.data).toHaveLength(3);
    expect(queue.data.every((conversation) => conversation.team?.id === team.id)).toBe(true);

    // Room again: the queue is offered at once.
    const mine = await second.api.get<{ data: ConversationView[] }>('/conversations?view=mine');
    for (const { id } of mine.data) await second.api.put(`/conversations/${id}/status`, { status: 'closed' });
    await waitFor(
      async () => (await hub.sql('SELECT 1 FROM conversation WHERE awaits_routing')).length === 0,
      {
        message: 'the queue to be given out',
      },
    );
    await Promise.all([first.leave(), second.leave()]);
  });

  test('leaves what comes while nobody is here in the queue, and offers it on return', async () => {
    const officer = await hire();
    const address = await write('هل من أحد؟');
    const waiting = await conversationOf(address, ({ team }) => team !== null);
    expect(waiting.assignee).toBeNull();
    await officer.arrive();
    const given = await conversationOf(address, ({ assignee }) => assignee !== null);
    expect(given.assignee?.id).toBe(officer.id);
    await officer.leave();
  });

  test('gives nothing to anybody outside working hours', async () => {
    const officer = await hire();
    await setHours(null);
    await officer.arrive();
    const address = await write('في الليل');
    const waiting = await conversationOf(address, ({ team }) => team !== null);
    expect(waiting.assignee).toBeNull();
    await setHours({ from: '00:00', to: '24:00' });
    expect((await conversationOf(address, ({ assignee }) => assignee !== null)).assignee?.id).toBe(
      officer.id,
    );
    await officer.leave();
  });

  test('follows keyword rules to another team', async () => {
    const volunteers = await admin.post<Team>('/teams', {
      slug: 'volunteers',
      name: { ar: 'التطوع', en: 'Volunteers' },
    });
    await admin.put('/routing-rules', {
      data: [{ channel: null, keywords: ['تطوع'], teamId: volunteers.id, active: true }],
    });
    const officer = await hire({ teamIds: [volunteers.id] });
    await officer.arrive();
    const routed = await conversationOf(
      await write('أرغب في التطوّع معكم'),
      ({ assignee }) => assignee !== null,
    );
    expect(routed).toMatchObject({ team: { id: volunteers.id }, assignee: { id: officer.id } });
    expect(
      (await conversationOf(await write('أحتاج سلة غذائية'), ({ team }) => team !== null)).team?.id,
    ).toBe(team.id);
    await officer.leave();
  });

  test('gives a team its own, however long the older queue of another', async () => {
    const teams = await admin.get<{ data: (Team & { slug: string })[] }>('/teams');
    const volunteers = teams.data.find(({ slug }) => slug === 'volunteers')!;
    const [full, free] = [await hire({ capacity: 1 }), await hire({ capacity: 1, teamIds: [volunteers.id] })];
    const older = await Promise.all(Array.from({ length: 4 }, () => write('قبلهم')));
    for (const address of older) await conversationOf(address, ({ team }) => team !== null);
    const newer = await write('أريد التطوع اليوم');
    await conversationOf(newer, (conversation) => conversation.team?.id === volunteers.id);
    await full.arrive();
    await free.arrive();
    expect((await conversationOf(newer, ({ assignee }) => assignee !== null)).assignee?.id).toBe(free.id);
    await Promise.all([full.leave(), free.leave()]);
  });

  test('lets only one of many officers take a conversation at the same moment', async () => {
    const racers = await Promise.all(Array.from({ length: 6 }, () => hire()));
    for (let round = 0; round < 5; round += 1) {
      const { id } = await conversationOf(await write('من يأخذها؟'), ({ team }) => team !== null);
      const answers = await Promise.all(
        racers.map((racer) =>
          racer.api.request<{ code: string }>('PUT', `/conversations/${id}/assignment`, {
            assigneeId: racer.id,
          }),
        ),
      );
      const statuses = answers.map(({ status }: ApiAnswer<unknown>) => status).sort();
      expect(statuses).toEqual([200, 409, 409, 409, 409, 409]);
      expect(answers.find(({ status }) => status === 409)?.body.code).toBe('conversation.already_taken');
      const taken = await hub.sql(
        `SELECT 1 FROM audit_line WHERE subject_id = $1 AND action = 'conversation.assigned'`,
        [id],
      );
      expect(taken).toHaveLength(1);
    }
  });

  test('never gives away what an officer takes while the router runs', async () => {
    const taker = await hire();
    const routed = await hire({ capacity: 100 });
    await routed.arrive();
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, async () => {
        const address = await write('سباق');
        const { id } = await conversationOf(address);
        const answer = await taker.api.request('PUT', `/conversations/${id}/assignment`, {
          assigneeId: taker.id,
        });
        return { id, took: answer.status === 200 };
      }),
    );
    await waitFor(
      async () =>
        (
          await hub.sql(
            'SELECT 1 FROM conversation WHERE assignee_id IS NULL AND awaits_routing AND team_id = $1',
            [team.id],
          )
        ).length === 0,
      {
        message: 'everything to be with somebody',
      },
    );
    for (const { id, took } of outcomes) {
      const conversation = await admin.get<ConversationView>(`/conversations/${id}`);
      expect(conversation.assignee?.id).toBe(took ? taker.id : routed.id);
      const lines = await hub.sql(
        `SELECT 1 FROM audit_line WHERE subject_id = $1 AND action = 'conversation.assigned'`,
        [id],
      );
      expect(lines).toHaveLength(1);
    }
    await routed.leave();
  });

  test('asks for a reason when an officer refers, and hands back into the queue', async () => {
    const [from, to] = [await hire(), await hire()];
    const { id } = await conversationOf(await write('أحيلوني'), ({ team }) => team !== null);
    await from.api.put(`/conversations/${id}/assignment`, { assigneeId: from.id });
    const refused = await from.api.request<{ code: string }>('PUT', `/conversations/${id}/assignment`, {
      assigneeId: to.id,
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'conversation.reason_required' } });
    const referred = await from.api.put<ConversationView>(`/conversations/${id}/assignment`, {
      assigneeId: to.id,
      reason: 'يعرف ملفها',
    });
    expect(referred.assignee?.id).toBe(to.id);
    const others = await from.api.request<{ code: string }>('PUT', `/conversations/${id}/assignment`, {
      assigneeId: null,
    });
    expect(others).toMatchObject({ status: 403, body: { code: 'conversation.not_yours' } });
    const back = await to.api.put<ConversationView>(`/conversations/${id}/assignment`, { assigneeId: null });
    expect(back.assignee).toBeNull();
    const { data } = await admin.get<{ data: { action: string; data: { reason?: string } }[] }>(
      `/conversations/${id}/audit`,
    );
    expect(data.find(({ action }) => action === 'conversation.referred')?.data.reason).toBe('يعرف ملفها');
    expect(data[0]?.action).toBe('conversation.handed_back');
  });
});
