import type { FastifyReply } from 'fastify';

export const SESSION_COOKIE = 'insat_session';
/** The session's absolute life; how long it may idle is the server's business. */
const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;
/** 32 bytes as base64url. */
const SESSION_TOKEN = /(?:^|;)\s*insat_session=([\w-]{43})\s*(?:;|$)/;

/** The session token of a Cookie header. Anything of another shape is none of ours. */
export function sessionOf(cookieHeader: string | undefined): string | null {
  return SESSION_TOKEN.exec(cookieHeader ?? '')?.[1] ?? null;
}

/** @param secure whether people reach the hub by https */
export function setSessionCookie(reply: FastifyReply, token: string, secure: boolean): void {
  set(reply, token, MAX_AGE_SECONDS, secure);
}

export function clearSessionCookie(reply: FastifyReply, secure: boolean): void {
  set(reply, '', 0, secure);
}

function set(reply: FastifyReply, value: string, maxAge: number, secure: boolean): void {
  void reply.header(
    'set-cookie',
    `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
  );
}
