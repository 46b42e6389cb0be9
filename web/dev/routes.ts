/** The stand-in's answers, close enough to the contract for work on the pages. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Beneficiary, Conversation, Message } from '../src/lib/schemas';
import { audits, conversations, line, makeMessage, messages, say } from './conversations.ts';
import { admin, channels, rules, settings, staff, teams } from './people.ts';
import { Refusal } from './refusal.ts';
import { arrive, deliver, tellConversation, tellMessage, tellStatus } from './simulation.ts';

export interface Answer {
  status: number;
  data?: unknown;
  cookie?: string;
  contentType?: string;
}
type Body = Record<string, never>;
type Handler = (context: { params: string[]; query: URLSearchParams; body: Body; raw: unknown }) => Answer;

const PERMISSIONS = [
  'conversations.read',
  'conversations.reply',
  'conversations.take',
  'conversations.assign',
  'conversations.close',
  'contacts.write',
  'staff.read',
  'staff.write',
  'settings.read',
  'settings.write',
  'journal.manage',
  'audit.read',
];
const ok = (data: unknown, status = 200): Answer => ({ status, data });
const none: Answer = { status: 204 };
const sessionOf = () => ({ staff: admin, permissions: PERMISSIONS });

const beneficiaries = new Map<string, Beneficiary>();
const tokens: { id: string; name: string; createdAt: string; lastUsedAt: null; expiresAt: string | null }[] =
  [];
const seenKeys = new Map<string, Message>();
let setAside = [
  {
    id: randomUUID(),
    channel: 'email' as const,
    account: 'default',
    externalId: '<broken-42@example.com>',
    receivedAt: new Date(Date.now() - 7_200_000).toISOString(),
    error: 'Unknown charset "x-unknown-8"',
    attempts: 3,
  },
];
let failures = 0;

function conversationOf(id: string | undefined): Conversation {
  const found = conversations.find((one) => one.id === id);
  if (!found) throw new Refusal(404, 'conversation.not_found');
  return found;
}

const isIn = (one: Conversation, view: string) =>
  view === 'queue' ? !one.assignee : view === 'mine' ? one.assignee?.id === admin.id : true;

function list(query: URLSearchParams): Answer {
  const status = query.get('status') ?? 'open';
  const q = query.get('q')?.trim() ?? '';
  const rows = conversations
    .filter((one) => isIn(one, query.get('view') ?? 'all'))
    .filter((one) => status === 'all' || one.status === status)
    .filter((one) => !query.get('channel') || one.channel === query.get('channel'))
    .filter((one) => !query.get('team') || one.team?.id === query.get('team'))
    .filter(
      (one) =>
        !q ||
        [one.contactPoint.displayName, one.contactPoint.address, one.reference, one.preview].some((text) =>
          text?.includes(q),
        ),
    )
    .sort((a, b) => (a.lastMessageAt < b.lastMessageAt ? 1 : -1));
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 40);
  return ok({
    data: rows.slice(from, from + limit),
    nextCursor: rows.length > from + limit ? String(from + limit) : null,
  });
}

function thread(id: string, query: URLSearchParams): Answer {
  const all = [...(messages.get(id) ?? [])].reverse();
  const from = Number(query.get('cursor') ?? 0);
  return ok({
    data: all.slice(from, from + 30),
    nextCursor: all.length > from + 30 ? String(from + 30) : null,
  });
}

function write(id: string, body: { text: string }, direction: 'outbound' | 'note', key: string): Answer {
  const repeated = seenKeys.get(key);
  if (repeated) return ok(repeated, 201);
  const conversation = conversationOf(id);
  if (body.text.includes('!fail')) throw new Refusal(503, 'channel.unavailable');
  const message = makeMessage(id, body.text, {
    direction,
    status: direction === 'note' ? null : 'queued',
    author: { kind: 'staff', id: admin.id, name: admin.name },
  });
  say(conversation, message);
  if (key) seenKeys.set(key, message);
  tellMessage(message);
  tellConversation(conversation);
  if (direction === 'outbound') deliver(message, conversation.channel === 'email');
  return ok(message, 201);
}

function assign(id: string, body: { assigneeId: string | null; teamId?: string; reason?: string }): Answer {
  const conversation = conversationOf(id);
  const to = staff.find((one) => one.id === body.assigneeId);
  if (to?.id === admin.id && conversation.assignee && conversation.contactPoint.address === '+966567001122')
    throw new Refusal(409, 'conversation.already_taken', { assignee: conversation.assignee.name });
  conversation.assignee = to ? { id: to.id, name: to.name } : null;
  const team = teams.find((one) => one.id === body.teamId);
  if (team) conversation.team = { id: team.id, slug: team.slug, name: team.name };
  audits.get(id)?.push(
    line(body.reason ? 'conversation.referred' : 'conversation.assigned', undefined, 'staff', {
      assigneeId: to?.id ?? null,
      reason: body.reason,
    }),
  );
  tellConversation(conversation);
  return ok(conversation);
}

function contact(id: string): Answer {
  const related = conversations.filter((one) => one.contactPoint.id === id);
  const first = related[0];
  if (!first) throw new Refusal(404, 'contact_point.not_found');
  return ok({
    ...first.contactPoint,
    channel: first.channel,
    beneficiary: beneficiaries.get(id) ?? null,
    conversations: related,
  });
}

const PNG = readFileSync(resolve('web/dev/card.png'));

const table: [string, RegExp, Handler][] = [
  ['GET', /^\/auth\/me$/, () => ok(sessionOf())],
  [
    'PATCH',
    /^\/auth\/me$/,
    ({ body }) => {
      const change = body as { currentPassword?: string };
      if (change.currentPassword && change.currentPassword !== 'password')
        throw new Refusal(422, 'auth.password_wrong');
      Object.assign(admin, body);
      return ok(sessionOf());
    },
  ],
  ['POST', /^\/auth\/logout$/, () => ({ ...none, cookie: '' })],
  ['GET', /^\/auth\/tokens$/, () => ok({ data: tokens })],
  [
    'POST',
    /^\/auth\/tokens$/,
    ({ body }) => {
      const made = {
        id: randomUUID(),
        name: body['name'] ?? '',
        createdAt: new Date().toISOString(),
        lastUsedAt: null,
        expiresAt: body['expiresAt'] ?? null,
      };
      tokens.push(made);
      return ok({ ...made, token: `insat_pat_${randomUUID().replaceAll('-', '')}` }, 201);
    },
  ],
  [
    'DELETE',
    /^\/auth\/tokens\/(.+)$/,
    ({ params }) => {
      tokens.splice(
        tokens.findIndex((one) => one.id === params[0]),
        1,
      );
      return none;
    },
  ],
  ['GET', /^\/staff$/, () => ok({ data: staff })],
  [
    'POST',
    /^\/staff$/,
    ({ body }) => {
      const { teamIds, ...rest } = body as unknown as { teamIds?: string[] };
      const made = {
        ...staff[2]!,
        ...rest,
        id: randomUUID(),
        present: false,
        openConversations: 0,
        teams: teamIds ?? [],
      };
      staff.push(made);
      return ok({ ...made, temporaryPassword: 'Waha-Nakhl-4821' }, 201);
    },
  ],
  [
    'PATCH',
    /^\/staff\/(.+)$/,
    ({ params, body }) => {
      const { teamIds, ...rest } = body as unknown as { teamIds?: string[] };
      const found = staff.find((one) => one.id === params[0])!;
      Object.assign(found, rest, teamIds ? { teams: teamIds } : {});
      return ok(found);
    },
  ],
  ['GET', /^\/teams$/, () => ok({ data: teams })],
  [
    'POST',
    /^\/teams$/,
    ({ body }) => {
      teams.push({
        slug: 'new',
        isDefault: false,
        members: [],
        ...(body as object),
        id: randomUUID(),
      } as never);
      return ok(teams.at(-1), 201);
    },
  ],
  [
    'PATCH',
    /^\/teams\/(.+)$/,
    ({ params, body }) => ok(Object.assign(teams.find((one) => one.id === params[0])!, body)),
  ],
  ['GET', /^\/routing-rules$/, () => ok({ data: rules })],
  [
    'PUT',
    /^\/routing-rules$/,
    ({ body }) => {
      const next = (body as unknown as { data: typeof rules }).data;
      rules.splice(0, rules.length, ...next.map((rule) => ({ ...rule, id: rule.id ?? randomUUID() })));
      return ok({ data: rules });
    },
  ],
  ['GET', /^\/settings$/, () => ok(settings)],
  ['PUT', /^\/settings$/, ({ body }) => ok(Object.assign(settings, body))],
  ['GET', /^\/channels$/, () => ok({ data: channels })],
  [
    'GET',
    /^\/conversations\/counts$/,
    () => {
      const open = conversations.filter((one) => one.status === 'open');
      return ok({
        queue: open.filter((one) => isIn(one, 'queue')).length,
        mine: open.filter((one) => isIn(one, 'mine')).length,
        all: open.length,
      });
    },
  ],
  ['GET', /^\/conversations$/, ({ query }) => list(query)],
  ['GET', /^\/conversations\/([^/]+)$/, ({ params }) => ok(conversationOf(params[0]))],
  ['GET', /^\/conversations\/([^/]+)\/messages$/, ({ params, query }) => thread(params[0]!, query)],
  ['GET', /^\/conversations\/([^/]+)\/audit$/, ({ params }) => ok({ data: audits.get(params[0]!) ?? [] })],
  [
    'POST',
    /^\/conversations\/([^/]+)\/replies$/,
    ({ params, body }) => write(params[0]!, body as never, 'outbound', ''),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/notes$/,
    ({ params, body }) => write(params[0]!, body as never, 'note', ''),
  ],
  ['PUT', /^\/conversations\/([^/]+)\/assignment$/, ({ params, body }) => assign(params[0]!, body as never)],
  [
    'PUT',
    /^\/conversations\/([^/]+)\/status$/,
    ({ params, body }) => {
      const conversation = conversationOf(params[0]);
      const closed = body['status'] === 'closed';
      Object.assign(conversation, {
        status: body['status'],
        closedAt: closed ? new Date().toISOString() : null,
      });
      audits.get(conversation.id)?.push(line(closed ? 'conversation.closed' : 'conversation.reopened'));
      tellConversation(conversation);
      return ok(conversation);
    },
  ],
  [
    'PUT',
    /^\/conversations\/([^/]+)\/read$/,
    ({ params }) => {
      const conversation = conversationOf(params[0]);
      conversation.unread = 0;
      tellConversation(conversation);
      return none;
    },
  ],
  [
    'PUT',
    /^\/messages\/([^/]+)\/delivery$/,
    ({ params, body }) => {
      const message = [...messages.values()].flat().find((one) => one.id === params[0])!;
      Object.assign(message, { status: body['resolution'] === 'sent' ? 'sent' : 'queued', error: null });
      tellStatus(message);
      if (message.status === 'queued') deliver(message, false);
      return ok(message);
    },
  ],
  [
    'POST',
    /^\/uploads$/,
    ({ raw }) => {
      const head = (raw as Buffer).subarray(0, 600).toString();
      const fileName = /filename="([^"]*)"/.exec(head)?.[1] ?? 'file';
      return ok({ id: randomUUID(), fileName, contentType: 'image/png', size: (raw as Buffer).length }, 201);
    },
  ],
  ['GET', /^\/attachments\/(.+)$/, () => ({ status: 200, data: PNG, contentType: 'image/png' })],
  ['GET', /^\/contact-points\/([^/]+)$/, ({ params }) => contact(params[0]!)],
  [
    'PATCH',
    /^\/contact-points\/([^/]+)$/,
    ({ params, body }) => {
      for (const one of conversations.filter((each) => each.contactPoint.id === params[0])) {
        Object.assign(one.contactPoint, body);
        tellConversation(one);
      }
      return contact(params[0]!);
    },
  ],
  [
    'PUT',
    /^\/contact-points\/([^/]+)\/beneficiary$/,
    ({ params, body }) => {
      const input = body as unknown as { name?: string; note?: string; nationalId?: string | null } | null;
      if (!input?.name) beneficiaries.delete(params[0]!);
      else beneficiaries.set(params[0]!, { id: randomUUID(), note: '', name: input.name, ...input });
      return contact(params[0]!);
    },
  ],
  [
    'GET',
    /^\/beneficiaries$/,
    ({ query }) =>
      ok({ data: [...beneficiaries.values()].filter((one) => one.name.includes(query.get('q') ?? '')) }),
  ],
  ['GET', /^\/inbound-events$/, () => ok({ data: setAside, nextCursor: null })],
  [
    'POST',
    /^\/inbound-events\/([^/]+)\/retry$/,
    ({ params }) => {
      setAside = setAside.filter((one) => one.id !== params[0]);
      return { status: 202, data: {} };
    },
  ],
  [
    'POST',
    /^\/dev\/arrival$/,
    ({ body }) => {
      const input = body as unknown as { conversationId?: string; text?: string };
      arrive(input.conversationId ? conversationOf(input.conversationId) : undefined, input.text);
      return none;
    },
  ],
];

function signIn(body: { email?: string; password?: string }): Answer {
  if (failures >= 5) throw new Refusal(429, 'auth.throttled', {}, 60);
  if (body.password !== 'password') {
    failures += 1;
    throw new Refusal(401, 'auth.credentials_invalid');
  }
  failures = 0;
  return { ...ok(sessionOf()), cookie: '1' };
}

/** Answers one request. Any e-mail with the password "password" signs in. */
export function answer(method: string, url: URL, body: unknown, cookie: string): Answer {
  const path = url.pathname.slice('/api/v1'.length);
  if (path === '/auth/login') return signIn(body as { email?: string; password?: string });
  if (!cookie.includes('stand_in=1')) throw new Refusal(401, 'auth.sign_in_required');
  for (const [verb, pattern, handler] of table) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match) {
      return handler({ params: match.slice(1), query: url.searchParams, body: body as Body, raw: body });
    }
  }
  throw new Refusal(404, 'http.404');
}
