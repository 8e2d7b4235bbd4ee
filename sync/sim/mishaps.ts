import { deviceRowId } from '../../shared/kernel/ids.ts';
import { assert } from '../../shared/kernel/assert.ts';
import type { HubEngine } from '../engine/hub-api.ts';
import { postCommands } from '../engine/post-commands.ts';
import { isFinal } from '../engine/settle.ts';
import type { FakeNetwork, FakeWorld } from '../testing/fake-world.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import type { Clerk } from './clerk.ts';
import { OUTLETS, unit } from './market.ts';
import { MailVan } from './mail-van.ts';
import type { Loss } from './loss.ts';
import type { Occasions } from './occasions.ts';
import { Poison, POISONS } from './poison.ts';
import { knock, STRANGERS } from './stranger.ts';

/** What goes wrong with tablets, clocks, disks and the hub itself, between one customer and the next. */

export interface Grounds {
  readonly seed: number;
  readonly world: FakeWorld;
  readonly store: MemoryHubStore;
  readonly hub: HubEngine;
  readonly network: FakeNetwork;
  readonly clerks: Clerk[];
  readonly occasions: Occasions;
  readonly loss: Loss;
  /** Another clerk with another tablet that holds the same keys. */
  twinOf(clerk: Clerk, terminal: FakeTerminal): Clerk;
}

/** In every eighth run the hub is put back more than once. */
const isRestless = (seed: number): boolean => seed % 8 === 5;
/** One run in sixteen each: what takes a tablet out of the day would hide too much in every run. */
const ONCE = ['tablet lost', 'tablet copied', 'tablet revoked'] as const;
type Once = (typeof ONCE)[number];
const onceOf = (seed: number): Once | null => ({ 6: ONCE[0], 9: ONCE[1], 13: ONCE[2] })[seed % 16] ?? null;

/** Every fault by its name, for the report. The road's own are told by `run.ts`. */
export const FAULTS = [
  'backup',
  'cut',
  'disk full',
  'hub lost',
  'hub overloaded',
  'hub restarted',
  'hub restored',
  'late',
  'mail van came',
  'mail van left',
  'mail van returned',
  'page torn',
  'poisoned journal',
  'program killed',
  'reader behind',
  'relay died',
  'rows doubled',
  'rows lost',
  'slept',
  'stranger at the door',
  ...ONCE,
  'torn',
  'twice',
  'unit changed',
  'unreachable',
  'vault locked',
  'wall clock jumped',
  'went dark',
] as const;
export type Fault = (typeof FAULTS)[number];

export class Mishaps {
  readonly poisons: Poison[] = [];
  /** Row ids of entries whose receipts of an earlier life of the hub must be followed. */
  readonly recorded = new Set<string>();
  /** Tablets that came out of the day, by their own id. */
  readonly stopped = new Map<string, 'lost' | 'revoked'>();
  private backup: ReturnType<MemoryHubStore['backup']> | null = null;
  private restores = 0;
  private poisoned = 0;
  private onceDone = false;
  private knocks = 0;
  /** What was told at the door and should not have been. */
  readonly unexpected: string[] = [];

  private readonly van: MailVan;

  constructor(private readonly at: Grounds) {
    this.van = new MailVan(at.hub, at.occasions.count);
  }

  /** Whether this fault happens now: by its own chance, unless this run leaves it out. */
  private befalls(what: Fault, share: number): boolean {
    const { occasions } = this.at;
    occasions.begin(what);
    if (!occasions.random.chance(share) || !occasions.happens(what)) return false;
    occasions.count(`fault ${what}`);
    return true;
  }

  async between(): Promise<void> {
    const { occasions, clerks } = this.at;
    occasions.begin('whose tablet');
    const clerk = occasions.random.pick(clerks);
    if (!clerk.terminal.gone) await this.ofTablet(clerk);
    await this.ofHub();
    await this.ofVan(clerk);
    await this.once(clerk);
  }

  private async ofTablet(clerk: Clerk): Promise<void> {
    const { terminal, seat } = clerk;
    const { world, occasions } = this.at;
    const { random } = occasions;
    if (this.befalls('program killed', 0.05)) {
      if (terminal.locked || random.chance(0.3)) terminal.killLocked();
      else await terminal.restart();
    }
    if (this.befalls('wall clock jumped', 0.02))
      terminal.clock.wallOffset = random.pick([-600_000, -20_000, 0, 20_000, 400_000]);
    if (this.befalls('slept', 0.02)) {
      terminal.clock.monoStart += Math.min(random.int(1000, 60_000), terminal.clock.mono());
      if (!terminal.locked) terminal.session.wake();
    }
    if (this.befalls('disk full', 0.03)) {
      terminal.store.full = true;
      world.after(random.int(2_000, 90_000), () => (terminal.store.full = false));
    }
    if (!this.at.loss.isNeeded(clerk) && this.befalls('page torn', 0.02)) {
      const bad = random.int(0, 3);
      // By its last character, as rows of a page lie there by no order a clerk knows.
      terminal.store.tear(seat.outlet, (key) => (key.codePointAt(key.length - 1) ?? 0) % 4 === bad);
      // What is derived from the journal lies there too; the next start finds it damaged (SE25).
      terminal.store.loseOverlay();
      if (!terminal.locked) terminal.session.nudge();
    }
    if (this.befalls('went dark', 0.03)) {
      terminal.dark = true;
      terminal.cut();
      world.after(random.int(20_000, 180_000), () => (terminal.dark = false));
    }
    if (!terminal.locked && this.befalls('vault locked', 0.04)) await terminal.lock();
    else if (terminal.locked) {
      occasions.begin('unlock');
      if (random.chance(0.3)) await terminal.unlock();
    }
  }

