/** Contact points, beneficiaries, and what could not be read. */
import { randomUUID } from 'node:crypto';
import type { Beneficiary } from '../src/lib/schemas';
import { conversations } from './conversations.ts';
import { conversationOf } from './inbox-routes.ts';
import { Refusal } from './refusal.ts';
import { type Answer, none, ok, type Route } from './route.ts';
import { arrive, tellConversation } from './simulation.ts';

const beneficiaries = new Map<string, Beneficiary>();
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

export const peopleRoutes: Route[] = [
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
