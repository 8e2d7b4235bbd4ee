import { describe, expect, it, vi } from 'vitest';
import type { HubEngine } from '../engine/hub-api.ts';
import type { BranchTx, HubStore, LogRecord, WriteSet } from '../engine/ports.ts';
import type { Intake, IntakeInput, Placed } from '../engine/intake.ts';
import type * as IntakeModule from '../engine/intake.ts';
import type * as SettleModule from '../engine/settle.ts';
import type { settledBy } from '../engine/settle.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import type { CHECKERS } from './checkers.ts';
import { simulate, type Breakage } from './run.ts';
import { shrink } from './shrink.ts';

/**
 * Each rule the engine lives by is broken once, around a port or one of its pure functions, and the checker meant
 * for it must see the damage. A checker that sees nothing here proves nothing elsewhere.
 */

const broken = vi.hoisted(() => ({
  intake: (intake: unknown, _input: unknown): unknown => intake,
  adoption: (intake: unknown): unknown => intake,
  settled: null as null | ((pending: never) => readonly number[]),
}));
vi.mock('../engine/intake.ts', async (original) => {
  const whole = await original<typeof IntakeModule>();
  const planIntake: typeof whole.planIntake = (input, ...rest) =>
    broken.intake(whole.planIntake(input, ...rest), input) as Intake;
  const planAdoption: typeof whole.planAdoption = (...args) => broken.adoption(whole.planAdoption(...args)) as Intake;
  return { ...whole, planIntake, planAdoption };
});
vi.mock('../engine/settle.ts', async (original) => {
  const whole = await original<typeof SettleModule>();
  const settled: typeof settledBy = (...args) => broken.settled?.(args[0] as never) ?? whole.settledBy(...args);
  return { ...whole, settledBy: settled };
});

type Work = (tx: BranchTx) => Promise<unknown>;
/** The hub's store with one transaction function put around the real one. */
function around(hub: HubEngine, inBranch: (branch: string, work: Work) => Promise<unknown>): HubEngine {
  const { store } = hub;
  const broken: HubStore = {
    inBranch: (branch, work) => inBranch(branch, work) as ReturnType<typeof work>,
    token: (branch) => store.token(branch),
    changesAfter: (token, max) => store.changesAfter(token, max),
    snapshotPage: (at, form) => store.snapshotPage(at, form),
    lineage: (branch) => store.lineage(branch),
    claims: (branch, device, seqs) => store.claims(branch, device, seqs),
    noteReturned: (branch, device) => store.noteReturned(branch, device),
  };
  return { ...hub, store: broken };
}
const withCommit = (tx: BranchTx, commit: BranchTx['commit']): BranchTx => ({
  token: tx.token,
  recovering: tx.recovering,
  rebuilding: tx.rebuilding,
  base: tx.base,
  device: (id) => tx.device(id),
  outcomes: (d, a, b) => tx.outcomes(d, a, b),
  held: (d, a, b) => tx.held(d, a, b),
  known: (ids) => tx.known(ids),
  rows: (keys) => tx.rows(keys),
  draw: (kind, n) => tx.draw(kind, n),
  commit,
});

/** The table of commands without its unique key: the last line of defence against a repeat is gone. */
const withoutUniqueKey = (hub: HubEngine, store: MemoryHubStore): HubEngine =>
  around(hub, async (name, work) => {
    const twice: LogRecord[] = [];
    const result = await store.inBranch(name, (tx) =>
      work(
        withCommit(tx, (write) => {
          const known = new Set(store.branch(name).log.map((one) => one.command));
          twice.push(...write.log.filter((one) => known.has(one.command)));
          return tx.commit({ ...write, log: write.log.filter((one) => !known.has(one.command)) });
        }),
      ),
    );
    const { log, version } = store.branch(name);
    log.push(...twice.map((one) => ({ ...one, version })));
    return result;
  });

/** The answer is given, then the process dies and the transaction is rolled back: one time in six. */
function answersFirst(hub: HubEngine, store: MemoryHubStore): HubEngine {
  let writes = 0;
  return around(hub, async (name, work) => {
    let answer: { readonly value: unknown } | null = null;
    const crash = new Error('the process died');
    let write: WriteSet | null = null;
    const run = store.inBranch(name, async (tx) => {
      const value = await work(withCommit(tx, (given) => tx.commit((write = given))));
      if (write?.device && write.log.length > 0 && (writes += 1) % 6 === 0) {
        answer = { value };
        throw crash;
      }
      return value;
    });
    return run.catch((failure: unknown) => {
      if (failure === crash && answer !== null) return answer.value;
      throw failure;
    });
  });
}

