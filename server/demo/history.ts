import { addDays, dateToDay, DAY_MS, HOUR_MS, MINUTE_MS, type BusinessDate } from '../../shared/kernel/dates.ts';
import { sourceCommandId } from '../../shared/kernel/ids.ts';
import type { Post } from '../../shared/tables/employee.ts';
import { luhnDigit } from '../../shared/rules/luhn.ts';
import { voucherNo } from '../../shared/rules/voucher.ts';
import type { Command } from '../../sync/index.ts';
import { hubCommand } from '../hub-command.ts';
import type { DemoOutlet } from './places.ts';
import type { Random } from './random.ts';
import { EMPLOYEES } from './staff.ts';

/**
 * Ten business days of counter work before the first start, as the commands of the counter in posting order. The same
 * seed and date give the same days. Nothing falls on today, tills 00 to 02 are left alone, and the first outlet, where a
 * visitor begins, has no open case: open cases lie at the other outlets.
 */

export const HISTORY_DAYS = 10;
const SHANGHAI_MS = 8 * HOUR_MS;
const OPEN_MS = 8.5 * HOUR_MS;
const WORK_MS = 8 * HOUR_MS;
/** Kept apart from the numbers of real tablets, which are given from 01 up. */
const DEVICE_NO = '90';
const TILLS = ['03', '04'] as const;
const TILL_START_FEN = 3_000_000;
const TILL_LEAST_FEN = 200_000;
const TILL_MOST_FEN = 19_000_000;
/** Below every line that asks for a second person or a report. */
const MOST_FEN = 4_900_000;
const CUSTOMERS_A_DAY = 75;
const MARKET_DAYS: ReadonlySet<string> = new Set(['2', '5', '8']);

export interface HistoryAccount {
  readonly account: string;
  readonly accountNo: string;
  readonly balanceFen: number;
}

/** A business date's instant of 00:00 in China. */
const midnight = (date: BusinessDate): number => (dateToDay(date) ?? 0) * DAY_MS - SHANGHAI_MS;

/** When the accounts and tills were brought over: before the counter opened on the first of these days. */
export const broughtOver = (today: BusinessDate): { businessDate: BusinessDate; at: number } => {
  const businessDate = addDays(today, -HISTORY_DAYS);
  return { businessDate, at: midnight(businessDate) + 7 * HOUR_MS };
};

interface Moved {
  readonly id: string;
  readonly command: 'counter.deposit' | 'counter.withdraw';
  readonly fen: number;
  readonly account: HistoryAccount;
  readonly window: number;
}

class OutletHistory {
  readonly commands: Command[] = [];
  private readonly balances: Map<string, number>;
  private readonly tillFen: [number, number] = [TILL_START_FEN, TILL_START_FEN];
  private readonly lost = new Set<string>();
  private readonly staff: readonly string[];
  readonly chief: string;
  private date: BusinessDate = '1970-01-01';
  private at = 0;
  private seq = 0;
  private outage: readonly [number, number] = [0, 0];

  constructor(
    private readonly outlet: DemoOutlet,
    private readonly accounts: readonly HistoryAccount[],
    private readonly random: Random,
  ) {
    this.balances = new Map(accounts.map((one) => [one.account, one.balanceFen]));
    const of = (post: Post): readonly string[] =>
      EMPLOYEES.filter((one) => one.unit === outlet.code && one.posts.includes(post)).map((one) => one.employeeNo);
    this.staff = of('teller');
    this.chief = of('chief_teller')[0] ?? '';
  }

  openDay(date: BusinessDate): void {
    this.date = date;
    this.at = midnight(date) + OPEN_MS;
    this.seq = 0;
    // The road is out for an hour or two on one day in three, longer where the line is thin.
    const out = this.random.chance(33) ? (0.5 + this.random.below(3)) * HOUR_MS : 0;
    const from = this.at + this.random.below(WORK_MS - out);
    this.outage = [from, from + out];
  }

