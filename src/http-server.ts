import helmet from '@fastify/helmet';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
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