/** Every repeat is judged as if it were new. */
const repeatsAreNew = (intake: Intake): Intake => ({
  ...intake,
  placed: intake.placed.map((one): Placed => (one.place === 'duplicate' ? { ...one, place: 'new' } : one)),
});
/** What waits for a missing predecessor takes its place at once. */
function gapsAreNew(intake: Intake, input: IntakeInput): Intake {
  let { seq, head } = intake.device;
  const placed = intake.placed.map((one): Placed => {
    if (one.place !== 'held' || one.reason !== 'gap' || one.seq <= seq || input.device.forkedAt !== null) return one;
    [seq, head] = [one.seq, one.hash];
    return { ...one, place: 'new' };
  });
  return { ...intake, placed, device: { ...intake.device, seq, head } };
}

/** A second entry under a taken seq is judged as well. */
const forksAreNew = (intake: Intake): Intake => ({
  rivals: [],
  device: { ...intake.device, forkedAt: null },
  placed: intake.placed.map((one): Placed =>
    one.place === 'held' && one.reason === 'fork' ? { ...one, place: 'new' } : one,
  ),
});

/** A restored hub goes on as if nothing had been: the same epoch, and the commits of then are given out again. */
function sameLife(hub: HubEngine, store: MemoryHubStore): HubEngine {
  let commits = 0;
  const commitsAt = new Map<unknown, number>();
  const [backup, restore] = [store.backup.bind(store), store.restore.bind(store)];
  store.nextCommitId = () => `commit-${(commits += 1)}`;
  store.backup = () => {
    const made = backup();
    commitsAt.set(made, commits);
    return made;
  };
  store.restore = (made) => {
    restore(made, 'epoch-1');
    commits = commitsAt.get(made) ?? 0;
  };
  return hub;
}

/** The device's own payouts are never found again: its share begins anew with each of them. */
function forgetsUse({ store }: FakeTerminal): void {
  const rows = store.rows.bind(store);
  store.rows = async (keys, confirmed) =>
    new Map([...(await rows(keys, confirmed))].filter(([key]) => !key.startsWith('lease_use:device:')));
}

/** What `spoil` makes of every write is written instead. */
const spoilt =
  (spoil: (write: WriteSet) => WriteSet) =>
  (hub: HubEngine, store: MemoryHubStore): HubEngine =>
    around(hub, (name, work) => store.inBranch(name, (tx) => work(withCommit(tx, (write) => tx.commit(spoil(write))))));

/** Messages of a kind never leave. `customer.copy`: changes of a customer are not told to the branch with the copy. */
const notTold = (command: string) =>
  spoilt((write) => ({ ...write, outbox: write.outbox.filter((one) => one.command !== command) }));

/** Money kept for a payout elsewhere never comes free: accounts are written with all they ever kept. */
function keepsForEver(hub: HubEngine, store: MemoryHubStore): HubEngine {
  const most = new Map<string, number>();
  const spoil = spoilt((write) => ({
    ...write,
    rows: write.rows.map((row) => {
      const kept = row.table === 'account' ? Number(row.body?.['hold_fen'] ?? 0) : 0;
      if (row.table !== 'account' || row.body === null) return row;
      most.set(row.id, Math.max(kept, most.get(row.id) ?? 0));
      return { ...row, body: { ...row.body, hold_fen: most.get(row.id) } };
    }),
  }));
  return spoil(hub, store);
}

/** What a message says is booked at home a second time. */
function takesTwice(hub: HubEngine, store: MemoryHubStore): HubEngine {
  const twice = new Set<string>();
  return around(hub, async (name, work) => {
    const result = await store.inBranch(name, (tx) => work(tx));
    const { log, postings, version } = store.branch(name);
    for (const one of log)
      if (one.name === 'inter_branch.credit' && !twice.has(one.command)) {
        twice.add(one.command);
        const again = postings.filter((posting) => posting.command === one.command);
        postings.push(...again.map((posting) => ({ ...posting, version })));
      }
    return result;
  });
}

/** What the log says of one deposit in ten is a fen short. */
function sumsShort(hub: HubEngine, store: MemoryHubStore): HubEngine {
  let deposits = 0;
  const short = (record: LogRecord): LogRecord => {
    const isShort = record.name === 'counter.deposit' && (deposits += 1) % 10 === 0;
    return isShort ? { ...record, sigma: { ...record.sigma, fen: record.sigma.fen - 1 } } : record;
  };
  return around(hub, (name, work) =>
    store.inBranch(name, (tx) => work(withCommit(tx, (write) => tx.commit({ ...write, log: write.log.map(short) })))),
  );
}

/** Whatever the county entered from paper, an entry that comes after all has its effect as if nobody had. */
function forgetsPaper(hub: HubEngine): HubEngine {
  const { domain } = hub;
  return {
    ...hub,
    domain: {
      ...domain,
      reads: (command, rows) => domain.reads({ ...command, late: false }, rows),
      apply: (command, rows, facts) => domain.apply({ ...command, late: false }, rows, facts),
    },
  };
}

