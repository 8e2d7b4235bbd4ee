import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

/**
 * Keeps the whole terminal for offline use. Every address of the terminal opens from the cache; the doors of the hub
 * and the office never do. A new version waits until the page asks it to take over.
 */
declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: readonly (PrecacheEntry | string)[] };

precacheAndRoute([...self.__WB_MANIFEST]);
cleanupOutdatedCaches();

const HUB_DOORS = [/^\/api\//, /^\/sync\/(ws|http)/, /^\/office/, /^\/bank/, /^\/healthz/, /^\/readyz/, /^\/metrics/];
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: HUB_DOORS }));

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('message', (event) => {
  if ((event.data as { type?: unknown } | null)?.type === 'TAKE_OVER') void self.skipWaiting();
});
