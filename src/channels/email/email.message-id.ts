const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const WELL_FORMED = /<([^<>\s@]{1,250}@[^<>\s@]{1,250})>/g;

/** The well-formed Message-IDs of a header value, with their angle brackets. Anything else is no id. */
export function messageIds(value: string): string[] {
  return [...value.slice(0, 64 * 1024).matchAll(WELL_FORMED)].map((match) => `<${match[1]}>`);
}

/** Message-ID of a message of ours. The same message always has the same one. */
export function messageIdOf(id: string, domain: string): string {
  return `<${id}@${domain}>`;
}

/** Ids of messages of ours that stand in a text, first first. */
export function ownMessageIds(text: string, domain: string): string[] {
  const escaped = domain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = new RegExp(`(?<![\\w-])(${UUID})@${escaped}(?![\\w.-]*\\w)`, 'gi');
  return [...new Set([...text.matchAll(pattern)].map((match) => (match[1] as string).toLowerCase()))];
}

/** Domain of `EMAIL_FROM`, in lower case; null when it holds no address. */
export function domainOf(from: string | undefined): string | null {
  return /@([^@<>\s]+?)>?\s*$/.exec(from ?? '')?.[1]?.toLowerCase() ?? null;
}
