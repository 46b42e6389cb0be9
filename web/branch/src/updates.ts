import type { Phone } from './phone';

type Listener = (waiting: ServiceWorker | null) => void;
let waiting: ServiceWorker | null = null;
const listeners = new Set<Listener>();

/** A newer version that waits until it is taken; null while there is none. */
export const newerVersion = {
  read: (): ServiceWorker | null => waiting,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** The registration, with what not every browser has. */
interface WithSync extends ServiceWorkerRegistration {
  sync?: { register(tag: string): Promise<void> };
}

/** Installs the page on the phone, and offers newer versions. */
export function keepForTheRoad(phone: Phone): void {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const hadOne = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // The first one only takes charge; a later one was asked for.
    if (hadOne) location.reload();
  });
  serviceWorker.addEventListener('message', ({ data }) => {
    if (data === 'sync') void phone.sync();
  });
  void register(phone);
}

async function register(phone: Phone): Promise<void> {
  // A wiped phone is not to be furnished again, and one without encryption keeps nothing.
  if (['erased', 'insecure'].includes(phone.read().phase)) return;
  try {
    const registration: WithSync = await navigator.serviceWorker.register('/branch/sw.js', {
      scope: '/branch',
    });
    offer(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed' && navigator.serviceWorker.controller) offer(installing);
      });
    });
    phone.subscribe(() => {
      if (phone.read().sync === 'unreachable')
        void registration.sync?.register('send').catch(() => undefined);
    });
  } catch {
    // Private windows have no service workers: the page works while it is open.
  }
}

export function takeNewer(): void {
  waiting?.postMessage('take over');
}

function offer(worker: ServiceWorker | null): void {
  waiting = worker;
  for (const listener of listeners) listener(worker);
}
