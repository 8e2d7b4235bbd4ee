import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { shanghaiDate } from '../../../shared/kernel/dates.ts';
import { rescueBytes } from '../../platform/dexie/store.ts';
import { SealBroken } from '../../platform/vault/cipher.ts';
import type { DeviceRecord } from '../../platform/vault/key-database.ts';
import type { OpenVault } from '../../platform/vault/vault.ts';
import type { Bytes } from '../../../shared/kernel/bytes.ts';
import type { SessionStatus } from '../../../sync/index.ts';
import type { BuildContext } from './build.ts';
import type {
  AppState,
  Approval,
  Failure,
  SignOnDayView,
  SyncStatus,
  VanCarried,
  VanExport,
  VanImport,
} from './api.ts';
import { whoWasOn, type Clerk } from './clerk.ts';
import { createEnroller, type EnrolInput, type Enroller } from './enrol.ts';
import { dayToSignOn, NOTHING_SAID } from './day.ts';
import { enter, recordLock, recordSignOff, waitForPeople } from './enter.ts';
import { startLockedDelivery, type LockedDelivery } from './locked-delivery.ts';
import type { Chore } from './chore.ts';
import { createChores } from './chores.ts';
import { closedSync, createSyncView, NO_SYNC } from './sync-view.ts';
import { storageFault, watchRows } from './mending.ts';
import { openTerminal, type Terminal } from './terminal.ts';
import { renewSoon, roughNow, unlockVault, type Door, type Password } from './unlock.ts';
import { carryVanFile, makeVanFile, takeKeptMail, takeVanFile } from './van.ts';
import { createVouchers, type Vouchers } from './vouchers.ts';
import type { World } from './world.ts';

/**
 * The life of the terminal in one worker: which phase it is in, what is open, who is signed on. Steps that change
 * that run one after another. Keys stay in memory only while a clerk is on, and five minutes after sign-off, so
 * that the queue can leave and the next clerk can be let in.
 */
const WARM_MS = 300_000;

type SigningOn = Password & {
  readonly witness: Approval | null;
  readonly notWorked?: boolean;
  readonly elsewhere?: boolean;
  /** Coming back to a locked session, even of a date that was closed meanwhile. */
  readonly rejoin?: boolean;
};

const fail = (code: string, detail: Failure['detail'] = {}): Result<never, Failure> => err({ code, detail });

export class App {
  private device: DeviceRecord | null = null;
  private terminal: Terminal | null = null;
  private vouchers: Vouchers | null = null;
  private clerk: Clerk | null = null;
  /** Who locked the screen: only they come back without a new sign-on. */
  private away: Clerk | null = null;
  private damage: string | null = null;
  private lost = false;
  private lastSync: SyncStatus = NO_SYNC;
  private cooling: () => void = () => undefined;
  private unwatch: () => void = () => undefined;
  /** Runs whenever the vault is closed. */
  private delivery: LockedDelivery | null = null;
  private steps: Promise<unknown> = Promise.resolve();
  private readonly syncView = createSyncView();
  private readonly chores: readonly Chore[];
  private readonly enroller: Enroller;

  constructor(private readonly world: World) {
    this.enroller = createEnroller(world);
    this.chores = createChores(world);
  }

  /** One step at a time: two taps never open the vault twice or take one voucher number. */
  private inTurn<T>(step: () => Promise<T>): Promise<T> {
    const turn = this.steps.then(step, step);
    this.steps = turn.catch(() => undefined);
    return turn;
  }

  async begin(): Promise<void> {
    this.device = (await this.world.keyDb.device.get('device')) ?? null;
    this.away = await whoWasOn(this.world);
    this.deliverLocked();
    await this.announce();
  }

  // ---- what pages see -------------------------------------------------------------------------------------

  async state(): Promise<AppState> {
    return {
      phase: this.phase(),
      outlet: this.device?.outlet ?? null,
      deviceNo: this.device?.deviceNo ?? null,
      persisted: await this.world.persisted(),
      damage: this.damage,
      practice: this.world.practice !== undefined,
    };
  }

  private phase(): AppState['phase'] {
    if (this.lost) return 'other_tab';
    if (this.damage !== null) return 'damaged';
    if (this.device === null) return 'unenrolled';
    return this.clerk === null ? 'locked' : 'open';
  }

  private async announce(): Promise<void> {
    this.world.emit({ type: 'state', state: await this.state() });
  }

  sync(): SyncStatus {
    return this.lastSync;
  }
  who(): Clerk | null {
    return this.clerk ?? this.away;
  }
  get isLocked(): boolean {
    return this.clerk === null;
  }
  open(): Terminal | null {
    return this.terminal;
  }

  /** What building an entry needs, or why nothing can be done now. */
  context(): Result<BuildContext, Failure> {
    if (this.lost) return fail('OTHER_TAB');
    if (this.damage !== null) return fail('DAMAGED');
    if (this.terminal === null || this.vouchers === null || this.clerk === null)
      return fail(this.device === null ? 'NOT_ENROLLED' : 'LOCKED');
    return ok({ terminal: this.terminal, clerk: this.clerk, vouchers: this.vouchers });
  }