  /** Customers one after another through the working day. */
  work(count: number): void {
    const step = Math.floor(WORK_MS / (count + 1));
    for (let n = 0; n < count; n++) {
      this.at += Math.floor(step / 2) + this.random.below(step);
      const moved = this.random.chance(42) ? this.deposit() : this.withdraw();
      if (moved !== null && this.random.chance(2)) this.reverse(moved);
    }
  }

  private get offline(): boolean {
    return this.at >= this.outage[0] && this.at < this.outage[1];
  }

  private give(command: string, payload: Readonly<Record<string, unknown>>, of: Partial<Command> = {}): string {
    const id = sourceCommandId('demo', `history/${this.outlet.code}/${this.date}/${this.commands.length}`);
    const draft = { id, branch: this.outlet.code, command, payload, businessDate: this.date, at: this.at };
    this.commands.push({ ...hubCommand(draft), ...of });
    return id;
  }

  private voucher(): string {
    this.seq += 1;
    return voucherNo({ outlet: this.outlet.code, deviceNo: DEVICE_NO, businessDate: this.date, seq: this.seq });
  }

  /** Cash over the counter of one of the two windows. null = the till would run dry or over, and nobody came. */
  cash(name: Moved['command'], account: HistoryAccount, fen: number, of: Partial<Command> = {}): Moved | null {
    const window = this.random.below(TILLS.length);
    const sign = name === 'counter.deposit' ? 1 : -1;
    const till = (this.tillFen[window] ?? 0) + sign * fen;
    if (till < TILL_LEAST_FEN || till > TILL_MOST_FEN) return null;
    this.tillFen[window === 0 ? 0 : 1] = till;
    const known = this.balances.has(account.account);
    this.balances.set(account.account, (this.balances.get(account.account) ?? 0) + sign * fen);
    const common = {
      account: known ? account.account : null,
      account_no: account.accountNo,
      card: null,
      fen,
      till: TILLS[window],
      denominations: [],
      voucher_no: this.voucher(),
      medium_seen: true,
      id_seen: true,
      id_last4: null,
      signature_hash: null,
      duplicate_reason: null,
      household_reason: null,
    };
    const own =
      sign > 0
        ? { agent_name: null, agent_id_type: null, agent_id_no: null }
        : { holder_present: true, pin_result: 'not_used', reservation_no: null, purpose: null };
    const id = this.give(name, { ...common, ...own }, { maker: this.staff[window] ?? null, ...of });
    return { id, command: name, fen, account, window };
  }

  private deposit(): Moved | null {
    const fen = Math.min(MOST_FEN, Math.max(10_000, roundTo(this.random.spread(180_000), 10_000)));
    return this.cash('counter.deposit', this.random.pick(this.accounts), fen, { offline: this.offline });
  }

  /** Paid only while the road is open: what is paid without it needs a lease. Somebody with enough comes. */
  private withdraw(): Moved | null {
    const wanted = Math.min(MOST_FEN, Math.max(10_000, roundTo(this.random.spread(90_000), 5_000)));
    const account = Array.from({ length: 6 }, () => this.random.pick(this.accounts)).find(
      (one) => this.balance(one) >= wanted && !this.lost.has(one.account),
    );
    return this.offline || account === undefined ? null : this.cash('counter.withdraw', account, wanted);
  }

  private reverse(moved: Moved): void {
    this.at += 3 * MINUTE_MS;
    const back = moved.command === 'counter.deposit' ? -1 : 1;
    this.tillFen[moved.window === 0 ? 0 : 1] += back * moved.fen;
    this.balances.set(moved.account.account, (this.balances.get(moved.account.account) ?? 0) + back * moved.fen);
    const payload = {
      original: moved.id,
      fen: moved.fen,
      direction: back < 0 ? 'out' : 'in',
      till: TILLS[moved.window] ?? TILLS[0],
      voucher_no: this.voucher(),
      reason: this.random.pick(['wrong_amount', 'customer_request', 'wrong_account']),
      signature_hash: null,
    };
    this.give('counter.reverse', payload, { maker: this.staff[moved.window] ?? null, checker: this.chief });
  }

