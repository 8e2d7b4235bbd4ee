import type { MemoryTerminalStore } from '../testing/memory-terminal-store.ts';

/**
 * Looks at a terminal's storage while it works, for what no state at the end can show. An entry may leave
 * pending only in the transaction that applies the version of its receipt: earlier, its effect would vanish
 * from the clerk's screen until the rows arrive.
 */
export function watchSettling(store: MemoryTerminalStore, own: string, note: (breach: string) => void): void {
  const apply = store.applyChanges.bind(store);
  store.applyChanges = (batch, settled, overlay) => {
    const applied = batch.to.branch === own ? batch.to.version : (store.tokenOf(own)?.version ?? -1);
    for (const seq of settled) {
      const receipt = store.allRecords()[seq - 1]?.receipt ?? null;
      if (receipt !== null && receipt.version <= applied) continue;
      note(
        `seq ${seq} of ${own} left pending at version ${applied}, its receipt says ${receipt?.version ?? 'nothing'}`,
      );
    }
    return apply(batch, settled, overlay);
  };
}
