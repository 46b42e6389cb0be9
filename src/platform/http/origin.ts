import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a browser sent this from one of our own pages. Cookies travel with requests that other websites
 * cause; this is what tells those apart. Programs that are no browsers send neither header and pass.
 * @param publicUrl where people reach the hub: a proxy may have changed the Host header
 */
export function isOwnOrigin(headers: IncomingHttpHeaders, publicUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === headers.host || from.origin === new URL(publicUrl).origin;
}
