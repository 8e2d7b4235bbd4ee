import type { BusinessDate } from '../kernel/dates.ts';
import { customerAccounts } from '../tables/account-opening.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import type { interaction } from '../tables/interaction.ts';
import { product } from '../tables/product.ts';
import { productRate } from '../tables/product-rate.ts';
import { voucherNumber } from '../tables/voucher.ts';
import type { Book } from './book.ts';
import { noteConsent, tellConsent } from './consents.ts';
import type { Facts, Rows } from './define.ts';
import { isClosed } from './judge.ts';
import { numberId } from './vouchers.ts';

/** Opening a demand account: the accounts a person has, the listed rate, and how an opening is taken back. */

export const OPENING = 'counter.open_demand';
export const DEMAND = 'demand';

type Class = RowOf<typeof account>['account_class'];
const listOf = (rows: Rows, customer: string) => rows.get(customerAccounts, customer)?.accounts ?? [];

export const holderReads = (rows: Rows, customer: string): RowKey[] => [
  keyOf(customerAccounts, customer),
  ...listOf(rows, customer).map((one) => keyOf(account, one.account)),
];

/** Notes an account of a person, once. */
export function noteHolder(book: Book, customer: string, of: { account: string; account_class: Class }): void {
  const others = listOf(book, customer).filter((one) => one.account !== of.account);
  book.put(customerAccounts, customer, { accounts: [...others, of] });
}

/** The person has a class I account in use, or applied for, other than `except`. */
export function hasClassOne(rows: Rows, customer: string, except: string | null): boolean {
  return listOf(rows, customer).some((one) => {
    const row = one.account_class === 'I' && one.account !== except ? rows.get(account, one.account) : null;
    return row !== null && (!isClosed(row) || row.status === 'pending');
  });
}

export const rateReads = (): RowKey[] => [keyOf(product, DEMAND), keyOf(productRate, DEMAND)];

/** The demand product as sold on a date, with the rate listed for it; null = not sold. */
export function demandOn(rows: Rows, on: BusinessDate): { ratePpm: number; minFen: number } | null {
  const sold = rows.get(product, DEMAND);
  if (sold === null || on < sold.valid_from || (sold.valid_to !== null && on > sold.valid_to)) return null;
  const listed = (rows.get(productRate, DEMAND)?.rates ?? []).findLast((one) => one.from <= on);
  return { ratePpm: listed?.rate_ppm ?? sold.rate_ppm, minFen: sold.min_fen };
}

/** The service text the customer agreed to with the contract. */
export function noteService(book: Book, facts: Facts, of: { customer: string; text: string; voucherNo: string }): void {
  const act = {
    customer: of.customer,
    purpose: 'service',
    granted: true,
    at: facts.capturedAt,
    text_version: of.text,
    channel: 'counter',
    voucher_no: of.voucherNo,
    recording: null,
    signature_hash: null,
    guardian_name: null,
    maker: facts.maker,
    entry: facts.rowId,
  } as const;
  noteConsent(book, act);
  tellConsent(book, facts, act, null);
}

type Entry = Pick<RowOf<typeof interaction>, 'kind' | 'account'>;

/** Keys of what taking back an opening touches beside its money: the passbook. */
export function openingKeys(rows: Rows, row: Entry): RowKey[] {
  const held = row.kind === OPENING && row.account !== null ? rows.get(account, row.account) : null;
  return held === null || held.passbook_no === null
    ? []
    : [keyOf(voucherNumber, numberId('passbook', held.passbook_no))];
}

function markPassbook(book: Book, number: string | null, status: 'void' | 'issued'): void {
  const known = number === null ? null : book.get(voucherNumber, numberId('passbook', number));
  if (number !== null && known !== null) book.put(voucherNumber, numberId('passbook', number), { ...known, status });
}

/** The opening `row` is taken back: an account without other money never was, and its passbook is void. */
export function unopen(book: Book, facts: Facts, row: Entry): void {
  const held = row.kind === OPENING && row.account !== null ? book.get(account, row.account) : null;
  if (held === null || row.account === null || held.ledger_fen !== 0) return;
  book.put(account, row.account, {
    ...held,
    status: 'cancelled',
    closed_on: facts.businessDate,
    closed_at: facts.capturedAt,
  });
  markPassbook(book, held.passbook_no, 'void');
}

/** And stands again after all. */
export function openAgain(book: Book, row: Entry): void {
  const held = row.kind === OPENING && row.account !== null ? book.get(account, row.account) : null;
  if (held === null || row.account === null || held.status !== 'cancelled') return;
  book.put(account, row.account, { ...held, status: 'active', closed_on: null, closed_at: null });
  markPassbook(book, held.passbook_no, 'issued');
}
