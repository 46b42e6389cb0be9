/** The stand-in's answers, close enough to the contract for work on the pages. */
import { houseRoutes, sessionOf } from './house-routes.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { peopleRoutes } from './people-routes.ts';
import { Refusal } from './refusal.ts';
import { requestRoutes } from './request-routes.ts';
import { type Answer, type Body, ok } from './route.ts';

const ROUTES = [...houseRoutes, ...inboxRoutes, ...peopleRoutes, ...requestRoutes];
let failures = 0;

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
  for (const [verb, pattern, handler] of ROUTES) {
    const match = verb === method ? pattern.exec(path) : null;
    if (match) {
      return handler({ params: match.slice(1), query: url.searchParams, body: body as Body, raw: body });
    }
  }
  throw new Refusal(404, 'http.404');
}
