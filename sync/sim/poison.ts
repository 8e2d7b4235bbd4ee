import { textToBytes } from '../../shared/kernel/bytes.ts';
import type { HubEngine, PushRequest } from '../engine/hub-api.ts';
import { ingestPush } from '../engine/hub-ingest.ts';
import { postCommands } from '../engine/post-commands.ts';
import { deviceKeys, newDevice, TestJournal, type DeviceKeys } from '../testing/device-kit.ts';
import type { MemoryHubStore } from '../engine/memory-hub-store.ts';
import { County } from './county.ts';
import { DATE, depositPayload, hubCommand, toPayload, type Seat } from './market.ts';
import { Random } from './random.ts';

/**
 * Devices whose journals went wrong: bytes nobody can read, a fork, a wrong link, a hole, an unsigned tail. In the end
 * two persons of the county decide about most of them through the ordinary commands, and some of what was declared
 * lost comes after all.
 */
export const POISONS = ['unreadable', 'fork', 'broken_chain', 'gap', 'unsigned'] as const;
export type PoisonKind = (typeof POISONS)[number];

const DEPOSITS = 4;
/** Chances of their own, that leave those of the poison as they were. */
const PAPER = 500;

export class Poison {
  readonly keys: DeviceKeys;
  readonly outlet: string;
  /** Everything this device ever wrote, and what a copy of it wrote under the same numbers. */
  readonly journal: TestJournal;
  readonly rival: TestJournal;
  private readonly pushed: PushRequest[] = [];
  private readonly random: Random;
  /** Undecided ones stay as they are. */
  readonly isDecided: boolean;
  comesLate = false;
  /** Entries the county entered from paper. */
  stoodFor = 0;

  constructor(
    private readonly hub: HubEngine,
    store: MemoryHubStore,
    readonly of: { readonly seed: number; readonly n: number; readonly kind: PoisonKind; readonly seat: Seat },
  ) {
    const { seed, n, seat } = of;
    // Its own chances: what happens here leaves the rest of the run as it was.
    this.random = new Random(seed * 1000 + n);
    this.outlet = seat.outlet;
    this.keys = deviceKeys(`poison ${seed} ${n}`);
    this.enrol(store);
    this.journal = this.write(1);
    this.rival = this.write(2);
    this.isDecided = this.random.chance(0.8);
  }

  private enrol(store: MemoryHubStore): void {
    store.addDevice(newDevice(this.keys, this.outlet, String(50 + this.of.n)));
  }

  private write(copy: number): TestJournal {
    const journal = new TestJournal(this.keys, this.outlet, this.hub.now() - 60_000);
    if (this.of.kind === 'unreadable')
      return journal.addRaw(textToBytes('first')).addRaw(textToBytes('second')).addRaw(textToBytes('third'));
    for (let k = 0; k < DEPOSITS; k++) {
      const account = this.random.chance(0.7) ? this.random.int(1, 4) : null;
      const payload = depositPayload({ seat: this.of.seat, account, fen: copy * 1000 + k, n: 500 + k });
      journal.add({ command: 'counter.deposit', businessDate: DATE, ...toPayload('counter.deposit', payload) });
    }
    return journal;
  }

  private async push(push: PushRequest): Promise<void> {
    this.pushed.push(push);
    await ingestPush(this.hub, push);
  }

  async strike(): Promise<void> {
    const { kind } = this.of;
    if (kind === 'unreadable') await this.push(this.journal.push());
    if (kind === 'gap') {
      await this.push(this.journal.push(3, 3));
      if (this.random.chance(0.5)) await this.push(this.journal.push(1, 1));
    }
    if (kind === 'unsigned') await this.push(this.journal.push(1, DEPOSITS, 'delivery'));
    if (kind !== 'fork' && kind !== 'broken_chain') return;
    await this.push(this.journal.push(1, 2));
    await this.push(kind === 'fork' ? this.rival.push(1, 3) : this.rival.push(3, 3));
  }

  /** A restored hub is given again what it forgot; then the county decides. */
  async settle(store: MemoryHubStore): Promise<void> {
    // Enrolled after the backup: a restored hub does not know it until it is enrolled again.
    if (!store.branch(this.outlet).devices.has(this.keys.id)) this.enrol(store);
    for (const push of this.pushed) await ingestPush(this.hub, push);
    if (!this.isDecided) return;
    const county = new County(this.hub, store);
    const own = { outlet: this.outlet, device: this.keys.id, lease: null };
    for (let round = 0; round < 4; round++) await county.decide(own);
    const paper = new Random(this.of.seed * 1000 + this.of.n + PAPER);
    // Its own row, which the outlet sees.
    const row = { device: this.keys.id, device_no: String(50 + this.of.n), outlet: this.outlet, kind: 'tablet' };
    if (this.of.kind === 'gap')
      await postCommands(this.hub, this.outlet, [hubCommand(this.outlet, 'device.enrol', row)]);
    if (this.of.kind === 'gap') this.stoodFor = await county.rebuild(own, this.journal.entries, paper);
    this.comesLate = this.of.kind === 'gap' && this.random.chance(0.6);
    if (this.comesLate) await ingestPush(this.hub, this.journal.push());
  }

  /** What became of it, for the report. */
  tell(count: (what: string) => void): void {
    if (this.isDecided) count('journal decided about');
    if (this.stoodFor > 0) count('entered from paper');
    if (this.comesLate) count('declared lost and came after all');
    if (this.stoodFor > 0 && this.comesLate) count('stood for and came after all');
  }
}
