import { RowsBroken, StorageFull } from '../../../sync/index.ts';
import { Fenced } from '../../platform/dexie/database.ts';
import { foldRows } from './folding.ts';
import type { Terminal } from './terminal.ts';
import type { World } from './world.ts';

/**
 * Damaged pages of the outlet's data (SE23): they are looked for behind the clerk's back after the vault opened, asked
 * for anew as soon as they are found, and said on the page of the line. The journal is checked before anything opens.
 */
const CHECK_AFTER_MS = 3000;
const PAUSE_MS = 20;
/** A tablet sleeps over a timer: the end of a wait is looked for again and again. */
const LOOK_MS = 60_000;

/** Rows are looked after until the vault closes. `tell` is told when rows turn out to be out of reach. */
export function watchRows(world: World, terminal: Terminal, tell: () => void): () => void {
  const { store, engine } = terminal;
  const unfold = foldRows(world, terminal);
  let isOver = false;
  let cancelNext = (): void => undefined;
  /** The engine looks by itself when there is news; the end of a wait is none. */
  const again = (): void => {
    cancelNext();
    engine.nudge();
    tell();
    const wait = store.mending()?.waitMs ?? 0;
    if (wait > 0) cancelNext = world.timer.after(Math.min(wait, LOOK_MS), again);
  };
  store.onBroken(again);
  if (store.mending() !== null) again();
  const pause = (): Promise<void> =>
    new Promise((resolve, reject) => {
      world.timer.after(PAUSE_MS, () => (isOver ? reject(new Stopped()) : resolve()));
    });
  const cancel = world.timer.after(CHECK_AFTER_MS, () => {
    store.checkPages(pause).catch((fault: unknown) => {
      if (!(fault instanceof Stopped)) console.error('the pages were not checked', fault);
    });
  });
  return () => {
    isOver = true;
    unfold();
    cancel();
    cancelNext();
  };
}

class Stopped extends Error {}

/** What the storage says no with, as a clerk is told; null = it is no answer of the storage. */
export function storageFault(thrown: unknown): 'STORAGE_FULL' | 'OTHER_TAB' | 'ROWS_BROKEN' | null {
  if (thrown instanceof StorageFull) return 'STORAGE_FULL';
  if (thrown instanceof Fenced) return 'OTHER_TAB';
  return thrown instanceof RowsBroken ? 'ROWS_BROKEN' : null;
}
