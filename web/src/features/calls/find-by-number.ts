import { api } from '../../lib/api';
import type { Conversation } from '../../lib/schemas';
import { widerDigits } from './callers';

/** Conversations, newest first, of everybody whose number contains the digits. */
export async function findByNumber(
  digits: string,
  channel: 'phone' | null,
  signal: AbortSignal,
): Promise<Conversation[]> {
  const ask = (q: string) =>
    api
      .conversations({ view: 'all', status: 'all', channel, team: null, q }, null, signal)
      .then(({ data }) => data.filter((one) => one.contactPoint.address.includes(digits)));
  const found = await ask(digits);
  return found.length > 0 ? found : ask(widerDigits(digits));
}