  loss(account: HistoryAccount): void {
    this.lost.add(account.account);
    const payload = {
      account: account.account,
      account_no: account.accountNo,
      card: null,
      medium: 'passbook',
      id_no_ok: true,
      name_ok: true,
      phone_ok: true,
      address_ok: false,
      recent_txn_ok: false,
      reporter: null,
    };
    this.give('counter.lost_oral', payload, { maker: this.staff[0] ?? null });
  }

  later(minutes: number): void {
    this.at += minutes * MINUTE_MS;
  }

  /** An account with money in it whose balance lies in between; null in a very small province. */
  someone(leastFen: number, mostFen: number): HistoryAccount | null {
    const fits = (one: HistoryAccount): boolean => {
      const held = this.balances.get(one.account) ?? 0;
      return held >= leastFen && held <= mostFen;
    };
    return this.accounts.find(fits) ?? null;
  }
  balance(account: HistoryAccount): number {
    return this.balances.get(account.account) ?? 0;
  }
}

const roundTo = (fen: number, step: number): number => Math.round(fen / step) * step;

/** An account number with a right check digit that nobody was given. */
function strangeAccount(outlet: DemoOutlet): HistoryAccount {
  const first14 = `${outlet.code}799999`;
  const accountNo = `${first14}${luhnDigit(first14)}`;
  return { account: accountNo, accountNo, balanceFen: 0 };
}

/** One kind of trouble per outlet, each the way it comes about at a counter. */
const TROUBLES: readonly ((day: OutletHistory, outlet: DemoOutlet) => void)[] = [
  () => undefined,
  // Paid out twice over: more than the account held.
  (day) => {
    const account = day.someone(5_000, 150_000);
    if (account !== null) day.cash('counter.withdraw', account, roundTo(day.balance(account) + 30_000, 10_000));
  },
  // Cash for an account number nobody has.
  (day, outlet) => void day.cash('counter.deposit', strangeAccount(outlet), 88_000),
  // The same deposit twice within five minutes.
  (day) => {
    const account = day.someone(10_000, 5_000_000);
    if (account === null) return;
    day.cash('counter.deposit', account, 60_000);
    day.later(2);
    day.cash('counter.deposit', account, 60_000);
  },
  // Reported lost, and paid all the same half an hour later.
  (day) => {
    const account = day.someone(200_000, 5_000_000);
    if (account === null) return;
    day.loss(account);
    day.later(30);
    day.cash('counter.withdraw', account, 50_000);
  },
  // Reported lost, nothing paid.
  (day) => {
    const account = day.someone(50_000, 5_000_000);
    if (account !== null) day.loss(account);
  },
  // Large cash, to be reported.
  (day) => {
    const account = day.someone(10_000, 9_000_000);
    if (account !== null) day.cash('counter.deposit', account, 5_600_000, { checker: day.chief });
  },
  (day) => {
    const account = day.someone(1_000, 60_000);
    if (account !== null) day.cash('counter.withdraw', account, roundTo(day.balance(account) + 20_000, 10_000));
  },
];

export interface HistoryOf {
  readonly outlet: DemoOutlet;
  /** Place of the outlet in the county: which trouble it has. */
  readonly place: number;
  readonly accounts: readonly HistoryAccount[];
  readonly today: BusinessDate;
  /** Customers of this outlet. */
  readonly customers: number;
  readonly random: Random;
}

/** Commands of one outlet, oldest first. */
export function outletHistory({ outlet, place, accounts, today, customers, random }: HistoryOf): readonly Command[] {
  const history = new OutletHistory(outlet, accounts, random);
  if (accounts.length === 0) return history.commands;
  for (let ago = HISTORY_DAYS; ago >= 1; ago--) {
    const date = addDays(today, -ago);
    history.openDay(date);
    const market = MARKET_DAYS.has(date.slice(-1)) ? 1.7 : 1;
    const usual = (customers / CUSTOMERS_A_DAY) * market * (0.8 + random.below(40) / 100);
    history.work(Math.max(2, Math.round(usual)));
    if (ago === 1 + (place % 2)) TROUBLES[place % TROUBLES.length]?.(history, outlet);
  }
  return history.commands;
}
