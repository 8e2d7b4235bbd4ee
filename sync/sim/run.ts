import { assert } from '../../shared/kernel/assert.ts';
import { deviceRowId } from '../../shared/kernel/ids.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { isFinal } from '../engine/settle.ts';
import { createHubSession } from '../engine/hub-session.ts';
import { postCommands, relayOutbox } from '../engine/post-commands.ts';
import { deviceKeys, newDevice, testHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, type LinkFaults } from '../testing/fake-world.ts';
import { MemoryHubStore } from '../testing/memory-hub-store.ts';
import { FakeTerminal } from '../testing/terminal-kit.ts';
import { checkAll, type Quiet } from './checkers.ts';
import { Clerk } from './clerk.ts';
import {
  COUNTY,
  DATE,
  EPOCH_MS,
  hubCommand,
  openMarket,
  OUTLETS,
  PROVINCE,
  realDomain,
  shareOf,
  teller,
  unit,
  type Seat,
} from './market.ts';
import { Poison, POISONS } from './poison.ts';
import { Random } from './random.ts';
import { watchSettling, watchSwaps } from './watch.ts';

/**
 * One run from one seed: two outlets, four terminals, a hub, minutes of work under faults, then quiet, then every
 * checker. The run is deterministic; a breach names the seed, and the seed is the whole recipe.
 */

export interface Breakage {
  /** Spoils the hub on purpose, to prove that the checkers see it. */
  hub?(hub: HubEngine, store: MemoryHubStore): HubEngine;
  terminal?(terminal: FakeTerminal): void;
  outbox?(outbox: Outbox): Outbox;
}
type Waiting = ReturnType<MemoryHubStore['branch']>['outbox'][number];
/** The relay's two hands on an outbox: what waits, and the mark that it was delivered. */
export interface Outbox {
  take(branch: string): readonly Waiting[];
  mark(messages: readonly Waiting[]): void;
}
export interface RunResult {
  readonly seed: number;
  readonly breaches: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  readonly entries: number;
}

const WORK_STEPS = 60;
const QUIET_ROUNDS = 60;
/** A connection that died without a word is noticed after 45 s; the quiet lasts longer than that and one retry. */
const QUIET_ROUNDS_MIN = 22;

/** In every eighth run the hub is put back more than once. */
const isRestless = (seed: number): boolean => seed % 8 === 5;

class Simulation {
  private readonly random: Random;
  private readonly world = new FakeWorld();
  private readonly store: MemoryHubStore;
  private readonly hub: HubEngine;
  private readonly network: FakeNetwork;
  private readonly clerks: Clerk[];
  private readonly counts = new Map<string, number>();
  private calm = true;
  private backup: ReturnType<MemoryHubStore['backup']> | null = null;
  private restores = 0;
  private poisoned = 0;
  private readonly poisons: Poison[] = [];
  private readonly recorded = new Set<string>();
  private readonly seen: string[] = [];
  private readonly lacking: string[] = [];
  private readonly outbox: Outbox;
  private relayDeaths = 0;

  constructor(
    private readonly seed: number,
    breakage: Breakage,
  ) {
    this.random = new Random(seed);
    this.store = new MemoryHubStore(
      realDomain,
      new Map([
        [OUTLETS[0], COUNTY],
        [OUTLETS[1], COUNTY],
        [COUNTY, PROVINCE],
        [PROVINCE, null],
      ]),
    );
    const hub = testHub(this.store, realDomain);
    hub.now = () => EPOCH_MS + this.world.now;
    hub.postingDate = () => DATE;
    this.hub = breakage.hub?.(hub, this.store) ?? hub;
    const outbox = {
      take: (branch: string) => this.store.branch(branch).outbox.filter((message) => !message.delivered),
      mark: (messages: readonly Waiting[]) => messages.forEach((message) => void (message.delivered = true)),
    };
    this.outbox = breakage.outbox?.(outbox) ?? outbox;
    const hooks = { onChanged: (branch: string) => this.network.sessions().forEach((session) => session.poke(branch)) };
    this.network = new FakeNetwork(
      this.world,
      (out) => createHubSession(this.hub, hooks, { send: out.send, close: (reason) => this.closed(reason, out) }),
      this.faults(),
    );
    this.clerks = [1, 2, 3, 4].map((n) => this.seat(n, breakage));
  }

  private closed(
    reason: Parameters<Parameters<typeof createHubSession>[2]['close']>[0],
    out: { close(reason: never): void },
  ): void {
    this.count(`close ${reason}`);
    out.close(reason as never);
  }

