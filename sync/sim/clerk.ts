import { deviceRowId } from '../../shared/kernel/ids.ts';
import { err } from '../../shared/kernel/result.ts';
import type { AnyRow } from '../../shared/tables/define.ts';
import { RowsBroken } from '../engine/store-faults.ts';
import type { CaptureDraft, RequestAnswer } from '../engine/terminal-api.ts';
import type { FakeTerminal } from '../testing/terminal-kit.ts';
import {
  ACCOUNTS_EACH,
  accountId,
  CHIEF,
  customerId,
  DATE,
  depositPayload,
  EPOCH_MS,
  OPENING_TILL_FEN,
  toPayload,
  transferPayload,
  withdrawPayload,
  type Seat,
} from './market.ts';
import { ElsewhereWork } from './elsewhere-work.ts';
import type { Random } from './random.ts';
import { TillWork } from './till-work.ts';

/** A clerk at work: mostly deposits and withdrawals, now and then a reversal, a loss, a request nobody answers. */

type Count = (what: string) => void;
/** By outlet: the account a request is on its way for. */
type Asked = Map<string, number>;
/** After so many customers a clerk may end the day. */
const LONG_DAY = 16;

interface Done {
  readonly seq: number;
  readonly kind: 'in' | 'out';
  readonly fen: number;
}

export class Clerk {
  private served = 0;
  /** The till lies in the vault again. */
  private closed = false;
  private readonly tillWork: TillWork;
  private readonly elsewhere: ElsewhereWork;
  private done: Done[] = [];
  /** Requests that stayed without an answer. */
  private unknown: { readonly seq: number; readonly account: number; readonly fen: number }[] = [];

  constructor(
    readonly seat: Seat,
    readonly terminal: FakeTerminal,
    private readonly random: Random,
    private readonly count: Count,
    private readonly asked: Asked,
  ) {
    const chief = { checker: CHIEF, approval: new Uint8Array(32) };
    this.tillWork = new TillWork(seat, terminal, random, (name, payload, witnessed) =>
      this.capture(this.draft(name, payload, witnessed ? chief : {})),
    );
    this.elsewhere = new ElsewhereWork(seat, terminal, random, (name, payload, basis, replaces = null) => {
      const online = basis === 'request' ? { offline: false } : {};
      return this.capture(this.draft(name, payload, { basis, replaces, ...online }));
    });
  }

  /** The same clerk's work at another tablet that holds the same keys and the same till. */
  withTablet(terminal: FakeTerminal): Clerk {
    return new Clerk(this.seat, terminal, this.random, this.count, this.asked);
  }

  private draft(name: string, payload: AnyRow, over: Partial<CaptureDraft> = {}): CaptureDraft {
    return {
      command: name,
      ...toPayload(name, payload),
      basis: 'advice',
      businessDate: DATE,
      offline: !this.terminal.session.status().online,
      maker: this.seat.teller,
      checker: null,
      approval: null,
      lease: this.seat.lease,
      replaces: null,
      ...over,
    };
  }

  private async capture(draft: CaptureDraft): Promise<number | null> {
    const done = await this.terminal.session.capture(draft).catch((thrown: unknown) => {
      if (thrown instanceof RowsBroken) return err('rows_broken');
      throw thrown;
    });
    if (done.ok) {
      this.count(`captured ${draft.command} ${draft.basis}`);
      return done.value.seq;
    }
    this.count(`refused ${typeof done.error === 'string' ? done.error : done.error.code}`);
    return null;
  }

  /** Sign-on and till, at the start of the day. */
  async begin(): Promise<void> {
    const signOn = {
      employee_no: this.seat.teller,
      first_of_day: true,
      witness: CHIEF,
      credential_until: EPOCH_MS + 14 * 86_400_000,
      not_worked: [],
      closed_elsewhere: null,
    };
    await this.capture(this.draft('session.sign_on', signOn));
    const take = { till_no: this.seat.till, counted_fen: OPENING_TILL_FEN, denominations: [], override_reason: null };
    await this.capture(this.draft('till.take', take, { checker: CHIEF, approval: new Uint8Array(32) }));
  }

  async serve(): Promise<void> {
    this.served += 1;
    if (this.closed) return;
    if (this.served > LONG_DAY && this.random.chance(0.1)) {
      this.closed = await this.tillWork.close();
      return;
    }
    if (this.elsewhere.waits && this.random.chance(0.3)) return this.elsewhere.serve();
    const dice = this.random.next();
    if (dice < 0.24) return this.deposit();
    if (dice < 0.46) return this.withdraw();
    if (dice < 0.62) return this.request();
    if (dice < 0.76) return this.elsewhere.serve();
    if (dice < 0.84) return this.reverse();
    if (dice < 0.87) return this.lose();
    if (dice < 0.89) return this.update();
    if (dice < 0.92) return this.transfer();
    if (dice < 0.95) return this.tillWork.move();
    return this.giveUp();
  }

  private parts(account: number | null, fen: number) {
    return { seat: this.seat, account, fen, n: this.terminal.session.status().headSeq + 1 };
  }
  private anyAccount(): number {
    return this.random.int(1, ACCOUNTS_EACH);
  }
  private anyFen(): number {
    return this.random.int(1, 120) * 100;
  }

