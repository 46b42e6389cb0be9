import type { Conversation } from '../../../lib/schemas';

/** The order a reader was looking at when they scrolled away from the top. */
export interface HeldOrder {
  /** The newest activity then; anything later is news. */
  newest: string;
  times: Map<string, string>;
}

export function holdOrder(shown: Conversation[]): HeldOrder {
  return {
    newest: shown[0]?.lastMessageAt ?? '',
    times: new Map(shown.map((one) => [one.id, one.lastMessageAt])),
  };
}

/**
 * Rows for a reader in the middle of the list: those who wrote again stay where they were, newcomers wait
 * above and are only counted.
 */
export function arrange(
  current: Conversation[],
  held: HeldOrder | null,
): { rows: Conversation[]; fresh: number } {
  if (!held) return { rows: current, fresh: 0 };
  const isNews = (one: Conversation) => one.lastMessageAt > held.newest;
  const placed = (one: Conversation) => held.times.get(one.id) ?? one.lastMessageAt;
  const rows = current
    .filter((one) => held.times.has(one.id) || !isNews(one))
    .sort((a, b) => (placed(a) < placed(b) ? 1 : placed(a) > placed(b) ? -1 : 0));
  return { rows, fresh: current.filter(isNews).length };
}
