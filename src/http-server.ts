import type { IncomingMessage, ServerResponse } from 'node:http';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import helmet, { type HelmetOptions } from 'helmet';
import type { Config } from './platform/config/config.js';
import { serveWebApp } from './web-app.js';

/** Response headers, the web app and the widget. Call before `app.init()`. */
export async function setUpHttp(app: NestFastifyApplication, config: Config): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  if (config.env.ROLE === 'worker') {
    // A worker has the same modules, but nobody's door.
    fastify.addHook('onRequest', async (request, reply) => {
      if (!request.url.startsWith('/health/')) reply.callNotFound();
    });
  }
  const headers = securityHeaders(config.publicUrl.startsWith('https:'));
  fastify.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  if (config.env.ROLE !== 'worker') serveWebApp(fastify, config.env.ORGANISATION_PHONE);
}

/** Helmet's headers. They are the same for every answer, and webhooks are many, so they are made once. */
function securityHeaders(https: boolean): Record<string, string> {
  const options: HelmetOptions = {
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
  };
  const headers: Record<string, string> = {};
  const collector = {
    setHeader: (name: string, value: string) => {
      headers[name] = value;
    },
    removeHeader: () => undefined,
  };
  helmet(options)({} as IncomingMessage, collector as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw error;
  });
  return headers;
}
