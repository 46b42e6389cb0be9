import type { IncomingMessage } from 'node:http';
import { type ParsedUrlQuery, parse } from 'node:querystring';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { problemOf } from './platform/http/problem.js';
import { acceptedLanguage } from './platform/i18n/translate.js';

/** Enough for any form or JSON of ours. A route that takes files says so: `@RouteConfig({ bodyLimit })`. */
const BODY_LIMIT = 1024 * 1024;
/** How much of a refused body is read on, and for how long: enough for any honest mistake. */
const UNREAD_BYTES = 32 * 1024 * 1024;
const UNREAD_MS = 5_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** The bytes of a JSON or form body as they came: signatures are about them, and the journal keeps them. */
    rawBody?: Buffer;
  }
}

/** The HTTP side before Nest's routes: limits, bodies. Bodies are ours, so create the app with `bodyParser: false`. */
export function createHttpAdapter(): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    // An address in a header is whatever the sender writes; PUBLIC_URL says where we are.
    trustProxy: false,
    // A sender that stops in the middle of a body must not hold a connection for ever.
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: answerUnrouted,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  takeBodies(fastify);
  fastify.addHook('onRoute', (route: RouteOptions) => {
    const limit = (route.config as { bodyLimit?: number } | undefined)?.bodyLimit;
    if (limit !== undefined) route.bodyLimit = limit;
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (reply.statusCode >= 400) await restOfBody(request.raw);
  });
  return adapter;
}

/** What the router itself refuses (a path that cannot be decoded, a parameter too long) reaches no filter of ours. */
function answerUnrouted(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(error, acceptedLanguage(request.headers['accept-language']));
  void reply
    .status(problem.status)
    .type('application/problem+json; charset=utf-8')
    .header('x-content-type-options', 'nosniff')
    .send(JSON.stringify(problem));
}

/**
 * Lets a body that nobody will read run out before its refusal is sent: closing the connection under a sender
 * who still writes resets it, and the sender never learns why.
 */
function restOfBody(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    let bytes = 0;
    const finish = () => {
      clearTimeout(timer);
      request.off('data', count);
      resolve();
    };
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > UNREAD_BYTES) finish();
    };
    const timer = setTimeout(finish, UNREAD_MS);
    for (const end of ['end', 'close', 'error']) request.once(end, finish);
    request.unpipe();
    request.on('data', count).resume();
  });
}

function takeBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.rawBody = bytes;
    // Some clients name a content type on every request, also on those without a body.
    if (bytes.length === 0) done(null, undefined);
    else void parseJson(request, withoutHalfPairs(bytes.toString('utf8')), done);
  });
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    (request: FastifyRequest, body, done) => {
      request.rawBody = body as Buffer;
      done(null, parseForm(request.rawBody));
    },
  );
  fastify.addContentTypeParser(
    ['message/rfc822', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
}

const HALF_PAIR = /\\u[dD][89a-fA-F]/;
const ESCAPE =
  /\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|(u[dD][89a-fA-F][\da-fA-F]{2})|[\s\S])/g;

/**
 * JSON can escape half of a surrogate pair, which is no character: PostgreSQL refuses it, file names and URLs
 * cannot hold it. It becomes U+FFFD here, as everything else does that is no text.
 */
function withoutHalfPairs(json: string): string {
  if (!HALF_PAIR.test(json)) return json;
  return json.replace(ESCAPE, (whole, half?: string) => (half === undefined ? whole : '\\ufffd'));
}

/** A repeated name becomes an array. Without a prototype: a field called `__proto__` is only a field. */
function parseForm(body: Buffer): ParsedUrlQuery {
  // A third cheaper than URLSearchParams, on the busiest door; it reads the first 1,000 fields.
  return parse(body.toString('utf8'));
}