  private count = (what: string): void => {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  };

  private fault(what: string, share: number): boolean {
    const happens = !this.calm && this.random.chance(share);
    if (happens) this.count(`fault ${what}`);
    return happens;
  }

  private faults(): LinkFaults {
    return {
      delay: () => (this.calm ? 20 : this.random.int(5, 400)),
      fate: () => {
        if (this.fault('cut', 0.02)) return 'cut';
        if (this.fault('twice', 0.02)) return 'twice';
        return this.fault('late', 0.03) ? 'late' : 'through';
      },
      reachable: () => !this.fault('unreachable', 0.35),
    };
  }

  private seat(n: number, breakage: Breakage): Clerk {
    const keys = deviceKeys(`seat ${n}`);
    const outlet = OUTLETS[(n - 1) % 2] ?? OUTLETS[0];
    const deviceNo = `0${Math.ceil(n / 2)}`;
    const seat: Seat = {
      outlet,
      device: keys.id,
      deviceNo,
      teller: teller(n),
      till: deviceNo,
      lease: `L${n}`,
      shareFen: shareOf(this.seed),
    };
    this.store.addDevice(newDevice(keys, outlet, deviceNo));
    const { world, network } = this;
    const terminal = new FakeTerminal({
      world,
      network,
      domain: realDomain,
      keys,
      lineage: [outlet, COUNTY],
      epochMs: EPOCH_MS,
      random: () => this.random.next(),
    });
    const watched = { store: terminal.store, hub: this.store, own: outlet };
    watchSettling(watched, (breach) => this.seen.push(breach));
    watchSwaps(watched, (breach) => this.lacking.push(breach));
    breakage.terminal?.(terminal);
    return new Clerk(seat, terminal, this.random, this.count);
  }

  /** A relay that dies before it delivers, or before it marks, begins again. */
  private async relay(): Promise<void> {
    for (const branch of this.store.branches.values()) {
      const dies = this.fault('relay died', 0.3);
      if (dies) this.relayDeaths += 1;
      const waiting = this.outbox.take(branch.name);
      if (dies && this.relayDeaths % 2 === 0) continue;
      const messages = waiting.map((message) => ({
        ...message,
        fromBranch: branch.name,
        businessDate: DATE,
        capturedAt: branch.log.find((one) => one.command === message.cause)?.capturedAt ?? EPOCH_MS,
      }));
      const delivered = new Set(
        (await relayOutbox(this.hub, messages)).filter((one) => one.delivered).map((one) => one.id),
      );
      if (dies) continue;
      this.outbox.mark(waiting.filter((message) => delivered.has(message.id)));
      if (delivered.size > 0) this.count('messages relayed');
    }
  }

  /** The hub's own round: what accounts keep for the other outlet comes free when its time is over. */
  private async lapse(): Promise<void> {
    const at = this.hub.now();
    for (const outlet of OUTLETS)
      for (const row of this.store.branch(outlet).rows.values()) {
        const { status, expires_at: until } = row.table === 'inter_branch_hold' ? (row.body ?? {}) : {};
        if (status !== 'held' || Number(until) > at) continue;
        this.count('holds lapsed');
        await postCommands(this.hub, outlet, [
          { ...hubCommand(outlet, 'inter_branch.lapse', { deal: row.id }), capturedAt: at },
        ]);
      }
  }

  /** A device whose journal went wrong: bytes nobody can read, a fork, a wrong link, a gap, an unsigned tail. */
  private async poison(n: number): Promise<void> {
    const outlet = this.random.pick(OUTLETS);
    const kind = this.random.pick(POISONS);
    this.count(`poison ${kind}`);
    const seat = this.clerks.find((clerk) => clerk.seat.outlet === outlet)?.seat;
    assert(seat !== undefined, 'every outlet has a seat');
    const poison = new Poison(this.hub, this.store, { seed: this.seed, n, kind, seat });
    this.poisons.push(poison);
    await poison.strike();
  }