/** Follows a receipt of an earlier life without the cases it names. */
function dropsCases(hub: HubEngine): HubEngine {
  const { domain } = hub;
  const apply: typeof domain.apply = (command, rows, facts) =>
    domain.apply(command, rows, facts?.recorded ? { ...facts, recorded: { ...facts.recorded, code: null } } : facts);
  return { ...hub, domain: { ...domain, apply } };
}

/** Every transaction of the hub is told this of its branch instead of what is so. */
const told =
  (of: (tx: BranchTx) => Partial<Pick<BranchTx, 'base' | 'rebuilding'>>) =>
  (hub: HubEngine, store: MemoryHubStore): HubEngine =>
    around(hub, (name, work) =>
      store.inBranch(name, (tx) => work({ ...withCommit(tx, (write) => tx.commit(write)), ...of(tx) })),
    );

/** Neither receipts of the lost life nor the rows themselves say what the opening balances hold already. */
function countsAgain(hub: HubEngine, store: MemoryHubStore): HubEngine {
  const { traceOf: _, ...domain } = hub.domain;
  const forgetful = told(({ base }) => ({ base: base === null ? null : { epoch: 'no life', version: 0 } }));
  return { ...forgetful(hub, store), domain };
}

/** An outlet that waits for its opening balances passes for one at work. */
const neverWaits = told(() => ({ rebuilding: false }));

/** What an account has at the opening is a fen more than its tablet vouched for, in the rows. */
const fenMore = (write: WriteSet): WriteSet => ({
  ...write,
  rows: write.rows.map((row) =>
    row.table === 'account' && row.body !== null && write.log[0]?.name === 'rebuild.open'
      ? { ...row, body: { ...row.body, ledger_fen: Number(row.body['ledger_fen']) + 1 } }
      : row,
  ),
});

/** What waits for opening balances is received, and not kept. */
const keepsNothing = (write: WriteSet): WriteSet => ({
  ...write,
  raw: write.raw.filter((one) => one.reason !== 'rebuild' || one.seq % 2 !== 0),
});

/** What the opening balances hold is told to have been posted whole. */
const tellsAnew = (write: WriteSet): WriteSet => ({
  ...write,
  log: write.log.map((one) => (one.code === 'IN_COPY' ? { ...one, verdict: 'posted', split: null } : one)),
});

/** What cannot be read any more passes for rows that do not exist. */
function seesNoDamage({ store }: FakeTerminal): void {
  store.isBroken = () => false;
}

