/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * JSON in its one canonical form (RFC 8785): no spaces, names in the order of their UTF-16 units, numbers and strings as
 * ECMAScript writes them. The same facts give the same bytes, so that their hash can be computed again by anybody.
 * @throws TypeError for what RFC 8785 does not allow: numbers that are not finite, halves of surrogate pairs
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = value as { readonly [name: string]: Json };
    const names = Object.keys(members).sort();
    return `{${names.map((name) => `${canonicalJson(name)}:${canonicalJson(members[name] as Json)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('Not a finite number');
  if (typeof value === 'string' && !value.isWellFormed()) throw new TypeError('Half of a surrogate pair');
  const written = JSON.stringify(value) as string | undefined;
  if (written === undefined) throw new TypeError('Not JSON');
  return written;
}
