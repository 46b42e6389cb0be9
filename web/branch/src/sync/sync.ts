import type { Item, Problem } from '../store/entries';

/** The hub's refusal, as far as the phone can act on it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Record<string, unknown> = {},
  ) {
    super(code);
  }
}

/** No network, or a hub that cannot answer now. */
export class Unreachable extends Error {}

export abstract class Outbox {
  abstract waiting(): Promise<Item[]>;
  abstract sent(item: Item, at: number): Promise<void>;
  abstract hold(item: Item, problem: Problem): Promise<void>;
  abstract photo(hash: string): Promise<Blob | null>;
}

export abstract class Hub {
  /** @throws Refusal, Unreachable */
  abstract missingPhotos(hashes: string[]): Promise<string[]>;
  abstract sendPhoto(hash: string, photo: Blob): Promise<void>;
  /** @returns whether this phone's clock is wrong */
  abstract send(item: Item): Promise<{ clockIsOff: boolean }>;
}

export type SyncEnd =
  | { kind: 'done'; clockIsOff: boolean; later: boolean }
  | { kind: 'unreachable' }
  /** The phone's rights are gone. */
  | { kind: 'shut out' };

/** Wiped, the account is off, or of another role now: nothing is wrong with what waits. */
export function rightsAreGone({ status, code }: Refusal): boolean {
  return status === 401 || code === 'auth.forbidden';
}

/** Not yet, and nobody's fault: the same again in a moment. */
const LATER = new Set(['branch.person_not_yet', 'branch.photos_missing', 'request.throttled']);

/**
 * Sends what waits, in the order of writing. Everything may be sent twice, so an answer that was lost costs a
 * repeat and nothing else. What the hub refuses is held for somebody to look at, and what follows goes on.
 */
export async function sendWaiting(outbox: Outbox, hub: Hub, now: () => number): Promise<SyncEnd> {
  let clockIsOff = false;
  /** People of whom something has to be sent first. */
  const behind = new Set<string>();
  try {
    for (const item of await outbox.waiting()) {
      const { person } = item.entry;
      if (behind.has(person.id)) continue;
      try {
        await sendPhotos(item, outbox, hub);
        clockIsOff = (await hub.send(item)).clockIsOff || clockIsOff;
        await outbox.sent(item, now());
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (rightsAreGone(error)) return { kind: 'shut out' };
        if (LATER.has(error.code)) behind.add(person.id);
        else await outbox.hold(item, { code: error.code, params: error.params });
      }
    }
  } catch (error) {
    if (error instanceof Unreachable) return { kind: 'unreachable' };
    throw error;
  }
  return { kind: 'done', clockIsOff, later: behind.size > 0 };
}

/** Photographs go first; those that arrived before the network went need not go again. */
async function sendPhotos({ entry }: Item, outbox: Outbox, hub: Hub): Promise<void> {
  if (entry.kind === 'person' || entry.photos.length === 0) return;
  for (const hash of await hub.missingPhotos(entry.photos)) {
    const photo = await outbox.photo(hash);
    if (!photo) throw new Refusal(410, 'photo_lost');
    await hub.sendPhoto(hash, photo);
  }
}

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/** How long to wait after so many failures; spread, so that all phones of a village do not come at once. */
export function waitAfter(failures: number, random = Math.random()): number {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, failures - 1));
  return wait * (0.75 + random / 2);
}
