/** The house: who works in it, how it is set up. */
import { randomUUID } from 'node:crypto';
import { admin, channels, rules, settings, staff, teams } from './people.ts';
import { Refusal } from './refusal.ts';
import { none, ok, type Route } from './route.ts';
import { templatesOf } from './templates.ts';

const PERMISSIONS = [
  'conversations.read',
  'conversations.reply',
  'conversations.take',
  'conversations.assign',
  'conversations.close',
  'contacts.write',
  'requests.read',
  'requests.write',
  'requests.configure',
  'staff.read',
  'staff.write',
  'settings.read',
  'settings.write',
  'journal.manage',
  'audit.read',
];
export const sessionOf = () => ({ staff: admin, permissions: PERMISSIONS });

const tokens: { id: string; name: string; createdAt: string; lastUsedAt: null; expiresAt: string | null }[] =
  [];

export const houseRoutes: Route[] = [
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
  ['GET', /^\/branch\/devices$/, () => ok({ data: [] })],
  ['GET', /^\/hand-overs$/, () => ok({ data: [], nextCursor: null })],
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
  ['GET', /^\/channels$/, () => ok({ data: channels, nextCursor: null })],
  [
    'GET',
    /^\/channels\/([^/]+)\/templates$/,
    ({ params }) => ok({ data: templatesOf(params[0]), nextCursor: null }),
  ],
];