  private async deposit(): Promise<void> {
    const fen = this.anyFen();
    const seq = await this.capture(
      this.draft(
        'counter.deposit',
        depositPayload(this.parts(this.random.chance(0.08) ? null : this.anyAccount(), fen)),
      ),
    );
    if (seq !== null) this.done.push({ seq, kind: 'in', fen });
  }

  /** Paid by the offline rules; sometimes by two outlets' tablets at once, so that accounts run dry. */
  private async withdraw(): Promise<void> {
    const fen = this.anyFen();
    const seq = await this.capture(
      this.draft('counter.withdraw', withdrawPayload(this.parts(this.anyAccount(), fen)), { offline: true }),
    );
    if (seq !== null) this.done.push({ seq, kind: 'out', fen });
  }

  /** Two of a family at two counters: while one is waited for, the other wants all there is, and one of them is refused. */
  private async wanted(): Promise<{ account: number; fen: number }> {
    const [account, fen] = [this.anyAccount(), this.anyFen()];
    const rival = this.asked.get(this.seat.outlet);
    if (rival === undefined) return { account, fen };
    const row = await this.terminal.store.seen('account', accountId(this.seat.outlet, rival));
    return { account: rival, fen: Math.max(fen, Number(row?.['ledger_fen'] ?? 0)) };
  }

  private async request(): Promise<void> {
    const { account, fen } = await this.wanted();
    const seq = await this.capture(
      this.draft('counter.withdraw', withdrawPayload(this.parts(account, fen)), { basis: 'request', offline: false }),
    );
    if (seq === null) return;
    const { terminal } = this;
    this.asked.set(this.seat.outlet, account);
    const told = (answer: RequestAnswer): void => {
      this.asked.delete(this.seat.outlet);
      this.count(`request ${answer.kind}`);
      if (answer.kind === 'unknown') this.unknown.push({ seq, account, fen });
      if (answer.kind === 'posted') this.done.push({ seq, kind: 'out', fen });
    };
    void terminal.session.answer(seq).then(told);
    // The customer leaves before the answer comes.
    if (this.random.chance(0.15)) await this.abandon(seq);
  }

  /** No cash moves; asked for or recorded, as the road is. */
  private async transfer(): Promise<void> {
    const n = this.terminal.session.status().headSeq + 1;
    const payload = transferPayload(this.seat, { forth: this.random.chance(0.5), fen: this.anyFen() * 2, n });
    const asks = this.random.chance(0.3);
    const seq = await this.capture(
      this.draft('counter.transfer_same', payload, asks ? { basis: 'request', offline: false } : { offline: true }),
    );
    if (asks && seq !== null) void this.terminal.session.answer(seq);
  }

  private abandon(seq: number): Promise<number | null> {
    return this.capture(this.draft('request.abandon', { reason: 'no_answer' }, { replaces: seq }));
  }

  /** What to do with a request without an answer: give it up, twice at times, or pay by the offline rules in its place. */
  private async giveUp(): Promise<void> {
    const open = this.unknown.pop();
    if (open === undefined) return this.deposit();
    if (this.random.chance(0.5)) {
      await this.abandon(open.seq);
      if (this.random.chance(0.3)) await this.abandon(open.seq);
      return;
    }
    const payload = withdrawPayload(this.parts(open.account, open.fen));
    // Whether the tablet thinks it is online when the cash is recorded makes no difference to how it is judged.
    const of = { offline: open.seq % 2 === 0, replaces: open.seq };
    await this.capture(this.draft('counter.withdraw', payload, of));
    if (this.random.chance(0.2)) await this.capture(this.draft('counter.withdraw', payload, of));
  }

  private async reverse(): Promise<void> {
    const last = this.done.pop();
    if (last === undefined) return this.deposit();
    const payload = {
      original: deviceRowId(this.seat.device, last.seq),
      fen: last.fen,
      direction: last.kind === 'in' ? 'out' : 'in',
      till: this.seat.till,
      voucher_no: depositPayload(this.parts(1, 1))['voucher_no'],
      reason: 'wrong_amount',
      signature_hash: null,
    };
    await this.capture(this.draft('counter.reverse', payload, { checker: CHIEF, approval: new Uint8Array(32) }));
  }

  private async lose(): Promise<void> {
    const payload = {
      account: accountId(this.seat.outlet, this.anyAccount()),
      account_no: null,
      card: null,
      medium: 'passbook',
      id_no_ok: true,
      name_ok: true,
      phone_ok: true,
      address_ok: false,
      recent_txn_ok: false,
      reporter: null,
    };
    await this.capture(this.draft('counter.lost_oral', payload));
  }

  private async update(): Promise<void> {
    const payload = {
      customer: customerId(this.seat.outlet, this.anyAccount()),
      base_at: this.terminal.session.now().at,
      phone: `138${String(this.random.int(0, 99_999_999)).padStart(8, '0')}`,
      address: null,
      region_code: null,
      village_code: null,
      occupation: null,
      preferred_channel: null,
      needs_help: null,
    };
    await this.capture(this.draft('customer.update', payload));
  }
}