  private async mishap(): Promise<void> {
    const { terminal } = this.random.pick(this.clerks);
    if (this.fault('program killed', 0.05)) {
      if (terminal.locked || this.random.chance(0.3)) terminal.killLocked();
      else await terminal.restart();
    }
    if (this.fault('hub restarted', 0.03)) this.network.cutAll();
    if (this.fault('wall clock jumped', 0.02))
      terminal.clock.wallOffset = this.random.pick([-600_000, -20_000, 0, 20_000, 400_000]);
    if (this.fault('slept', 0.02)) {
      terminal.clock.monoStart += Math.min(this.random.int(1000, 60_000), terminal.clock.mono());
      if (!terminal.locked) terminal.session.wake();
    }
    if (!terminal.locked && this.fault('vault locked', 0.04)) await terminal.lock();
    else if (terminal.locked && this.random.chance(0.3)) await terminal.unlock();
    if (this.fault('poisoned journal', 0.02)) await this.poison((this.poisoned += 1));
    if (this.fault('unit changed', 0.03))
      await postCommands(this.hub, OUTLETS[0], [unit(OUTLETS[0], `0394${this.random.int(1_000_000, 9_999_999)}`)]);
    if (this.fault('backup', isRestless(this.seed) ? 0.05 : 0.02)) this.backup = this.store.backup();
    if (this.restores < (isRestless(this.seed) ? 3 : 1) && this.backup !== null && this.random.chance(0.05))
      this.restore();
  }

  private restore(): void {
    if (this.backup === null) return;
    this.count('fault hub restored');
    this.restores += 1;
    this.network.cutAll();
    for (const { seat, terminal } of this.clerks) {
      const kept = new Set(this.backup.get(seat.outlet)?.log.map((one) => one.rowId));
      for (const record of terminal.store.allRecords()) {
        const rowId = deviceRowId(seat.device, record.seq);
        if (isFinal(record.receipt) && !kept.has(rowId)) this.recorded.add(rowId);
      }
    }
    this.store.restore(this.backup, `epoch-${1 + this.restores}`);
  }

  private async work(): Promise<void> {
    this.calm = false;
    for (let n = 0; n < WORK_STEPS; n++) {
      const clerk = this.random.pick(this.clerks);
      if (!clerk.terminal.locked) await clerk.serve();
      await this.mishap();
      await this.world.run(this.random.chance(0.05) ? this.random.int(20_000, 90_000) : this.random.int(20, 4000));
      if (this.random.chance(0.2)) await this.relay();
      if (this.random.chance(0.1)) await this.lapse();
    }
  }

  private quiet(): Quiet {
    return {
      store: this.store,
      terminals: this.clerks.map(({ seat, terminal }) => ({ seat, terminal })),
      recorded: this.recorded,
      seen: this.seen,
      lacking: this.lacking,
      poisons: this.poisons,
    };
  }

  private async settle(): Promise<void> {
    this.calm = true;
    for (const poison of this.poisons) {
      await poison.settle(this.store);
      // Nobody will ever hear of it again: a restored hub must not wait for it.
      this.store.loseDevice(poison.keys.id);
      if (poison.isDecided) this.count('journal decided about');
      if (poison.comesLate) this.count('declared lost and came after all');
    }
    for (const { terminal } of this.clerks) if (terminal.locked) await terminal.unlock();
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      for (const { terminal } of this.clerks)
        if (terminal.session.status().phase === 'backing_off') terminal.session.nudge();
      await this.world.run(5000);
      await this.relay();
      const busy = this.clerks.some(
        ({ terminal }) => terminal.session.status().waiting > 0 || terminal.store.pendingSeqs().length > 0,
      );
      if (!busy && round >= QUIET_ROUNDS_MIN) break;
    }
    // Whatever the last relay changed reaches the terminals.
    for (const session of this.network.sessions()) for (const branch of session.follows) session.poke(branch);
    await this.world.run(5000);
  }

  async run(): Promise<RunResult> {
    await openMarket(
      this.hub,
      this.clerks.map((clerk) => clerk.seat),
    );
    // Claim, answer and copy of the person known at both outlets.
    for (let round = 0; round < 3; round++) await this.relay();
    for (const { terminal } of this.clerks) await terminal.start();
    await this.world.run(5000);
    for (const clerk of this.clerks) await clerk.begin();
    await this.world.run(3000);
    await this.work();
    await this.settle();
    let entries = 0;
    for (const branch of this.store.branches.values()) {
      for (const one of branch.log) if (one.door === 'terminal') this.count(`verdict ${one.verdict}`);
      for (const one of branch.raw.values()) this.count(`kept ${one.reason}`);
      entries += branch.log.length;
    }
    return { seed: this.seed, breaches: checkAll(this.quiet()), counts: this.counts, entries };
  }
}

export const simulate = (seed: number, breakage: Breakage = {}): Promise<RunResult> =>
  new Simulation(seed, breakage).run();
