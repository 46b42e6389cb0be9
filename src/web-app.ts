import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { serveTrack } from './track-page.js';

const DIST = import.meta.dirname;
const WEB = join(DIST, 'web');
const WIDGET = join(DIST, 'widget');
const BRANCH = join(DIST, 'branch');
const FORMS = join(DIST, 'forms');
/** Paths that are never a page of the app: an unknown one is a 404, not index.html. */
const NOT_PAGES = /^\/(api|channels|health|socket\.io|track)(\/|$)/;
const YEAR_SECONDS = 31_536_000;

/**
 * Serves what the build made: the web app at `/`, whose router owns every path that is no file and no route
 * of the API, the representatives' page at `/branch`, the public forms at `/help` and `/volunteer`, the person's
 * own page at `/track`, and the chat widget at `/widget.js`.
 */
export function serveWebApp(fastify: FastifyInstance, phone: string | undefined): void {
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
  fastify.get('/help', serveForm('طلب مساعدة', phone));
  fastify.get('/volunteer', serveForm('التطوع معنا', phone));
  fastify.get('/public-forms/:file', serveFormFile);
  fastify.get('/track', serveTrack(phone));
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

/** The page needs nothing but its own files; least of all another's frame, style or script. */
const FORM_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A small page without the app: it has to open on a slow phone. The number is for whoever cannot use it. */
function serveForm(title: string, phone: string | undefined) {
  const file = join(FORMS, 'page.html');
  return (_request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (!existsSync(file)) {
      reply.callNotFound();
      return reply;
    }
    const page = readFileSync(file, 'utf8')
      .replaceAll('%title%', title)
      .replaceAll('%phone%', phone ? `: <a href="tel:${phone}" dir="ltr">${phone}</a>` : '');
    return reply
      .header('cache-control', 'no-cache')
      .header('content-security-policy', FORM_POLICY)
      .header('referrer-policy', 'no-referrer')
      .type('text/html; charset=utf-8')
      .send(page);
  };
}

function serveFormFile(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { file } = request.params as { file: string };
  if (!/^[\w-]+\.(?:js|css|woff2)$/.test(file) || !existsSync(join(FORMS, file))) {
    reply.callNotFound();
    return reply;
  }
  reply.header(
    'cache-control',
    file.endsWith('.woff2') ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
  );
  return reply.sendFile(file, FORMS);
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
