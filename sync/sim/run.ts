import type { HubEngine, HubSession } from '../engine/hub-api.ts';
import { createHubSession } from '../engine/hub-session.ts';
import { deviceKeys, newDevice, testHub } from '../testing/device-kit.ts';
import { FakeNetwork, FakeWorld, type LinkFaults } from '../testing/fake-world.ts';
import { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { MemoryVouches } from '../testing/memory-vouches.ts';
import { FakeTerminal } from '../testing/terminal-kit.ts';
import { checkAll } from './checkers.ts';
import { Clerk } from './clerk.ts';
import { HubRounds, outboxOf, type Outbox } from './hub-rounds.ts';
import { Loss } from './loss.ts';
import { missingFor } from './loss-checkers.ts';
import {
  COUNTY,
  DATE,
  EPOCH_MS,
  openMarket,
  OUTLETS,
  PROVINCE,
  realDomain,
  shareOf,
  spokenAt,
  teller,
  type Seat,
} from './market.ts';
import { County } from './county.ts';
import { Mishaps, type Fault } from './mishaps.ts';
import { Occasions } from './occasions.ts';
import type { Quiet } from './quiet.ts';
import { watchSettling, watchSwaps } from './watch.ts';

/**
 * One run from one seed: two outlets, four terminals, a hub, minutes of work under faults, then quiet, then every
 * checker. The run is deterministic; a breach names the seed, and the seed is the whole recipe. A run may be cut short
 * and leave out some of what happened in it: that is how a failing one is made small.
 */

export interface Breakage {
  /** Spoils the hub on purpose, to prove that the checkers see it. */
  hub?(hub: HubEngine, store: MemoryHubStore): HubEngine;
  terminal?(terminal: FakeTerminal): void;
  outbox?(outbox: Outbox): Outbox;
}
/** What is otherwise in a run than its seed would have it. */
export interface Less {
  /** Customers served before the quiet. */
  readonly steps?: number;
  /** Of what happened, by the keys of `RunResult.happened`. */
  readonly leftOut?: ReadonlySet<string>;
  /** The hub loses everything, whatever the chances say. */
  readonly losesHub?: boolean;
}
export interface RunResult {
  readonly seed: number;
  readonly breaches: readonly string[];
  readonly counts: ReadonlyMap<string, number>;
  /** What a smaller run may leave out. */
  readonly happened: readonly string[];
  /** The run in words. */
  readonly told: readonly string[];
  readonly entries: number;
}

export const WORK_STEPS = 60;
const QUIET_ROUNDS = 60;
/** A connection that died without a word is noticed after 45 s; the quiet lasts longer than that and one retry. */
const QUIET_ROUNDS_MIN = 22;

class Simulation {
  private readonly occasions: Occasions;
  private readonly world = new FakeWorld();
  private readonly store: MemoryHubStore;
  private readonly hub: HubEngine;
  private readonly network: FakeNetwork;
  private readonly asked = new Map<string, number>();
  private readonly clerks: Clerk[];
  private readonly mishaps: Mishaps;
  private calm = true;
  private readonly seen: string[] = [];
  private readonly lacking: string[] = [];
  private readonly rounds: HubRounds;
  private readonly county: County;
  private readonly loss: Loss;

  constructor(
    private readonly seed: number,
    private readonly breakage: Breakage,
    private readonly less: Less,
  ) {
    this.occasions = new Occasions(seed, less.leftOut ?? new Set());
    this.store = new MemoryHubStore(
      realDomain,
      new Map([
        [OUTLETS[0], COUNTY],
        [OUTLETS[1], COUNTY],
        [COUNTY, PROVINCE],
        [PROVINCE, null],
      ]),
    );
    const vouches = new MemoryVouches();
    const hub = Object.assign(testHub(this.store, realDomain), { vouches });
    hub.now = () => EPOCH_MS + this.world.now;
    hub.postingDate = () => DATE;
    this.hub = breakage.hub?.(hub, this.store) ?? hub;
    this.county = new County(this.hub, this.store);
    const outbox = breakage.outbox?.(outboxOf(this.store)) ?? outboxOf(this.store);
    const dies = () => this.road('relay died', 0.3);
    this.rounds = new HubRounds({ hub: this.hub, store: this.store, occasions: this.occasions, outbox, dies });
    const hooks = { onChanged: (branch: string) => this.network.sessions().forEach((one) => this.tell(one, branch)) };
    this.network = new FakeNetwork(
      this.world,
      (out) => {
        const session = createHubSession(
          this.hub,
          { ...hooks, onReady: (device) => this.endOlder(session, device.id) },
          {
            send: out.send,
            unread: () => (this.road('reader behind', 0.05) ? Infinity : 0),
            close: (reason) => this.closed(reason, out),
          },
        );
        return session;
      },
      this.faults(),
    );
    this.clerks = [1, 2, 3, 4].map((n) => this.seat(n));
    const { world, store, network, clerks, occasions } = this;
    const grounds = { world, store, hub: this.hub, network, clerks, occasions };
    const twinOf = (clerk: Clerk, terminal: FakeTerminal): Clerk =>
      clerk.withTablet(this.watched(clerk.seat, terminal));
    const forgotten = () => this.mishaps.forget();
    const stopAgain = () => this.mishaps.stopAgain();
    this.loss = new Loss({ ...grounds, vouches, isForced: less.losesHub === true, forgotten, stopAgain });
    this.mishaps = new Mishaps({ ...grounds, seed, loss: this.loss, twinOf });
  }

  private closed(
    reason: Parameters<Parameters<typeof createHubSession>[2]['close']>[0],
    out: { close(reason: never): void },
  ): void {
    this.occasions.count(`close ${reason}`);
    out.close(reason as never);
  }

  /** What becomes of a message, or of a connection. */
  private road(what: Fault, share: number): boolean {
    const { occasions } = this;
    if (this.calm || !occasions.road.chance(share) || !occasions.happens(what)) return false;
    occasions.count(`fault ${what}`);
    return true;
  }

  /** A newer line of a tablet, or of its copy, ends the older one. */
  private async endOlder(session: HubSession, device: string): Promise<void> {
    for (const one of this.network.sessions())
      if (one !== session && one.device?.id === device && one.follows.length > 0) await one.end('replaced');
  }

  /** A session hears that its branch moved: not at all, twice, or as it should. */
  private tell(session: HubSession, branch: string): void {
    if (this.road('rows lost', 0.03)) return;
    session.poke(branch);
    if (this.road('rows doubled', 0.03)) this.world.after(this.occasions.road.int(1, 400), () => session.poke(branch));
  }

  private faults(): LinkFaults {
    return {
      delay: () => (this.calm ? 20 : this.occasions.road.int(5, 400)),
      fate: () => {
        if (this.road('cut', 0.02)) return 'cut';
        if (this.road('twice', 0.02)) return 'twice';
        if (this.road('torn', 0.004)) return 'torn';
        return this.road('late', 0.03) ? 'late' : 'through';
      },
      reachable: () => !this.road('unreachable', 0.35),
    };
  }

  private seat(n: number): Clerk {
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
      random: () => this.occasions.road.next(),
      protocol: spokenAt(n, this.seed),
    });
    this.breakage.terminal?.(terminal);
    return new Clerk(seat, this.watched(seat, terminal), this.occasions.random, this.occasions.count, this.asked);
  }

  private watched({ outlet }: Seat, terminal: FakeTerminal): FakeTerminal {
    const watched = { store: terminal.store, hub: this.store, own: outlet };
    watchSettling(watched, (breach) => this.seen.push(breach));
    watchSwaps(watched, (breach) => this.lacking.push(breach));
    return terminal;
  }

  private async serve(): Promise<void> {
    const { occasions } = this;
    occasions.begin('customer');
    const clerk = occasions.random.pick(this.clerks);
    if (!clerk.terminal.locked && !clerk.terminal.gone && occasions.happens('customer')) await clerk.serve();
  }

  private async work(): Promise<void> {
    this.calm = false;
    const { occasions, world } = this;
    for (let n = 0; n < (this.less.steps ?? WORK_STEPS); n++) {
      occasions.nextStep();
      await this.serve();
      await this.mishaps.between();
      await this.loss.between();
      occasions.begin('time');
      const [isLong, relays, lapses] = [0.05, 0.2, 0.1].map((share) => occasions.random.chance(share));
      await world.run(isLong ? occasions.random.int(20_000, 90_000) : occasions.random.int(20, 4000));
      if (relays) await this.rounds.relay();
      if (lapses) await this.rounds.lapse();
    }
  }

  private quiet(): Quiet {
    const { stopped, recorded, poisons } = this.mishaps;
    return {
      store: this.store,
      terminals: this.clerks.map(({ seat, terminal }) => ({
        seat,
        terminal,
        isGone: terminal.gone,
        isStopped: stopped.has(seat.device) || this.isForked(seat),
      })),
      recorded,
      seen: this.seen,
      unexpected: this.mishaps.unexpected,
      lacking: this.lacking,
      poisons,
      loss: this.loss.told,
    };
  }

  private isForked({ outlet, device }: Seat): boolean {
    return (this.store.branch(outlet).devices.get(device)?.forkedAt ?? null) !== null;
  }

  /** The disks have room, the roads are open, and about journals that went wrong the county decides. */
  private async mend(): Promise<void> {
    const { occasions, mishaps } = this;
    for (const poison of mishaps.poisons) {
      await poison.settle(this.store);
      // Nobody will ever hear of it again: a restored hub must not wait for it.
      this.store.stopDevice(poison.keys.id, 'lost');
      poison.tell(occasions.count);
    }
    await this.paperOfLost();
    occasions.begin('lost and found');
    for (const { terminal } of this.clerks) {
      terminal.store.full = false;
      terminal.dark = false;
      if (terminal.gone && occasions.random.chance(0.5)) {
        occasions.count('lost tablet found');
        await terminal.find();
      } else if (terminal.locked) await terminal.unlock();
    }
  }

  /** What the customers of a lost tablet hold in their hands is entered at the county. */
  private async paperOfLost(): Promise<void> {
    const { occasions, county } = this;
    occasions.begin('paper of a lost tablet');
    for (const { seat, terminal } of this.lostOnes) {
      // A hub that lost everything does not know a tablet that never came back to it.
      if (!this.store.branch(seat.outlet).devices.has(seat.device)) continue;
      if (!occasions.happens('paper of a lost tablet')) continue;
      await county.declareLost(seat);
      const entered = await county.rebuild(seat, terminal.store.allRecords(), occasions.random);
      if (entered > 0) occasions.count('lost tablet rebuilt from paper');
    }
  }

  private get lostOnes(): readonly Clerk[] {
    return this.clerks.filter(({ seat }) => this.mishaps.stopped.get(seat.device) === 'lost');
  }

  /** A lost tablet that was found has brought its journal: two persons let it in. */
  private async letIn(): Promise<void> {
    const found = this.lostOnes.filter(({ terminal }) => !terminal.gone && this.occasions.happens('journal let in'));
    if (found.length === 0) return;
    for (const { seat } of found) {
      await this.county.decide(seat);
      this.occasions.count('journal of a found tablet let in');
    }
    for (let round = 0; round < 4; round++) {
      await this.rounds.relay();
      await this.rounds.lapse();
      await this.world.run(5000);
    }
  }

  private get busy(): boolean {
    return this.quiet().terminals.some(
      ({ terminal, isGone, isStopped }) =>
        !isGone && (terminal.session.status().waiting > 0 || (!isStopped && terminal.store.pendingSeqs().length > 0)),
    );
  }

  private async settle(): Promise<void> {
    this.calm = true;
    await this.loss.end();
    await this.mend();
    for (let round = 0; round < QUIET_ROUNDS; round++) {
      for (const { terminal } of this.clerks) {
        // Who was told to stop is tried again by a person: a restored hub may have forgotten what it was given.
        const { phase, waiting } = terminal.session.status();
        if (!terminal.gone && (phase === 'backing_off' || (phase === 'stopped' && (waiting > 0 || round === 0))))
          terminal.session.nudge();
      }
      await this.loss.readoptAll();
      await this.world.run(5000);
      await this.rounds.relay();
      if (!this.busy && round >= QUIET_ROUNDS_MIN) break;
    }
    await this.letIn();
    // Whatever the last relay changed reaches the terminals.
    for (const session of this.network.sessions()) for (const branch of session.follows) session.poke(branch);
    await this.world.run(5000);
  }

  async run(): Promise<RunResult> {
    const { occasions } = this;
    await openMarket(
      this.hub,
      this.clerks.map((clerk) => clerk.seat),
    );
    // Claim, answer and copy of the person known at both outlets.
    for (let round = 0; round < 3; round++) await this.rounds.relay();
    for (const { terminal } of this.clerks) await terminal.start();
    await this.world.run(5000);
    for (const clerk of this.clerks) await clerk.begin();
    await this.world.run(3000);
    await this.work();
    await this.settle();
    let entries = 0;
    for (const branch of this.store.branches.values()) {
      for (const one of branch.log) if (one.door === 'terminal') occasions.count(`verdict ${one.verdict}`);
      for (const one of branch.raw.values()) occasions.count(`kept ${one.reason}`);
      for (const row of branch.rows.values())
        if (row.table === 'stand_in') occasions.count(`stand-in ${String(row.body?.['status'])}`);
      entries += branch.log.length;
    }
    const quiet = this.quiet();
    for (const one of missingFor(quiet)) occasions.tell(`lost with its tablet and the hub: ${one}`);
    const { counts, happened, told } = occasions;
    return { seed: this.seed, breaches: checkAll(quiet), counts, happened, told, entries };
  }
}

export const simulate = (seed: number, breakage: Breakage = {}, less: Less = {}): Promise<RunResult> =>
  new Simulation(seed, breakage, less).run();
