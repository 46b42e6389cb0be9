/**
 * Keeps the page itself for the road: its own files, by version, and nothing that the hub answers. The build puts
 * the list of files in place of `__PRECACHE__`.
 */
export {};

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: { version: string; files: string[] };

/** Not in every browser's types yet. */
interface SyncEvent extends ExtendableEvent {
  tag: string;
}

const PREFIX = 'insat-branch-';
const CACHE = PREFIX + __PRECACHE__.version;
const PAGE = '/branch';

self.addEventListener('install', (event) => {
  // Past the browser's own cache: half of an old version with half of a new one is none.
  const files = [PAGE, ...__PRECACHE__.files].map((file) => new Request(file, { cache: 'reload' }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(files)));
});

self.addEventListener('activate', (event) => {
  const forgetOlder = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(forgetOlder());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  const isPage = request.mode === 'navigate' && (pathname === PAGE || pathname.startsWith(`${PAGE}/`));
  if (!isPage && !__PRECACHE__.files.includes(pathname)) return;
  event.respondWith(kept(isPage ? PAGE : pathname, request));
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});

// What waits is sealed, and only an unlocked page can open it: the network is back, so tell those that are open.
self.addEventListener('sync', (event) => {
  const tell = async () => {
    for (const client of await self.clients.matchAll({ type: 'window' })) client.postMessage('sync');
  };
  if ((event as SyncEvent).tag === 'send') (event as SyncEvent).waitUntil(tell());
});

async function kept(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
