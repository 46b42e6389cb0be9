import { latinDigits } from '../../lib/saudi-id';
import type { FoundContact } from '../../lib/schemas';
import { searchDigits } from '../calls/callers';

/** Fewer letters or digits fit too many people. */
const LEAST_LETTERS = 2;
const LEAST_DIGITS = 4;
const MOST_VISITORS = 5;
/** Channels whose address is a telephone number. */
const BY_NUMBER = ['sms', 'whatsapp', 'phone', 'branch', 'help_request'];

/** Somebody known, and by what a visit of theirs finds them again. */
export interface KnownVisitor {
  id: string;
  address: string;
  name: string | null;
  phone: string | null;
  channel: FoundContact['channel'];
  lastConversation: FoundContact['lastConversation'];
}

/** What of a typed name or number is worth looking for; null while it fits too many people. */
export function wanted(typed: string): string | null {
  const text = typed.trim();
  if (/^[+\d\s-]+$/.test(latinDigits(text))) {
    const digits = searchDigits(text);
    return digits.length >= LEAST_DIGITS ? digits : null;
  }
  return text.length >= LEAST_LETTERS ? text : null;
}

function addressOf({ channel, address, phone }: FoundContact): string | null {
  if (channel === 'interview') return address;
  if (BY_NUMBER.includes(channel) && address.startsWith('+')) return address;
  return phone?.startsWith('+') ? phone : null;
}

/** One line per person, as far as a visit of theirs could be told apart from a stranger's; earlier visits first. */
export function visitorsIn(found: readonly FoundContact[]): KnownVisitor[] {
  const byAddress = new Map<string, KnownVisitor>();
  const visitsFirst = [...found].sort(
    (a, b) => Number(b.channel === 'interview') - Number(a.channel === 'interview'),
  );
  for (const one of visitsFirst) {
    const address = addressOf(one);
    if (!address) continue;
    const before = byAddress.get(address);
    if (before) before.name ??= one.name;
    else {
      const phone = one.phone ?? (address.startsWith('+') ? address : null);
      const { id, name, channel, lastConversation } = one;
      byAddress.set(address, { id, address, name, phone, channel, lastConversation });
    }
  }
  return [...byAddress.values()].slice(0, MOST_VISITORS);
}