  /** Runs an entry in its turn; a full disk and a lost tab are answers, not bugs. */
  entry<T>(work: (context: BuildContext) => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    return this.inTurn(async () => {
      const context = this.context();
      if (!context.ok) return context;
      try {
        const done = await this.world.writing.during(() => work(context.value));
        this.world.emit({ type: 'rows', tables: ['journal'] });
        return done;
      } catch (thrown) {
        return this.faultOf(thrown);
      }
    });
  }

  private faultOf(thrown: unknown): Result<never, Failure> {
    const code = storageFault(thrown);
    if (code !== null) return fail(code);
    if (thrown instanceof SealBroken) {
      this.damage = thrown.message;
      void this.announce();
      return fail('DAMAGED');
    }
    throw thrown;
  }

  // ---- opening ------------------------------------------------------------------------------------------------

  enrol(input: EnrolInput): Promise<Result<AppState, Failure>> {
    return this.inTurn(async () => {
      if (this.device !== null) return fail('DEVICE_KNOWN');
      const vault = await this.enroller.enrol(input);
      if (!vault.ok) return vault;
      this.device = vault.value.device;
      const opened = await this.openWith(vault.value);
      if (!opened.ok) return opened;
      this.coolLater();
      await this.announce();
      return ok(await this.state());
    });
  }

  private async openWith(vault: OpenVault): Promise<Result<Terminal, Failure>> {
    if (this.terminal !== null) return ok(this.terminal);
    this.delivery?.stop();
    this.delivery = null;
    const opened = await this.openTerminal(vault);
    if (!opened.ok) this.deliverLocked();
    return opened;
  }

  private async openTerminal(vault: OpenVault): Promise<Result<Terminal, Failure>> {
    try {
      const terminal = await openTerminal(this.world, vault, {
        onStatus: (status) => this.tellSync(status),
        onRows: (tables) => this.world.emit({ type: 'rows', tables }),
      });
      this.terminal = terminal;
      this.vouchers = createVouchers(terminal);
      this.lastSync = this.syncView(terminal, terminal.engine.status());
      this.damage = await terminal.store.fault();
      this.unwatch = watchRows(this.world, terminal, () => this.tellSync(terminal.engine.status()));
      if (this.damage !== null) await this.stop();
      else {
        await takeKeptMail(this.world, terminal);
        // What went through the hub's hands is used once. A full disk costs the spare copy, not the sign-on.
        await vault.keepGuestCopy().catch((fault: unknown) => console.error('no spare copy of the key', fault));
      }
      return this.damage === null ? ok(terminal) : fail('DAMAGED');
    } catch (thrown) {
      vault.close();
      return this.faultOf(thrown);
    } finally {
      if (this.damage !== null) await this.announce();
    }
  }

  signOn(who: SigningOn): Promise<Result<Clerk, Failure>> {
    return this.inTurn(async () => {
      if (this.clerk !== null) return fail('ALREADY_ON');
      const door = this.door();
      if (!door.ok) return door;
      const vault = await unlockVault(door.value, who);
      if (!vault.ok) return vault;
      const opened = await this.openWith(vault.value);
      if (!opened.ok) return opened;
      return this.enterAs(opened.value, door.value, who);
    });
  }

  private async enterAs(terminal: Terminal, door: Door, who: SigningOn): Promise<Result<Clerk, Failure>> {
    this.coolLater();
    if (!(await waitForPeople(terminal, who.employeeNo)))
      return fail(terminal.engine.status().phase === 'stopped' ? 'OFFLINE' : 'TIMEOUT');
    const entered = await this.guarded(() =>
      enter(terminal, who.employeeNo, {
        witness: who.witness,
        notWorked: who.notWorked === true,
        elsewhere: who.elsewhere === true,
        rejoin: who.rejoin === true,
      }),
    );
    if (!entered.ok) return entered;
    this.cooling();
    this.clerk = entered.value;
    this.away = null;
    await terminal.store.prepareSegment(this.world.clock.wall());
    void renewSoon({ ...door, warm: terminal.vault }, who);
    this.doChores();
    await this.announce();
    return entered;
  }

  private tellSync(status: SessionStatus): void {
    this.lastSync = this.syncView(this.terminal, status);
    this.world.emit({ type: 'sync', sync: this.lastSync });
    this.doChores();
  }

