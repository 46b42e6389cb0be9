import { api } from '../../lib/api';
import type { Conversation } from '../../lib/schemas';

/** Conversations, newest first, of everybody whose number contains the digits. */
export async function findByNumber(
  digits: string,
  channel: 'phone' | null,
  signal: AbortSignal,
): Promise<Conversation[]> {
  const asked = { view: 'all', status: 'all', channel, team: null, q: digits } as const;
  const { data } = await api.conversations(asked, null, signal);
  return data.filter((one) => one.contactPoint.address.includes(digits));
}
