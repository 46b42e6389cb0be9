const NAME = 'insat-forms';
const STORE = 'files';

/**
 * Bytes of chosen files, in IndexedDB, so that a closed tab loses none of them; in memory where there is none. What
 * the hub has is taken off the shelf.
 */
export class FileShelf {
  private readonly memory = new Map<string, Blob>();
  private opened: Promise<IDBDatabase | null> | null = null;

  async put(id: string, file: Blob): Promise<void> {
    this.memory.set(id, file);
    await this.run('readwrite', (store) => store.put(file, id));
  }

  async get(id: string): Promise<Blob | null> {
    return (
      this.memory.get(id) ??
      ((await this.run('readonly', (store) => store.get(id))) as Blob | undefined) ??
      null
    );
  }

  async drop(id: string): Promise<void> {
    this.memory.delete(id);
    await this.run('readwrite', (store) => store.delete(id));
  }

  /** Whatever fails here (a private window, a full disk) costs keeping, never sending. */
  private async run(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest): Promise<unknown> {
    this.opened ??= open();
    const database = await this.opened;
    if (!database) return undefined;
    return new Promise((resolve) => {
      try {
        const request = work(database.transaction(STORE, mode).objectStore(STORE));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => resolve(undefined);
      } catch {
        resolve(undefined);
      }
    });
  }
}

function open(): Promise<IDBDatabase | null> {
  return new Promise((resolve) => {
    try {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = request.onblocked = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
}