interface Case {
  readonly what: string;
  readonly seenBy: keyof typeof CHECKERS;
  readonly breakage?: Breakage;
  readonly intake?: (intake: Intake, input: IntakeInput) => Intake;
  readonly adoption?: (intake: Intake) => Intake;
  readonly settled?: typeof settledBy;
  /** First of the seeds looked at, for what is rare. */
  readonly from?: number;
  /** The hub loses everything in each of the seeds. */
  readonly losesHub?: true;
}
const LOST = { losesHub: true } as const;
const CASES: readonly Case[] = [
  { what: 'dedupe dropped', seenBy: 'nothingDoubled', intake: repeatsAreNew, breakage: { hub: withoutUniqueKey } },
  { what: 'gap check skipped', seenBy: 'journalHasNoHole', intake: gapsAreNew },
  { what: 'ack before commit', seenBy: 'nothingLost', breakage: { hub: answersFirst } },
  {
    what: 'pending cleared at outcome',
    seenBy: 'pendingUntilApplied',
    settled: (pending) =>
      pending.filter((one) => one.receipt !== null && one.receipt.verdict !== 'held').map((one) => one.seq),
  },
  { what: 'lease share reused', seenBy: 'shareHolds', breakage: { terminal: forgetsUse } },
  { what: 'sums of the log short', seenBy: 'sigmaCloses', breakage: { hub: sumsShort } },
  { what: 'sums of the log short', seenBy: 'claimsAgree', breakage: { hub: sumsShort } },
  { what: 'copies not told', seenBy: 'copiesEqualMaster', breakage: { hub: notTold('customer.copy') } },
  {
    what: 'deposit for the other outlet not told',
    seenBy: 'clearingCloses',
    breakage: { hub: notTold('inter_branch.credit') },
  },
  {
    what: 'payout for the other outlet not told',
    seenBy: 'clearingCloses',
    breakage: { hub: notTold('inter_branch.settle') },
  },
  { what: 'message booked twice', seenBy: 'clearingCloses', breakage: { hub: takesTwice } },
  { what: 'answer of the home branch lost', seenBy: 'dealsAgree', breakage: { hub: notTold('inter_branch.answer') } },
  { what: 'giving up not told', seenBy: 'dealsAgree', breakage: { hub: notTold('inter_branch.release') } },
  { what: 'cash at the copy not told', seenBy: 'personCash', breakage: { hub: notTold('customer.cash_deal') } },
  {
    what: 'cash taken back at the copy not told',
    seenBy: 'personCash',
    breakage: { hub: notTold('customer.cash_back') },
  },
  { what: 'hold never freed', seenBy: 'moneyAgrees', breakage: { hub: keepsForEver } },
  {
    what: 'the last adopted entry dropped',
    seenBy: 'decisionsClose',
    adoption: (intake) => ({ ...intake, placed: intake.placed.slice(0, -1) }),
  },
  { what: 'stand-ins ignored', seenBy: 'moneyAgrees', breakage: { hub: forgetsPaper }, from: 25 },
  { what: 'torn page not fetched again', seenBy: 'replicasConverge', breakage: { terminal: seesNoDamage } },
  { ...LOST, what: 'counted again at the opening', seenBy: 'countsOnce', breakage: { hub: countsAgain } },
  { ...LOST, what: 'counted again at the opening', seenBy: 'moneyAgrees', breakage: { hub: countsAgain } },
  { ...LOST, what: 'paid before the opening', seenBy: 'nothingBeforeOpening', breakage: { hub: neverWaits } },
  { ...LOST, what: 'a fen more at the opening', seenBy: 'openedAsVouched', breakage: { hub: spoilt(fenMore) } },
  { ...LOST, what: 'waiting entries not kept', seenBy: 'lossIsListed', breakage: { hub: spoilt(keepsNothing) } },
  { ...LOST, what: 'outcomes told anew', seenBy: 'shownStands', breakage: { hub: spoilt(tellsAnew) } },
  { what: 'cases of then not raised', seenBy: 'exceptionsAreCases', breakage: { hub: dropsCases }, from: 120 },
  { what: 'epoch forgotten', seenBy: 'replicasConverge', breakage: { hub: sameLife } },
  {
    what: 'fork taken for a new entry',
    seenBy: 'nothingDoubled',
    intake: forksAreNew,
    breakage: { hub: withoutUniqueKey },
  },
  {
    what: 'outbox marked first',
    seenBy: 'messagesArrive',
    breakage: {
      outbox: (outbox) => ({
        ...outbox,
        take: (branch) => {
          const waiting = outbox.take(branch);
          outbox.mark(waiting);
          return waiting;
        },
      }),
    },
  },
];

async function seenIn(seeds: number, one: Case): Promise<string | null> {
  broken.intake = (one.intake ?? ((intake: Intake) => intake)) as typeof broken.intake;
  broken.adoption = (one.adoption ?? ((intake: Intake) => intake)) as typeof broken.adoption;
  broken.settled = (one.settled ?? null) as typeof broken.settled;
  const from = one.from ?? 1;
  for (let seed = from; seed < from + seeds; seed++) {
    const { breaches } = await simulate(seed, one.breakage, one.losesHub === true ? LOST : {});
    const found = breaches.find((breach) => breach.startsWith(`${one.seenBy}: `));
    if (found !== undefined) return found;
  }
  return null;
}

describe('[SI4] what is broken on purpose is seen', () => {
  it.each(CASES)(
    '$what, by $seenBy',
    async (one) => {
      expect(await seenIn(24, one)).not.toBeNull();
    },
    120_000,
  );

  it('and the same seeds are clean when nothing is broken', async () => {
    broken.intake = (intake) => intake;
    broken.adoption = (intake) => intake;
    broken.settled = null;
    for (let seed = 1; seed <= 8; seed++) expect((await simulate(seed)).breaches).toEqual([]);
  }, 120_000);

  it('[SI6] nor when the hub loses everything in each of them', async () => {
    let opened = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const { breaches, counts } = await simulate(seed, {}, LOST);
      expect(breaches).toEqual([]);
      opened += counts.get('outlet opened again') ?? 0;
    }
    expect(opened).toBeGreaterThanOrEqual(12);
  }, 120_000);

  it('[SI5] a failing run is made small: the same checker still finds it, with a fraction of what happened', async () => {
    broken.intake = gapsAreNew as typeof broken.intake;
    let seed = 1;
    while ((await simulate(seed)).breaches.length === 0) seed += 1;
    const whole = await simulate(seed);
    const small = await shrink(seed, {}, { runsMax: 150 });
    broken.intake = (intake) => intake;
    const checker = whole.breaches[0]?.split(':')[0];
    expect(small?.result.breaches.some((breach) => breach.startsWith(`${checker}:`))).toBe(true);
    expect(small?.result.happened.length).toBeLessThan(whole.happened.length / 4);
    expect(small?.result.told.length).toBeGreaterThan(0);
  }, 120_000);
});
