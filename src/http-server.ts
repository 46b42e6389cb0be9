import { type ParsedUrlQuery, parse } from 'node:querystring';
import helmet from '@fastify/helmet';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type { Config } from './platform/config/config.js';
import { serveWebApp } from './web-app.js';

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

/** Response headers, the web app and the widget. Call before `app.init()`. */
export async function setUpHttp(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  if (config.env.ROLE === 'worker') {
    // A worker has the same modules, but nobody's door.
    fastify.addHook('onRequest', async (request, reply) => {
      if (!request.url.startsWith('/health/')) reply.callNotFound();
    });
  }
  const https = config.publicUrl.startsWith('https:');
  await app.register(
    helmet as never,
    {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          scriptSrc: ["'self'"],
          // The component library sets colours and sizes in style elements of its own.
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          mediaSrc: ["'self'", 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'"],
          objectSrc: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          ...(https && { upgradeInsecureRequests: [] }),
        },
      },
      // Browsers ignore these on plain HTTP, and complain about the first.
      crossOriginOpenerPolicy: https,
      originAgentCluster: https,
      strictTransportSecurity: https,
      referrerPolicy: { policy: 'same-origin' },
    } as never,
  );
  if (config.env.ROLE !== 'worker') serveWebApp(fastify);
}

function takeBodies(fastify: FastifyInstance): void {
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer;
    request.rawBody = bytes;
    // Some clients name a content type on every request, also on those without a body.
    if (bytes.length === 0) done(null, undefined);
    else parseJson(request, bytes.toString('utf8'), done);
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
