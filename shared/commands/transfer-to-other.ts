import type { Fen } from '../kernel/money.ts';
import { available } from '../rules/available.ts';
import { sameName } from '../rules/remittance.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { digits, fen, flag, opt, text } from '../tables/fields.ts';
import { staffHousehold } from '../tables/staff-household.ts';
import { recent } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { recentId, recordEntry, type CashEntry } from './booking.ts';
import type { Facts, Input, Refusal, Rows } from './define.ts';
import { isDuplicate } from './judge.ts';
import { mirrorReads } from './mirror.ts';
import { checkDuplicate, checkHousehold, checkSelfDealing, hotReads, inOrder } from './money-checks.ts';
import { configReads, valueOf } from './payout-limits.ts';
import { checkReceiver, holderOf, TRANSFER_CONFIG } from './transfer-parts.ts';

/** What transfers to another person have in common, whichever outlet the payee's account is at. */

/** What a transfer to another person says of itself, besides the account that pays. */
export const TOLD_FIELDS = {
  to_account_no: digits(15),
  payee_name: text(60),
  purpose: text(20),
  fen: fen(),
  /** What the customer was told: the fee that counts at this outlet, in fen. */
  fee_fen: fen(),
  voucher_no: digits(22),
  id_seen: flag(),
  id_last4: opt(text(4)),
  /** The clerk asked whether the payee is known and why the money is sent. */
  fraud_told: flag(),
  /** The clerk's confirmation that an equal transfer minutes ago is another one. */
  duplicate_reason: opt(text(100)),
  /** Why the clerk serves a member of their own household. */
  household_reason: opt(text(100)),
};
type Told = Input<typeof TOLD_FIELDS>['payload'] & { readonly account: string };

/** Keys of the side that pays, of the customer's warnings and of what the request replaces. */
export function payerReads(p: Told, kind: string, rows: Rows, facts: Facts): readonly RowKey[] {
  return [
    keyOf(recent, recentId(p.account, kind, p.fen)),
    ...hotReads(rows, { account: p.account, card: null }),
    ...configReads([...TRANSFER_CONFIG, 'transfer.fee_fen']),
    ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
    ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
  ];
}

const partOf = (p: Told, kind: string) => ({ kind, fen: p.fen, account: p.account, accountNo: null });

/** What is asked last: who serves whom, and whether it was done already. */
export function checkLast(p: Told, kind: string, rows: Rows, facts: Facts) {
  const holder = holderOf(rows, p.account);
  return inOrder([
    () => checkSelfDealing(rows, facts, holder),
    () => checkHousehold(rows, facts, holder, p.household_reason),
    () => checkDuplicate(rows, facts, partOf(p, kind), p.duplicate_reason),
  ]);
}

/** The same transfer was done minutes ago, as the hub sees it. */
export const isRepeated = (p: Told, kind: string, rows: Rows, facts: Facts): boolean =>
  facts.hub?.recorded === null && isDuplicate(rows, facts, partOf(p, kind), false);

/** The receiving account takes money and is held by whom the payer named. */
export function checkPayee(
  rows: Rows,
  to: string | null,
  payeeName: string,
): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'PAYEE_NAME_MISMATCH'> | null {
  const fault = checkReceiver(to === null ? null : rows.get(account, to));
  if (fault !== null || to === null) return fault;
  const holder = holderOf(rows, to);
  return holder !== null && sameName(holder.name, payeeName) ? null : { code: 'PAYEE_NAME_MISMATCH', detail: {} };
}

export interface Transferred {
  readonly kind: string;
  readonly status: 'captured' | 'posted' | 'posted_with_exception';
  /** What has left the account by now. */
  readonly accountFen: Fen;
  readonly source: NonNullable<CashEntry['source']>;
}

/** Its record at the counter. */
export function recordTransfer(book: Book, facts: Facts, p: Told, of: Transferred): void {
  const entry = {
    kind: of.kind,
    channel: 'counter',
    direction: 'none',
    fen: p.fen,
    feeFen: p.fee_fen,
    account: p.account,
    accountNo: null,
    customer: book.get(account, p.account)?.customer ?? null,
    card: null,
    till: null,
    voucherNo: p.voucher_no,
    status: of.status,
    replaces: facts.replaces,
    source: of.source,
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: of.accountFen, suspenseLedger: null, suspenseFen: 0 });
}

/** Name and purpose are there, the customer was warned of fraud, and was told the fee that counts. */
export function checkTold(
  p: Told,
  rows: Rows,
  facts: Facts,
): Refusal<'FIELD_REQUIRED' | 'FRAUD_CONFIRM_MISSING' | 'FEE_DIFFERS'> | null {
  if (p.payee_name.trim() === '') return { code: 'FIELD_REQUIRED', detail: { field: 'payee_name' } };
  if (p.purpose.trim() === '') return { code: 'FIELD_REQUIRED', detail: { field: 'purpose' } };
  if (!p.fraud_told) return { code: 'FRAUD_CONFIRM_MISSING', detail: {} };
  const fee = valueOf(rows, 'transfer.fee_fen', facts);
  return p.fee_fen === fee ? null : { code: 'FEE_DIFFERS', detail: { fee_fen: fee } };
}

/** 16: the amount and its fee, at the centre's own balance. */
export function checkCovered(p: Told, rows: Rows): Refusal<'INSUFFICIENT_FUNDS'> | null {
  const row = rows.get(account, p.account);
  const can = row === null ? 0 : available(row);
  return p.fen + p.fee_fen > can
    ? { code: 'INSUFFICIENT_FUNDS', detail: { allowed_fen: Math.max(0, can - p.fee_fen) } }
    : null;
}