  private async ofHub(): Promise<void> {
    const { seed, hub, store, network, occasions } = this.at;
    if (this.befalls('hub restarted', 0.03)) {
      if (occasions.random.chance(0.5)) await Promise.all(network.sessions().map((one) => one.end('restarting')));
      else network.cutAll();
    }
    if (this.befalls('hub overloaded', 0.02)) {
      const [busiest] = network.sessions();
      await busiest?.end('overloaded');
    }
    if (this.befalls('stranger at the door', 0.04)) await this.stranger();
    if (this.befalls('poisoned journal', 0.02)) await this.poison((this.poisoned += 1));
    if (this.befalls('unit changed', 0.03))
      await postCommands(hub, OUTLETS[0], [unit(OUTLETS[0], `0394${occasions.random.int(1_000_000, 9_999_999)}`)]);
    if (this.at.loss.told !== null) return;
    if (this.befalls('backup', isRestless(seed) ? 0.05 : 0.02)) this.backup = store.backup();
    if (this.restores < (isRestless(seed) ? 3 : 1) && this.backup !== null && this.befalls('hub restored', 0.05))
      this.restore(this.backup);
  }

  private async ofVan({ terminal }: Clerk): Promise<void> {
    const { hub, network, occasions } = this.at;
    if (!terminal.gone && this.befalls('mail van left', 0.04)) await this.van.pack(terminal);
    if (this.van.hasFiles && this.befalls('mail van came', 0.2)) {
      const moved = await this.van.arrive(occasions.random, hub.now());
      if (moved !== null) for (const session of network.sessions()) session.poke(moved);
    }
    if (this.van.hasAnswers && this.befalls('mail van returned', 0.3)) await this.van.bring(occasions.random);
  }

  private async once(clerk: Clerk): Promise<void> {
    const what = onceOf(this.at.seed);
    if (what === null || this.onceDone || clerk.terminal.gone || this.at.loss.isNeeded(clerk)) return;
    if (!this.befalls(what, 0.06)) return;
    this.onceDone = true;
    const { seat, terminal } = clerk;
    if (what === 'tablet copied') {
      const twin = terminal.twin();
      this.at.clerks.push(this.at.twinOf(clerk, twin));
      if (terminal.locked) twin.killLocked();
      else await twin.start();
      return;
    }
    this.stopped.set(seat.device, what === 'tablet lost' ? 'lost' : 'revoked');
    if (what === 'tablet lost') terminal.vanish();
    else terminal.cut();
    this.stopAgain();
  }

  /** A hub restored from a backup of before has to be told once more. */
  stopAgain(): void {
    for (const [device, status] of this.stopped) this.at.store.stopDevice(device, status);
  }

  /** Somebody who does not get in: nothing of theirs is stored, and they are told why. */
  private async stranger(): Promise<void> {
    const { seed, hub, store, occasions } = this.at;
    const kind = occasions.random.pick(STRANGERS);
    const told = await knock(hub, store, { kind, name: `${seed} ${(this.knocks += 1)}` });
    occasions.count(`close ${told ?? 'nothing'}`);
    if (told !== kind) this.unexpected.push(`a stranger was told ${told ?? 'nothing'} instead of ${kind}`);
  }

  /** A device whose journal went wrong: bytes nobody can read, a fork, a wrong link, a gap, an unsigned tail. */
  private async poison(n: number): Promise<void> {
    const { seed, hub, store, clerks, occasions } = this.at;
    const outlet = occasions.random.pick(OUTLETS);
    const kind = occasions.random.pick(POISONS);
    occasions.count(`poison ${kind}`);
    const seat = clerks.find((clerk) => clerk.seat.outlet === outlet)?.seat;
    assert(seat !== undefined, 'every outlet has a seat');
    const poison = new Poison(hub, store, { seed, n, kind, seat });
    this.poisons.push(poison);
    await poison.strike();
  }

  private restore(backup: ReturnType<MemoryHubStore['backup']>): void {
    const { store, network } = this.at;
    this.restores += 1;
    network.cutAll();
    this.record(backup);
    this.at.loss.noteLife();
    store.restore(backup, `epoch-${1 + this.restores}`);
    this.stopAgain();
  }

  /** What tablets were told and the next life of the hub does not know is to be followed as it was said. */
  private record(kept: ReturnType<MemoryHubStore['backup']> | null): void {
    for (const { seat, terminal } of this.at.clerks) {
      const known = new Set(kept?.get(seat.outlet)?.log.map((one) => one.rowId));
      for (const record of terminal.store.allRecords()) {
        const rowId = deviceRowId(seat.device, record.seq);
        if (isFinal(record.receipt) && !known.has(rowId)) this.recorded.add(rowId);
      }
    }
  }

  /** The hub has lost everything, its backups too. */
  forget(): void {
    this.record(null);
    this.backup = null;
  }
}
