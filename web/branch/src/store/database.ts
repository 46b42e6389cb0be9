import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { EntryState } from './entries';
import type { Sealed } from './sealing';
import type { Vault } from './vault';

export const DATABASE = 'insat-branch';
const VERSION = 1;

export interface ItemRow {
  id: string;
  seq: number;
  state: EntryState;
  /** Entry, problem and time of sending. */
  sealed: Sealed;
}

export interface PhotoRow {
  /** SHA-256 of the bytes, as the hub will know them. */
  hash: string;
  type: string;
  sealed: Sealed;
}

/** Only what opens nothing and names nobody lies open: ids, order, states, counters. */
export interface BranchSchema extends DBSchema {
  vault: { key: 'vault'; value: Vault };
  counters: { key: 'seq' | 'receipt'; value: number };
  items: { key: string; value: ItemRow; indexes: { 'by-seq': number } };
  photos: { key: string; value: PhotoRow };
  /** Sealed pages: people, tasks, drafts, the token. */
  pages: { key: string; value: Sealed };
}

export type BranchDatabase = IDBPDatabase<BranchSchema>;

export function openDatabase(): Promise<BranchDatabase> {
  return openDB<BranchSchema>(DATABASE, VERSION, {
    upgrade(database) {
      database.createObjectStore('vault');
      database.createObjectStore('counters');
      database.createObjectStore('items', { keyPath: 'id' }).createIndex('by-seq', 'seq');
      database.createObjectStore('photos', { keyPath: 'hash' });
      database.createObjectStore('pages');
    },
    blocking(_current, _blocked, event) {
      // Another tab erases or upgrades: this one must not hold it up.
      (event.target as IDBDatabase).close();
    },
  });
}
