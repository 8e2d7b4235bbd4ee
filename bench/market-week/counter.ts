import { sha256 } from '../../shared/kernel/hash.ts';
import { DEMO_PASSWORD, type DemoEmployee } from '../../server/demo/staff.ts';
import type {
  Captured,
  CustomerCard,
  Draft,
  JournalLine,
  Preview,
  TerminalApi,
} from '../../client/terminal/worker/api.ts';
import { approvalOf, witnessOf, type Staff } from './staff.ts';
import type { SimTime } from './time.ts';

/** What the play counts: entries, refusals by their code, what nobody expected. */
export interface Tally {
  readonly done: Map<string, number>;
  readonly refused: Map<string, number>;
  readonly offline: { count: number };
}
export const newTally = (): Tally => ({ done: new Map(), refused: new Map(), offline: { count: 0 } });
export const add = (to: Map<string, number>, name: string): void => void to.set(name, (to.get(name) ?? 0) + 1);

const SIGNATURE = new Uint8Array([137, 80, 78, 71]);
export const signed = { signature: SIGNATURE, hash: sha256(SIGNATURE) };

const HEARS_MS = 600_000;
const HEARS_STEP_MS = 5_000;

/** One tablet and who sits at it: every step is a call that a page would make. */
export class Counter {
  private seated: DemoEmployee | null = null;

  constructor(
    readonly api: TerminalApi,
    private readonly time: SimTime,
    private readonly staff: Staff,
    readonly tally: Tally,
  ) {}

  ask<T>(call: Promise<T>): Promise<T> {
    return this.time.settle(call);
  }

  /**
   * `elsewhere`: two persons say that the outlet closed the date of this tablet at another one.
   * @throws when the person is not let in: the play goes nowhere without them.
   */
  async seat(who: DemoEmployee, elsewhere = false): Promise<void> {
    if (this.seated?.employeeNo === who.employeeNo && (await this.ask(this.api.session()))?.locked === false) return;
    if (this.seated !== null) await this.ask(this.api.lock());
    const first = await this.ask(this.api.firstOfDay());
    const witness =
      first || elsewhere ? witnessOf(who === this.staff.manager ? this.staff.chief : this.staff.manager) : null;
    const signedOn = await this.ask(
      this.api.signOn({ employeeNo: who.employeeNo, password: DEMO_PASSWORD, witness, elsewhere }),
    );
    if (!signedOn.ok) throw new Error(`${who.employeeNo} does not come in: ${JSON.stringify(signedOn.error)}`);
    this.seated = who;
  }

  async leave(): Promise<void> {
    const off = await this.ask(this.api.signOff());
    if (!off.ok) throw new Error(`nobody can leave: ${JSON.stringify(off.error)}`);
    this.seated = null;
  }

  /** Waits for so many ms of the play until `known`; false when it did not come. */
  async waits(known: () => Promise<boolean>, ms: number): Promise<boolean> {
    for (const last = this.time.wall + ms; !(await known());) {
      if (this.time.wall > last) return false;
      await this.time.reach(this.time.wall + HEARS_STEP_MS);
    }
    return true;
  }

  /** Waits until what another tablet did is known at this one. @throws after ten minutes: the road is open. */
  async hears(what: string, known: () => Promise<boolean>): Promise<void> {
    if (!(await this.waits(known, HEARS_MS))) throw new Error(`never heard: ${what}`);
  }

  /** A line of today's journal. */
  async line(seq: number): Promise<JournalLine | undefined> {
    return (await this.ask(this.api.journal(null))).find((one) => one.seq === seq);
  }

  private refuse(draft: Draft, code: string): null {
    add(this.tally.refused, `${draft.command} ${code}`);
    return null;
  }

  /** Shown, approved where somebody must, recorded; null = refused, counted by its code. `less`: the customer takes what is allowed. */
  async enter(draft: Draft, less?: (fen: number) => Draft): Promise<Captured | null> {
    const shown = await this.ask(this.api.preview(draft));
    if (!shown.ok) return this.refuse(draft, shown.error.code);
    const { refusal, allowedFen } = shown.value;
    if (refusal !== null) {
      const rest = allowedFen === null ? 0 : Math.floor(allowedFen / 10_000) * 10_000;
      this.refuse(draft, refusal.code);
      return rest > 0 && less !== undefined ? this.enter(less(rest)) : null;
    }
    return this.record(draft, shown.value);
  }

  private async record(draft: Draft, shown: Preview): Promise<Captured | null> {
    const done = await this.ask(this.api.capture(draft, approvalOf(shown)));
    if (!done.ok) return this.refuse(draft, done.error.code);
    if (shown.mode === 'offline') this.tally.offline.count += 1;
    add(this.tally.done, draft.command);
    // No answer: nothing is paid, the request is given up, the customer asked to wait for the road.
    if (done.value.lights === 'unknown') {
      const back: Draft = { command: 'request.abandon', payload: { reason: 'no_answer' }, replaces: done.value.seq };
      await this.enter(back);
      return null;
    }
    return done.value.lights === 'rejected' ? this.refuse(draft, 'rejected') : done.value;
  }

  /** @throws when it is refused: the day cannot go on without it. */
  async must(draft: Draft): Promise<Captured> {
    const before = new Map(this.tally.refused);
    const done = await this.enter(draft);
    if (done !== null) return done;
    const why = [...this.tally.refused].filter(([name, count]) => before.get(name) !== count).map(([name]) => name);
    throw new Error(`refused: ${why.join(', ')} ${JSON.stringify(draft.payload)}`);
  }

  card(id: string): Promise<CustomerCard | null> {
    return this.ask(this.api.customer(id));
  }
}
