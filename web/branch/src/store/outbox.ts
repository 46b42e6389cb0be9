import { v7 as uuidv7 } from 'uuid';
import { receiptNumber } from '../receipt';
import type { Outbox } from '../sync/sync';
import type { BranchDatabase, ItemRow } from './database';
import type { Entry, IntakeEntry, Item, Problem } from './entries';
import { open, openBytes, seal, sealBytes, sha256 } from './sealing';

/** Sent ones are kept so long, to look a receipt up. */
const KEEP_SENT_MS = 14 * 86_400_000;

type Body = Pick<Item, 'entry' | 'problem' | 'sentAt'>;
const place = (id: string) => `item ${id}`;

/** What was written and waits for a network, in the order of writing; every word of it sealed. */
export class SealedOutbox implements Outbox {
  constructor(
    private readonly database: BranchDatabase,
    private readonly key: CryptoKey,
    /** The phone's number, first part of its receipts. */
    private readonly device: number,
  ) {}

  /** Keeps a message or request under the next receipt number; neither is ever there without the other. */
  async addIntake(intake: Omit<IntakeEntry, 'receipt'>): Promise<Item> {
    // A transaction would end while WebCrypto works, so the number is taken first: one that nobody got is lost.
    const tx = this.database.transaction('counters', 'readwrite');
    const count = ((await tx.store.get('receipt')) ?? 0) + 1;
    await tx.store.put(count, 'receipt');
    await tx.done;
    return this.add({ ...intake, receipt: receiptNumber(this.device, count) });
  }

  async add(entry: Entry, id: string = uuidv7()): Promise<Item> {
    const body: Body = { entry, problem: null, sentAt: null };
    const sealed = await seal(this.key, place(id), body);
    const tx = this.database.transaction(['counters', 'items'], 'readwrite');
    const counters = tx.objectStore('counters');
    const seq = ((await counters.get('seq')) ?? 0) + 1;
    await counters.put(seq, 'seq');
    await tx.objectStore('items').put({ id, seq, state: 'waiting', sealed });
    await tx.done;
    return { id, seq, state: 'waiting', ...body };
  }

  /** All, in the order of writing. */
  async items(): Promise<Item[]> {
    const rows = await this.database.getAllFromIndex('items', 'by-seq');
    return Promise.all(rows.map((row) => this.opened(row)));
  }

  async waiting(): Promise<Item[]> {
    return (await this.items()).filter(({ state }) => state === 'waiting');
  }

  async sent(item: Item, at: number): Promise<void> {
    await this.write({ ...item, state: 'sent', problem: null, sentAt: at });
    await this.dropPhotos(item);
  }

  async hold(item: Item, problem: Problem): Promise<void> {
    await this.write({ ...item, state: 'held', problem });
  }

  /** Tries a held one again, with what was mended. */
  async retry(item: Item, entry: Entry = item.entry): Promise<void> {
    await this.write({ ...item, entry, state: 'waiting', problem: null });
  }

  async remove(item: Item): Promise<void> {
    await this.database.delete('items', item.id);
    await this.dropPhotos(item);
  }

  async forgetOld(now: number): Promise<void> {
    for (const item of await this.items()) {
      if (item.state === 'sent' && now - (item.sentAt ?? 0) > KEEP_SENT_MS) await this.remove(item);
    }
  }

  async addPhoto(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<string> {
    const hash = await sha256(bytes);
    const sealed = await sealBytes(this.key, `photo ${hash}`, bytes);
    await this.database.put('photos', { hash, type, sealed });
    return hash;
  }

  async photo(hash: string): Promise<Blob | null> {
    const row = await this.database.get('photos', hash);
    if (!row) return null;
    return new Blob([await openBytes(this.key, `photo ${hash}`, row.sealed)], { type: row.type });
  }

  async dropPhoto(hash: string): Promise<void> {
    await this.database.delete('photos', hash);
  }

  /** Pictures of what was never saved: a form that was left, a signature drawn again. */
  async dropLoosePhotos(inDrafts: string[]): Promise<void> {
    const unsent = (await this.items()).filter(({ state }) => state !== 'sent');
    const needed = new Set([...inDrafts, ...unsent.flatMap(({ entry }) => photosOf(entry))]);
    for (const hash of await this.database.getAllKeys('photos')) {
      if (!needed.has(hash)) await this.dropPhoto(hash);
    }
  }

  private async dropPhotos({ id, entry }: Item): Promise<void> {
    const photos = photosOf(entry);
    if (photos.length === 0) return;
    // The same picture may belong to another one that still waits.
    const others = (await this.items()).filter((other) => other.id !== id && other.state !== 'sent');
    const needed = new Set(others.flatMap(({ entry: one }) => photosOf(one)));
    for (const hash of photos) if (!needed.has(hash)) await this.dropPhoto(hash);
  }

  private async write({ id, seq, state, entry, problem, sentAt }: Item): Promise<void> {
    const body: Body = { entry, problem, sentAt };
    await this.database.put('items', { id, seq, state, sealed: await seal(this.key, place(id), body) });
  }

  private async opened({ id, seq, state, sealed }: ItemRow): Promise<Item> {
    return { id, seq, state, ...(await open<Body>(this.key, place(id), sealed)) };
  }
}

function photosOf(entry: Entry): string[] {
  return entry.kind === 'person' ? [] : entry.photos;
}
