import { deleteDB } from 'idb';
import { DATABASE } from './database';

const ERASED = 'insat.branch.erased';

/** Leaves nothing: the database with all keys, caches, the app itself. */
export async function eraseEverything(): Promise<void> {
  await deleteDB(DATABASE);
  for (const name of await caches.keys()) await caches.delete(name);
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(registration.scope).pathname.startsWith('/branch')) await registration.unregister();
  }
  localStorage.clear();
  sessionStorage.clear();
  // So that a reload says it again, and does not look like a new phone.
  sessionStorage.setItem(ERASED, 'yes');
}

export const wasErased = (): boolean => sessionStorage.getItem(ERASED) === 'yes';

export function beginAnew(): void {
  sessionStorage.removeItem(ERASED);
}
