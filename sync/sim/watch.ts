import { keyText } from '../engine/judge.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import type { MemoryTerminalStore } from '../testing/memory-terminal-store.ts';
import { realDomain } from './market.ts';

/**
 * Looks at a terminal's storage while it works, for what no state at the end can show. An entry may leave
 * pending only in the transaction that applies the version of its receipt: earlier, its effect would vanish
 * from the clerk's screen until the rows arrive. And what replaces a replica must be whole at its version.
 */
export interface Watched {
  readonly store: MemoryTerminalStore;
  readonly hub: MemoryHubStore;
  /** The terminal's own branch. */
  readonly own: string;
}

export function watchSettling({ store, own }: Watched, note: (breach: string) => void): void {
  const look = (to: { branch: string; version: number }, settled: readonly number[]): void => {
    const applied = to.branch === own ? to.version : (store.tokenOf(own)?.version ?? -1);
    for (const seq of settled) {
      const receipt = store.allRecords()[seq - 1]?.receipt ?? null;
      if (receipt !== null && receipt.version <= applied) continue;
      note(
        `seq ${seq} of ${own} left pending at version ${applied}, its receipt says ${receipt?.version ?? 'nothing'}`,
      );
    }
  };
  const apply = store.applyChanges.bind(store);
  store.applyChanges = (batch, settled, overlay) => {
    look(batch.to, settled);
    return apply(batch, settled, overlay);
  };
  const swap = store.swapSnapshot.bind(store);
  store.swapSnapshot = async (branch, settled, overlay) => {
    await swap(branch, settled, overlay);
    look({ branch, version: store.tokenOf(branch)?.version ?? -1 }, settled);
  };
}

/** Rows the hub has had since the version a terminal now stands at, or longer, must be in its new replica. */
export function watchSwaps({ store, hub, own }: Watched, note: (breach: string) => void): void {
  const swap = store.swapSnapshot.bind(store);
  store.swapSnapshot = async (branch, settled, overlay) => {
    await swap(branch, settled, overlay);
    const at = store.tokenOf(branch);
    const now = hub.branch(branch);
    if (at === null || now.epoch !== at.epoch || now.commitIds[at.version] !== at.commitId) return;
    const replica = store.replicaOf(branch);
    for (const row of now.rows.values()) {
      const scope = realDomain.scopeOf(row.table);
      const isSeen = scope === 'reference' || (scope === 'outlet' && branch === own);
      if (isSeen && row.version <= at.version && replica.has(keyText(row.table, row.id)) !== (row.body !== null))
        note(`the replica of ${branch} came in use at version ${at.version} with ${row.table} ${row.id} wrong`);
    }
  };
}
