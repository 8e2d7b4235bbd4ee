import type { Bytes } from '../../shared/kernel/bytes.ts';

/** Storage of the origin and files for people. */

/** Asks the browser never to evict the terminal's storage (pages only, workers cannot ask). false where it refuses. */
export async function askPersistence(): Promise<boolean> {
  try {
    return (await navigator.storage.persisted()) || (await navigator.storage.persist());
  } catch {
    return false;
  }
}

export async function isPersisted(): Promise<boolean> {
  try {
    return await navigator.storage.persisted();
  } catch {
    return false;
  }
}

export const sealedFile = (bytes: Bytes): Blob => new Blob([bytes], { type: 'application/octet-stream' });