  async guarded<T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    try {
      return await work();
    } catch (thrown) {
      return this.faultOf(thrown);
    }
  }

  private door(): Result<Door, Failure> {
    if (this.lost) return fail('OTHER_TAB');
    if (this.damage !== null) return fail('DAMAGED');
    if (this.device === null) return fail('NOT_ENROLLED');
    return ok({ world: this.world, device: this.device, warm: this.terminal?.vault ?? null });
  }

  /** null while the vault is closed: only rows know the outlet's days. */
  async signOnDay(employeeNo: string | null): Promise<SignOnDayView | null> {
    return this.terminal === null ? null : dayToSignOn(this.terminal, { ...NOTHING_SAID, employeeNo });
  }

  /** As exactly as the present phase allows: behind a locked vault only this tablet's own sign-ons are known. */
  async firstOfDay(): Promise<boolean> {
    if (this.terminal !== null) return (await dayToSignOn(this.terminal, { ...NOTHING_SAID, employeeNo: null })).first;
    const last = (await this.world.keyDb.facts.get('business-date'))?.value;
    return typeof last !== 'string' || last < shanghaiDate(await roughNow(this.world));
  }

  /** While somebody is on. */
  private doChores(): void {
    for (const chore of this.clerk === null ? [] : this.chores.filter((one) => one.isDue(this.lastSync)))
      void this.entry(async ({ terminal, clerk }) => ok(await chore.run(terminal, clerk)));
  }

  // ---- closing ------------------------------------------------------------------------------------------------

  lock(): Promise<void> {
    return this.inTurn(async () => {
      const { terminal, clerk } = this;
      if (terminal === null || clerk === null) return;
      await this.guarded(() => recordLock(terminal, clerk));
      this.away = clerk;
      this.clerk = null;
      await this.stop();
      await this.announce();
    });
  }

  signOff(): Promise<Result<null, Failure>> {
    return this.inTurn(async () => {
      const context = this.context();
      if (!context.ok) return context;
      const { terminal, clerk } = context.value;
      const done = await this.guarded(() => recordSignOff(terminal, clerk));
      if (!done.ok) return done;
      this.clerk = null;
      this.away = null;
      await this.world.keyDb.facts.delete('session');
      await terminal.store.closeSegment(this.world.clock.wall());
      this.coolLater();
      await this.announce();
      return ok(null);
    });
  }

  /** Forgets the keys when nobody signs on in time. */
  private coolLater(): void {
    this.cooling();
    this.cooling = this.world.timer.after(WARM_MS, () => {
      void this.inTurn(async () => {
        if (this.clerk === null) await this.stop();
      });
    });
  }

  private async stop(): Promise<void> {
    this.cooling();
    this.unwatch();
    const terminal = this.terminal;
    this.terminal = null;
    this.vouchers = null;
    this.lastSync = closedSync(this.lastSync);
    if (terminal !== null) await this.guarded(async () => ok(await terminal.close()));
    this.world.emit({ type: 'sync', sync: this.lastSync });
    this.deliverLocked();
  }

  /** A locked tablet, or one whose storage was damaged, still hands over what it has recorded. */
  private deliverLocked(): void {
    if (this.device === null || this.terminal !== null || this.delivery !== null || this.lost) return;
    this.delivery = startLockedDelivery(this.world, this.device, (change) => {
      this.lastSync = { ...this.lastSync, ...change };
      this.world.emit({ type: 'sync', sync: this.lastSync });
    });
  }

  nudge(): void {
    this.terminal?.engine.nudge();
    this.delivery?.nudge();
  }

  /** Another tab took the terminal: nothing more is written here. */
  tabLost(): Promise<void> {
    this.lost = true;
    this.delivery?.stop();
    return this.inTurn(async () => {
      const terminal = this.terminal;
      this.terminal = null;
      this.clerk = null;
      if (terminal !== null) {
        await terminal.engine.stop();
        terminal.vault.close();
      }
      await this.announce();
    });
  }

  // ---- the mail van -------------------------------------------------------------------------------------------

  /** No entry is recorded while the segment is closed for the file. */
  vanExport(): Promise<Result<VanExport, Failure>> {
    return this.inTurn(async () => {
      const { device, terminal } = this;
      if (device === null || this.lost) return fail(this.lost ? 'OTHER_TAB' : 'NOT_ENROLLED');
      const made = await this.guarded(async () => ok(await makeVanFile(this.world, device, terminal)));
      if (this.clerk !== null) await terminal?.store.prepareSegment(this.world.clock.wall());
      return made;
    });
  }

  vanImport(file: Uint8Array): Promise<Result<VanImport, Failure>> {
    return this.inTurn(async () => {
      const { device } = this;
      if (device === null || this.lost) return fail(this.lost ? 'OTHER_TAB' : 'NOT_ENROLLED');
      return this.guarded(() => takeVanFile(this.world, device, this.terminal, file));
    });
  }

  vanCarry(file: Uint8Array, again: boolean): Promise<Result<VanCarried, Failure>> {
    return this.device === null
      ? Promise.resolve(fail('NOT_ENROLLED'))
      : carryVanFile(this.world, this.device, file, again);
  }

  rescue = (): Promise<Bytes> => rescueBytes(this.world.db, this.device?.deviceId ?? '');
}
