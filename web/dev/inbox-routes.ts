/** The inbox: lists, threads, writing and what is done to conversations. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Attachment, ChosenTemplate, Conversation } from '../src/lib/schemas';
import { audits, conversations, line, makeMessage, messages, say } from './conversations.ts';
import { admin, staff, teams } from './people.ts';
import { Refusal } from './refusal.ts';
import { type Answer, none, ok, type Route } from './route.ts';
import { deliver, tellConversation, tellMessage, tellStatus } from './simulation.ts';
import { checkWindow, render } from './templates.ts';

const uploads = new Map<string, Attachment>();
const PNG = readFileSync(resolve('web/dev/card.png'));

export function conversationOf(id: string | undefined): Conversation {
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

interface Written {
  text?: string;
  attachments?: string[];
  template?: ChosenTemplate;
}

function write(id: string, body: Written, direction: 'outbound' | 'note'): Answer {
  const conversation = conversationOf(id);
  if (direction === 'outbound' && !body.template) checkWindow(conversation);
  const text = body.template ? render(conversation, body.template) : (body.text ?? '');
  if (text.includes('!fail')) throw new Refusal(503, 'channel.unavailable');
  const message = makeMessage(id, text, {
    direction,
    kind: body.template ? 'template' : 'text',
    attachments: (body.attachments ?? []).map((one) => uploads.get(one)!),
    status: direction === 'note' ? null : 'queued',
    author: { kind: 'staff', id: admin.id, name: admin.name },
  });
  say(conversation, message);
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

export const inboxRoutes: Route[] = [
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
    ({ params, body }) => write(params[0]!, body as never, 'outbound'),
  ],
  [
    'POST',
    /^\/conversations\/([^/]+)\/notes$/,
    ({ params, body }) => write(params[0]!, body as never, 'note'),
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
      const made = { id: randomUUID(), fileName, contentType: 'image/png', size: (raw as Buffer).length };
      uploads.set(made.id, { ...made, state: 'stored', url: `/api/v1/attachments/${made.id}` });
      return ok(made, 201);
    },
  ],
  ['GET', /^\/attachments\/(.+)$/, () => ({ status: 200, data: PNG, contentType: 'image/png' })],
];
