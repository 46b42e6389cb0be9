import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const TRACK = join(import.meta.dirname, 'track');

interface TrackDocument {
  html: Buffer;
  br: Buffer;
  gzip: Buffer;
  tag: string;
  policy: string;
}

/**
 * The person's own page at `/track`: one document with everything in it, because a slow line pays for each fetch. Its
 * policy lets its own style and script run, by their hashes, and nothing else.
 * @param phone for whoever cannot use it
 */
export function serveTrack(phone: string | undefined) {
  let made: TrackDocument | undefined;
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    made ??= read(phone);
    if (!made) {
      reply.callNotFound();
      return reply;
    }
    reply
      .header('cache-control', 'no-cache')
      .header('etag', made.tag)
      .header('vary', 'accept-encoding')
      .header('content-security-policy', made.policy)
      .header('referrer-policy', 'no-referrer');
    if (request.headers['if-none-match']?.includes(made.tag)) return reply.status(304).send();
    reply.type('text/html; charset=utf-8');
    const accepted = String(request.headers['accept-encoding'] ?? '');
    for (const encoding of ['br', 'gzip'] as const) {
      if (new RegExp(`\\b${encoding}\\b`).test(accepted)) {
        return reply.header('content-encoding', encoding).send(made[encoding]);
      }
    }
    return reply.send(made.html);
  };
}

function read(phone: string | undefined): TrackDocument | undefined {
  const file = join(TRACK, 'page.html');
  if (!existsSync(file)) return undefined;
  const hashes = JSON.parse(readFileSync(join(TRACK, 'policy.json'), 'utf8')) as {
    script: string;
    style: string;
  };
  const html = Buffer.from(readFileSync(file, 'utf8').replaceAll('%phone%', phone ?? ''));
  return {
    html,
    br: brotliCompressSync(html),
    gzip: gzipSync(html, { level: 9 }),
    tag: `"${createHash('sha256').update(html).digest('base64url').slice(0, 22)}"`,
    policy:
      `default-src 'none'; script-src ${hashes.script}; style-src ${hashes.style}; img-src data:; connect-src 'self'; ` +
      "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  };
}
