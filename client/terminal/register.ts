import { atRest } from '../platform/tab-lock.ts';

/**
 * Registers the service worker and says when a newer version waits. The new one takes over only when the clerk agrees
 * and no entry is being written; entries waiting to be sent never hold an update back.
 */
function offer(waiting: ServiceWorker, onUpdate: (takeOver: () => void) => void): void {
  onUpdate(() => {
    navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
    void atRest(() => waiting.postMessage({ type: 'TAKE_OVER' }));
  });
}

/** No network, or nothing newer: it is looked for again the next time the line stops. */
const noted = (): void => undefined;

/** @returns looks for a newer version now, not at the browser's next round. */
export function register(onUpdate: (takeOver: () => void) => void): () => void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return () => undefined;
  const registered = navigator.serviceWorker.register('/service-worker.js', { type: 'module' });
  registered.catch((reason: unknown) => console.warn('The terminal cannot be kept for offline use:', reason));
  void registered.then(
    (registration) => {
      if (registration.waiting !== null && navigator.serviceWorker.controller !== null)
        offer(registration.waiting, onUpdate);
      registration.addEventListener('updatefound', () => {
        const coming = registration.installing;
        coming?.addEventListener('statechange', () => {
          if (coming.state === 'installed' && navigator.serviceWorker.controller !== null) offer(coming, onUpdate);
        });
      });
    },
    () => undefined,
  );
  return () =>
    void registered.then(
      (registration) => registration.update().catch(noted),
      () => undefined,
    );
}
