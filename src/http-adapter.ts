import { type ParsedUrlQuery, parse } from 'node:querystring';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';

/** Enough for any form or JSON of ours. A route that takes files says so: `@RouteConfig({ bodyLimit })`. */
const BODY_LIMIT = 1024 * 1024;

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
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  takeBodies(fastify);
  fastify.addHook('onRoute', (route: RouteOptions) => {
    const limit = (route.config as { bodyLimit?: number } | undefined)?.bodyLimit;
    if (limit !== undefined) route.bodyLimit = limit;
  });
  return adapter;
}

function takeBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.rawBody = bytes;
    // Some clients name a content type on every request, also on those without a body.
    if (bytes.length === 0) done(null, undefined);
    else void parseJson(request, bytes.toString('utf8'), done);
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

/** A repeated name becomes an array. Without a prototype: a field called `__proto__` is only a field. */
function parseForm(body: Buffer): ParsedUrlQuery {
  // A third cheaper than URLSearchParams, on the busiest door; it reads the first 1,000 fields.
  return parse(body.toString('utf8'));
}
