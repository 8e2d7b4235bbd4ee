import { DAY_MS, HOUR_MS, type BusinessDate, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { accountInterest } from '../tables/account-closing.ts';
import { account, accountNumber } from '../tables/account.ts';
import { customerPlace } from '../tables/customer-place.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { freezePast } from '../tables/freeze-past.ts';
import { interaction, NO_SOURCE } from '../tables/interaction.ts';
import { accountLines, movement, MOVEMENT_SLOTS } from '../tables/movement.ts';
import { till } from '../tables/till.ts';
import { accountDay, customerDay, leaseUse, openPayouts, recent, tillDay } from '../tables/totals.ts';
import type { Book } from './book.ts';
import type { Facts, Rows } from './define.ts';
import { noteInterest } from './interest-basis.ts';

/**
 * The one place where money moves: cash leg, account leg and suspense leg of an entry, its record, and the sums
 * that limits and duplicate checks read. What goes where is decided before (`judge.ts`, or an import's own rule).
 * The legs of an entry sum to zero, and the cash leg is always its whole amount.
 */

export interface Split {
  readonly accountFen: Fen;
  readonly suspenseLedger: string | null;
  readonly suspenseFen: Fen;
}

type Interaction = RowOf<typeof interaction>;

export interface CashEntry {
  readonly kind: string;
  readonly channel: Interaction['channel'];
  /** Seen from the customer's account: in = it rises. */
  readonly direction: 'in' | 'out';
  readonly fen: Fen;
  /** Row id of the account, null when no such account is known here. */
  readonly account: string | null;
  /** What names the account in the duplicate window when it is unknown. */
  readonly accountNo: string | null;
  readonly customer: string | null;
  readonly card: string | null;
  /** The till whose cash moves; null when the other side is `counterLedger`. */
  readonly till: string | null;
  /** The other side where no till is involved: CASH-IMPORT, CLEARING-REMIT, CASH-ATM:n, INCOME-FEE … */
  readonly counterLedger?: string;
  readonly voucherNo: string | null;
  readonly status: Interaction['status'];
  readonly summary?: string | null;
  /** Fee taken beside the amount. */
  readonly feeFen?: Fen;
  readonly reverses?: string | null;
  readonly replaces?: string | null;
  /** Partner, purpose and source fields of imported records. */
  readonly source?: Partial<Pick<Interaction, keyof typeof NO_SOURCE>>;
  /** Counts in the customer's cash day, the duplicate window and the offline sums. Not for imported history. */
  readonly counts: boolean;
}

// ---- row ids -------------------------------------------------------------------------------------------------

const device16 = (device: string | null): string => (device ?? '-').slice(0, 16);
export const accountDayId = (of: string, on: BusinessDate, device: string | null): string =>
  `${of}/${on}/${device16(device)}`;
export const customerDayId = (of: string, on: BusinessDate): string => `${of}/${on}`;
export const tillDayId = (of: string, on: BusinessDate): string => `${of}/${on}`;
export const recentId = (of: string, kind: string, fen: Fen): string => `${of}/${kind}/${fen}`;
export const accountUseId = (of: string): string => `account:${of}`;
export const deviceUseId = (of: string): string => `device:${of}`;

/** Keys of what `moveAccount` touches. */
export const moveReads = (of: string): RowKey[] =>
  [account, accountLines, accountInterest, freezePast].map((table) => keyOf(table, of));

/** Keys of everything `bookCash` may touch for an entry of these parts. */
export function cashReads(
  of: Pick<CashEntry, 'kind' | 'fen' | 'account' | 'accountNo' | 'customer' | 'till'>,
  facts: Facts,
): RowKey[] {
  const keys: RowKey[] = [];
  const named = of.account ?? of.accountNo;
  if (named !== null) keys.push(keyOf(recent, recentId(named, of.kind, of.fen)));
  if (of.account !== null) {
    keys.push(...moveReads(of.account), keyOf(openPayouts, of.account));
    keys.push(
      keyOf(accountDay, accountDayId(of.account, facts.businessDate, facts.device)),
      keyOf(leaseUse, accountUseId(of.account)),
    );
  }
  if (of.customer !== null)
    keys.push(keyOf(customerDay, customerDayId(of.customer, facts.businessDate)), keyOf(customerPlace, of.customer));
  if (of.till !== null) keys.push(keyOf(till, of.till), keyOf(tillDay, tillDayId(of.till, facts.businessDate)));
  if (facts.device !== null) keys.push(keyOf(leaseUse, deviceUseId(facts.device)));
  return keys;
}

// ---- legs ----------------------------------------------------------------------------------------------------

export interface AccountMove {
  readonly account: string;
  /** Positive raises the balance. */
  readonly fen: Fen;
  readonly kind: string;
  readonly channel: Interaction['channel'];
  readonly summary?: string | null;
}

/** Balance, statement line and the DEPOSIT posting of one account. The account row must have been read. */
export function moveAccount(book: Book, facts: Facts, move: AccountMove): void {
  const row = book.get(account, move.account);
  if (row === null || move.fen === 0) return;
  const balance = row.ledger_fen + move.fen;
  book.put(account, move.account, {
    ...row,
    ledger_fen: balance,
    balance_as_of: Math.max(row.balance_as_of, facts.capturedAt),
  });
  const line = book.get(accountLines, move.account)?.lines ?? 0;
  const first = line === 0 && row.ledger_fen === 0;
  if (row.kind === 'demand') noteInterest(book, facts, { account: move.account, fen: move.fen, first });
  book.put(accountLines, move.account, { lines: line + 1 });
  book.put(movement, `${move.account}/${line % MOVEMENT_SLOTS}`, {
    account: move.account,
    line,
    interaction: facts.rowId,
    kind: move.kind,
    channel: move.channel,
    fen: move.fen,
    balance_fen: balance,
    business_date: facts.businessDate,
    captured_at: facts.capturedAt,
    summary: move.summary ?? null,
  });
  book.post('DEPOSIT', move.account, -move.fen);
}

export const noTill = (no: string): RowOf<typeof till> => ({
  till_no: no,
  status: 'in_vault',
  cash_fen: 0,
  holder: null,
  device: null,
  last_holder: null,
  last_held_on: null,
  balanced_on: null,
  opening_counted_fen: null,
  taken_at: null,
  last_count: [],
});

export const noTillDay = (no: string, on: BusinessDate, openingFen: Fen): RowOf<typeof tillDay> => ({
  till: no,
  business_date: on,
  opening_fen: openingFen,
  cash_in_fen: 0,
  cash_out_fen: 0,
  transfer_in_fen: 0,
  transfer_out_fen: 0,
  over_fen: 0,
  short_fen: 0,
  offline_out_fen: 0,
  in_count: 0,
  out_count: 0,
  kinds: [],
});

export interface TillMove {
  readonly till: string;
  /** Column of the day sheet. A mirror takes back from the column of its original. */
  readonly column: 'in' | 'out' | 'transfer_in' | 'transfer_out' | 'over' | 'short';
  /** Not negative. */
  readonly fen: Fen;
  readonly mirror: boolean;
  readonly offline: boolean;
  /** Kind of entry in the columns `in` and `out`; left out = a reversal. */
  readonly kind?: string;
}

const ADDS_CASH: ReadonlySet<TillMove['column']> = new Set(['in', 'transfer_in', 'over']);
const KINDS_KEPT = 32;
type TillDay = RowOf<typeof tillDay>;

function countKind(kinds: TillDay['kinds'], of: { kind: string; direction: 'in' | 'out'; fen: Fen }): TillDay['kinds'] {
  const at = kinds.findIndex((one) => one.kind === of.kind && one.direction === of.direction);
  const own = kinds[at];
  if (own === undefined) return kinds.length < KINDS_KEPT ? [...kinds, { ...of, count: 1 }] : kinds;
  return kinds.with(at, { ...own, count: own.count + 1, fen: own.fen + of.fen });
}

function onSheet(day: TillDay, move: TillMove): TillDay {
  const fen = move.mirror ? -move.fen : move.fen;
  if (move.column !== 'in' && move.column !== 'out') {
    const column = `${move.column}_fen` as const;
    return { ...day, [column]: day[column] + fen };
  }
  const kinds = countKind(day.kinds, { kind: move.kind ?? 'counter.reverse', direction: move.column, fen });
  const more = move.mirror ? -1 : 1;
  if (move.column === 'in')
    return { ...day, kinds, cash_in_fen: day.cash_in_fen + fen, in_count: Math.max(0, day.in_count + more) };
  return {
    ...day,
    kinds,
    cash_out_fen: day.cash_out_fen + fen,
    out_count: Math.max(0, day.out_count + more),
    offline_out_fen: move.offline ? day.offline_out_fen + fen : day.offline_out_fen,
  };
}

/** Till cash, the till's day sheet and the CASH-TILL posting. */
export function moveTill(book: Book, facts: Facts, move: TillMove): void {
  const row = book.get(till, move.till) ?? noTill(move.till);
  const cash = ADDS_CASH.has(move.column) === move.mirror ? -move.fen : move.fen;
  const dayId = tillDayId(move.till, facts.businessDate);
  const day = book.get(tillDay, dayId) ?? noTillDay(move.till, facts.businessDate, row.cash_fen);
  book.put(till, move.till, { ...row, cash_fen: row.cash_fen + cash });
  book.put(tillDay, dayId, onSheet(day, move));
  book.post(`CASH-TILL:${move.till}`, null, cash);
}

// ---- sums ----------------------------------------------------------------------------------------------------

const KEPT_MS = 11 * DAY_MS;
const USE_WINDOW_MS = 72 * HOUR_MS;

function addUse(book: Book, id: string, use: { at: Instant; fen: Fen; command: string }, keptMs: number): void {
  const others = (book.get(leaseUse, id)?.uses ?? []).filter((one) => one.command !== use.command);
  const uses = [...others, use];
  const newest = Math.max(...uses.map((one) => one.at));
  book.put(leaseUse, id, { uses: uses.filter((one) => one.at > newest - keptMs).slice(-4096) });
}

/** Adds an offline payout to the sums of domain 4.4. Other devices deliver late, so an account keeps 11 days. */
export function countOfflineOut(book: Book, facts: Facts, of: { account: string | null; fen: Fen }): void {
  const use = { at: facts.capturedAt, fen: of.fen, command: facts.rowId };
  if (facts.device !== null) addUse(book, deviceUseId(facts.device), use, USE_WINDOW_MS);
  if (of.account === null) return;
  addUse(book, accountUseId(of.account), use, KEPT_MS);
  const id = accountDayId(of.account, facts.businessDate, facts.device);
  const day = book.get(accountDay, id);
  book.put(accountDay, id, {
    account: of.account,
    business_date: facts.businessDate,
    device: facts.device ?? '-',
    offline_out_fen: (day?.offline_out_fen ?? 0) + of.fen,
  });
}

export function countCustomerDay(
  book: Book,
  facts: Facts,
  of: { customer: string; column: 'in' | 'out'; fen: Fen },
): void {
  const id = customerDayId(of.customer, facts.businessDate);
  const day = book.get(customerDay, id) ?? {
    customer: of.customer,
    business_date: facts.businessDate,
    cash_in_fen: 0,
    cash_out_fen: 0,
  };
  book.put(
    customerDay,
    id,
    of.column === 'in'
      ? { ...day, cash_in_fen: day.cash_in_fen + of.fen }
      : { ...day, cash_out_fen: day.cash_out_fen + of.fen },
  );
}

export function noteRecent(book: Book, facts: Facts, id: string): void {
  const others = (book.get(recent, id)?.entries ?? []).filter((one) => one.command !== facts.rowId);
  const entries = [...others, { at: facts.capturedAt, command: facts.rowId, device: facts.device }];
  const newest = Math.max(...entries.map((one) => one.at));
  book.put(recent, id, { entries: entries.filter((one) => one.at > newest - KEPT_MS).slice(-64) });
}

/** What a later loss or freeze may still concern: a payout, or a transfer out of the account. Hub only. */
export function noteOpenPayout(book: Book, facts: Facts, of: { account: string; overdraft: boolean }): void {
  if (facts.hub === null) return;
  const others = (book.get(openPayouts, of.account)?.payouts ?? []).filter((one) => one.interaction !== facts.rowId);
  const own = {
    interaction: facts.rowId,
    at: facts.capturedAt,
    received_at: facts.hub.receivedAt,
    overdraft: of.overdraft,
  };
  const newest = Math.max(own.at, ...others.map((one) => one.at));
  const payouts = [...others, own].filter((one) => one.overdraft || one.at > newest - KEPT_MS);
  book.put(openPayouts, of.account, { payouts: payouts.slice(-512) });
}

// ---- a whole entry -------------------------------------------------------------------------------------------

/** An entry without cash is recorded too, with direction none. */
export type RecordedEntry = Omit<CashEntry, 'direction'> & { readonly direction: 'in' | 'out' | 'none' };

/** Puts the interaction row of an entry. */
export function recordEntry(book: Book, facts: Facts, entry: RecordedEntry, split: Split): void {
  book.put(interaction, facts.rowId, {
    kind: entry.kind,
    channel: entry.channel,
    status: entry.status,
    customer: entry.customer,
    account: entry.account,
    card: entry.card,
    amount_fen: entry.fen,
    fee_fen: entry.feeFen ?? 0,
    direction: entry.direction,
    account_fen: split.accountFen,
    suspense_ledger: split.suspenseLedger,
    suspense_fen: split.suspenseFen,
    till: entry.till,
    device: facts.device,
    seq: facts.seq,
    business_date: facts.businessDate,
    captured_at: facts.capturedAt,
    maker: facts.maker,
    checker: facts.checker,
    offline: facts.offline,
    voucher_no: entry.voucherNo,
    reverses: entry.reverses ?? null,
    reversed_by: null,
    replaces: entry.replaces ?? null,
    rejection: null,
    summary: entry.summary ?? null,
    ...NO_SOURCE,
    ...entry.source,
  });
}

/** All legs and sums of an entry. `split` must add up to its amount. */
export function bookCash(book: Book, facts: Facts, entry: CashEntry, split: Split): void {
  const sign = entry.direction === 'in' ? 1 : -1;
  if (entry.till === null) book.post(entry.counterLedger ?? 'CASH-IMPORT', null, sign * entry.fen);
  else
    moveTill(book, facts, {
      till: entry.till,
      column: entry.direction,
      fen: entry.fen,
      mirror: false,
      offline: facts.offline,
      kind: entry.kind,
    });
  if (entry.account !== null) {
    moveAccount(book, facts, {
      account: entry.account,
      fen: sign * split.accountFen,
      kind: entry.kind,
      channel: entry.channel,
      summary: entry.summary ?? null,
    });
  }
  if (split.suspenseLedger !== null) book.post(split.suspenseLedger, null, -sign * split.suspenseFen);
  recordEntry(book, facts, entry, split);
  if (!entry.counts) return;
  if (entry.customer !== null)
    countCustomerDay(book, facts, { customer: entry.customer, column: entry.direction, fen: entry.fen });
  const named = entry.account ?? entry.accountNo;
  if (named !== null) noteRecent(book, facts, recentId(named, entry.kind, entry.fen));
  if (entry.direction === 'in') notePendingIn(book, facts, entry.account, split.accountFen);
  else {
    if (facts.offline) countOfflineOut(book, facts, { account: entry.account, fen: entry.fen });
    if (entry.account !== null)
      noteOpenPayout(book, facts, { account: entry.account, overdraft: split.suspenseLedger === 'SUS-OD' });
  }
}

/** On a terminal a deposit of its own does not raise what may be paid offline until the centre has posted it. */
export function notePendingIn(book: Book, facts: Facts, id: string | null, fen: Fen): void {
  const row = facts.hub === null && id !== null ? book.get(account, id) : null;
  if (row !== null && id !== null)
    book.put(account, id, { ...row, pending_in_fen: Math.max(0, row.pending_in_fen + fen) });
}

/** A request without a verdict binds its money on the terminal and does nothing else. `fen` negative frees it. */
export function notePendingOut(book: Book, facts: Facts, id: string | null, fen: Fen): void {
  const row = facts.hub === null && id !== null ? book.get(account, id) : null;
  if (row !== null && id !== null)
    book.put(account, id, { ...row, pending_out_fen: Math.max(0, row.pending_out_fen + fen) });
}

/** A new account with its line counter and its entry in the directory of numbers. */
export function openAccount(book: Book, id: string, row: RowOf<typeof account>): void {
  book.put(account, id, row);
  book.put(accountLines, id, { lines: 0 });
  book.put(accountNumber, row.account_no, { account: id });
}

/** The account an entry names: by row id, else by number. Null when this side knows neither. */
export function findAccount(rows: Rows, of: { account: string | null; account_no: string }): string | null {
  if (of.account !== null && rows.get(account, of.account) !== null) return of.account;
  const id = rows.get(accountNumber, of.account_no)?.account ?? null;
  return id !== null && rows.get(account, id) !== null ? id : null;
}

/** Keys to find the account an entry names, by row id and by number. */
export function accountReads(rows: Rows, of: { account: string | null; account_no: string }): RowKey[] {
  const byNumber = rows.get(accountNumber, of.account_no)?.account ?? null;
  const ids = [of.account, byNumber].filter((one) => one !== null);
  return [keyOf(accountNumber, of.account_no), ...ids.map((one) => keyOf(account, one))];
}
