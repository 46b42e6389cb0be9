/** Media have ids and no lasting address; in the hub they are known by this one. */
const SCHEME = 'whatsapp-media:';

export function mediaAddress(id: string): string {
  return SCHEME + encodeURIComponent(id);
}

/** The id of a medium; null when the address is not one of these. */
export function mediaIdOf(address: string): string | null {
  const id = address.startsWith(SCHEME) ? decodeURIComponent(address.slice(SCHEME.length)) : '';
  return id || null;
}
