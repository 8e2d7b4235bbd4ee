import { describe, expect, it } from 'vitest';
import type { HubEngine } from '../engine/hub-api.ts';
import type { BranchTx, HubStore } from '../engine/ports.ts';
import type { MemoryHubStore } from '../testing/memory-hub-store.ts';
import { simulate, type Breakage } from './run.ts';
import { SEEDS } from './seeds.ts';

const COUNT = Number(process.env['YIZHAN_SIM_SEEDS'] ?? 60);

describe('simulation', () => {
  it.each(SEEDS)('[SI1] seed $seed: $cause', async ({ seed }) => {
    expect((await simulate(seed)).breaches).toEqual([]);
  }, 60_000);

  it(`[SI2] ${COUNT} seeds: nothing lost, nothing doubled, every sum closes, every replica equal`, async () => {
    const failed: string[] = [];
    for (let seed = 1001; seed < 1001 + COUNT; seed++) {
      const { breaches } = await simulate(seed);
      if (breaches.length > 0) failed.push(`seed ${seed}: ${breaches.slice(0, 3).join('; ')}`);
    }
    expect(failed).toEqual([]);
  }, 600_000);

  it('[SI3] the same seed gives the same run', async () => {
    const [first, second] = [await simulate(77), await simulate(77)];
    expect([...second.counts]).toEqual([...first.counts]);
  }, 60_000);
});

/** The hub's store with every transaction looked at on its way. */
const through = (store: MemoryHubStore, change: (tx: BranchTx) => BranchTx): HubStore => ({
  inBranch: (branch, work) => store.inBranch(branch, (tx) => work(change(tx))),
  token: (branch) => store.token(branch),
  changesAfter: (token, max) => store.changesAfter(token, max),
  snapshotPage: (branch, position, max) => store.snapshotPage(branch, position, max),
  lineage: (branch) => store.lineage(branch),
});
const wrap = (tx: BranchTx, over: Partial<BranchTx>): BranchTx => ({
  token: tx.token, recovering: tx.recovering, device: (id) => tx.device(id), outcomes: (d, a, b) => tx.outcomes(d, a, b), held: (d, a, b) => tx.held(d, a, b),
  known: (ids) => tx.known(ids), rows: (keys) => tx.rows(keys), draw: (kind, n) => tx.draw(kind, n), commit: (write) => tx.commit(write), ...over,
});
const spoil = (change: (tx: BranchTx) => BranchTx) => (hub: HubEngine, store: MemoryHubStore): HubEngine => ({ ...hub, store: through(store, change) });

const BREAKAGES: readonly { readonly what: string; readonly breakage: Breakage; readonly seenBy: string }[] = [
  {
    what: 'the progress of a device is not written with its entries',
    breakage: { hub: spoil((tx) => wrap(tx, { commit: (write) => tx.commit({ ...write, device: null }) })) },
    seenBy: 'nothingPending',
  },
  {
    what: 'answered before it was written',
    breakage: { hub: spoil((tx) => wrap(tx, { commit: (write) => (write.log.length > 0 && write.device !== null && tx.token.version % 5 === 4 ? Promise.resolve({ ...tx.token, version: tx.token.version + 1 }) : tx.commit(write)) })) },
    seenBy: 'nothingLost',
  },
  {
    what: 'an account row is written without its posting',
    breakage: { hub: spoil((tx) => wrap(tx, { commit: (write) => tx.commit({ ...write, postings: write.postings.filter((one) => one.ledger !== 'DEPOSIT') }) })) },
    seenBy: 'postingsBalance',
  },
];

describe('[SI4] what is broken on purpose is seen', () => {
  it.each(BREAKAGES)('$what', async ({ breakage, seenBy }) => {
    const seen: string[] = [];
    for (let seed = 1; seed <= 12 && !seen.some((one) => one.startsWith(seenBy)); seed++) {
      seen.push(...(await simulate(seed, breakage).then((result) => result.breaches, () => [])));
    }
    expect(seen.some((one) => one.startsWith(seenBy))).toBe(true);
  }, 120_000);
});
