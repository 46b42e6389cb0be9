import { deleteDB } from 'idb';
import { DATABASE } from './database';

const OURS = 'insat.branch.';
const ERASED = `${OURS}erased`;

/** Leaves nothing: the database with all keys, caches, the app itself. */
export async function eraseEverything(): Promise<void> {
  await deleteDB(DATABASE);
  for (const name of await caches.keys()) await caches.delete(name);
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (new URL(registration.scope).pathname.startsWith('/branch')) await registration.unregister();
  }
  // The inbox, on the same address, has words of its own there.
  for (const name of Object.keys(localStorage)) if (name.startsWith(OURS)) localStorage.removeItem(name);
  // So that the next start says it again, and does not look like a new phone.
  localStorage.setItem(ERASED, 'yes');
}

export const wasErased = (): boolean => localStorage.getItem(ERASED) === 'yes';

export function beginAnew(): void {
  localStorage.removeItem(ERASED);
}
