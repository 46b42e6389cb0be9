import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const DIST = import.meta.dirname;
const WEB = join(DIST, 'web');
const WIDGET = join(DIST, 'widget');
const BRANCH = join(DIST, 'branch');
/** Paths that are never a page of the app: an unknown one is a 404, not index.html. */
const NOT_PAGES = /^\/(api|channels|health|socket\.io)(\/|$)/;
const YEAR_SECONDS = 31_536_000;

/**
 * Serves what the build made: the web app at `/`, whose router owns every path that is no file and no route
 * of the API, the representatives' page at `/branch`, and the chat widget at `/widget.js`.
 */
export function serveWebApp(fastify: FastifyInstance): void {
  // Where the build left a .br or .gz beside a file, a browser that can take it gets that.
  void fastify.register(fastifyStatic, { root: WEB, serve: false, cacheControl: false, preCompressed: true });
  fastify.get('/widget.js', (_request, reply) => {
    reply
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      // Short: a new version reaches the websites within minutes, without anybody touching them.
      .header('cache-control', 'public, max-age=300');
    return reply.sendFile('insat-widget.js', WIDGET);
  });
  fastify.get('/branch', serveBranch);
  fastify.get('/branch/*', serveBranch);
  fastify.get('/*', servePage);
}

function servePage(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = pathOf(request);
  if (path === undefined || NOT_PAGES.test(path)) {
    reply.callNotFound();
    return reply;
  }
  const file = resolve(WEB, `.${path}`);
  const isFile = path !== '/' && file.startsWith(`${WEB}/`) && /\.\w+$/.test(path) && existsSync(file);
  if (isFile) {
    // Vite puts a hash of the content into the names below assets/.
    const forEver = path.startsWith('/assets/');
    reply.header('cache-control', forEver ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    return reply.sendFile(path, WEB);
  }
  if (/^\/assets\//.test(path)) {
    reply.callNotFound();
    return reply;
  }
  reply.header('cache-control', 'no-cache');
  return reply.sendFile('index.html', WEB);
}

/** An app of its own: its worker keeps it on the phone, so that it opens without a network. */
function serveBranch(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const path = pathOf(request)?.replace(/^\/branch\/?/, '');
  if (path === undefined) {
    reply.callNotFound();
    return reply;
  }
  const isFile = /\.\w+$/.test(path) && existsSync(join(BRANCH, path));
  if (!isFile && path.startsWith('assets/')) {
    reply.callNotFound();
    return reply;
  }
  const forEver = isFile && path.startsWith('assets/');
  reply.header('cache-control', forEver ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
  // The worker stands in /branch/ and is for /branch as well.
  if (path === 'sw.js') reply.header('service-worker-allowed', '/branch');
  return reply.sendFile(isFile ? path : 'index.html', BRANCH);
}

/** The decoded path; undefined for one that cannot be read or climbs (`/../`, written as %2f). */
function pathOf(request: FastifyRequest): string | undefined {
  try {
    const path = decodeURIComponent(request.url.split('?')[0] ?? '/');
    return /\0|\/\.\.?(\/|$)/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}
