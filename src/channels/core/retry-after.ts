/** Milliseconds of a Retry-After header, in seconds or as a date; null when there is none to obey. */
export function retryAfter(headers: unknown, now = Date.now()): number | null {
  const value = (headers as Record<string, unknown> | undefined)?.['retry-after'];
  if (typeof value !== 'string' || value === '') return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
