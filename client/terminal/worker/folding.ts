import { StorageFull } from '../../../sync/index.ts';
import { Fenced } from '../../platform/dexie/database.ts';
import type { Terminal } from './terminal.ts';
import type { World } from './world.ts';

/** Not while a clerk who has just signed on waits for the first page. */
const FIRST_MS = 20_000;
const AGAIN_MS = 5 * 60_000;
/** Between two steps others have the store. */
const PAUSE_MS = 50;

/** Behind the clerk's back changed rows go onto pages (`fold-part.ts`), until the vault closes. */
export function foldRows(world: World, { store }: Terminal): () => void {
  let cancel = (): void => undefined;
  let isOver = false;
  const later = (ms: number): void => {
    if (!isOver) cancel = world.timer.after(ms, () => void step());
  };
  const step = async (): Promise<void> => {
    try {
      later((await store.fold()) > 0 ? PAUSE_MS : AGAIN_MS);
    } catch (thrown) {
      // The next entry says it to the clerk; nothing is lost by waiting.
      if (!(thrown instanceof StorageFull) && !(thrown instanceof Fenced) && !isOver)
        console.error('changed rows stayed where they are', thrown);
      later(AGAIN_MS);
    }
  };
  later(FIRST_MS);
  return () => {
    isOver = true;
    cancel();
  };
}
