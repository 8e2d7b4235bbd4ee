import { sameName } from '../../rules/remittance.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen, flag, id, opt, text } from '../../tables/fields.ts';
import { staffHousehold } from '../../tables/staff-household.ts';
import { recent } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { accountReads, findAccount, moveReads, notePendingOut, recentId, recordEntry } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { isDuplicate } from '../judge.ts';
import { largeTransferReads, noteBetween } from '../large-transfer.ts';
import { mirrorReads, replaceRequest } from '../mirror.ts';
import {
  checkAmount,
  checkCustomer,
  checkDuplicate,
  checkHotList,
  checkHousehold,
  checkIdentity,
  checkPayoutAccount,
  checkSelfDealing,
  hotReads,
  inOrder,
} from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import {
  checkCovered,
  checkReceiver,
  checkTold,
  holderOf,
  moveBetween,
  TRANSFER_CONFIG,
  transferApprover,
} from '../transfer-parts.ts';

/**
 * Transfer to an account of somebody else at this outlet (domain 4.5 B): online only, by the holder with the paper.
 * The clerk warns of fraud and says so; the payee's name must be that of the holder. The fee comes from the account
 * that pays. Nothing is posted in part: what cannot be done is refused.
 */

const payload = {
  account: id(),
  /** Row id of the receiving account where it is known; found by its number otherwise. */
  to_account: opt(id()),
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
type TransferInput = Input<typeof payload>;

const KIND = 'counter.transfer';

const receiverOf = ({ payload: p, rows }: TransferInput): string | null =>
  findAccount(rows, { account: p.to_account, account_no: p.to_account_no });

const partOf = ({ payload: p }: TransferInput) => ({ kind: KIND, fen: p.fen, account: p.account, accountNo: null });

function checkPayee(
  input: TransferInput,
): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'SAME_ACCOUNT' | 'PAYEE_NAME_MISMATCH'> | null {
  const { payload: p, rows } = input;
  const found = receiverOf(input);
  const row = found === null ? null : rows.get(account, found);
  if (found === p.account) return { code: 'SAME_ACCOUNT', detail: {} };
  const fault = checkReceiver(row);
  if (fault !== null || row === null) return fault;
  const holder = rows.get(customer, row.customer);
  const same = holder !== null && sameName(holder.name, p.payee_name);
  return same ? null : { code: 'PAYEE_NAME_MISMATCH', detail: {} };
}

function record(book: Book, input: TransferInput, of: { status: RowStatus; fen: number }): void {
  const { payload: p, facts } = input;
  const entry = {
    kind: KIND,
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
    source: { to_account: receiverOf(input), purpose: p.purpose },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, { accountFen: of.fen, suspenseLedger: null, suspenseFen: 0 });
}
type RowStatus = 'captured' | 'posted' | 'posted_with_exception';

/** On its terminal a request binds the money, and does nothing else before the verdict. */
function applyHere(input: TransferInput): Applied {
  const { payload: p, facts } = input;
  const book = openBook(input.rows);
  notePendingOut(book, facts, p.account, p.fen);
  record(book, input, { status: 'captured', fen: 0 });
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

function applyAtHub(input: TransferInput): Applied {
  const { payload: p, facts } = input;
  const book = openBook(input.rows);
  replaceRequest(book, facts);
  const to = receiverOf(input);
  if (to === null || book.get(account, p.account) === null)
    return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: book.changes() };
  const again = facts.hub?.recorded === null && isDuplicate(book, facts, partOf(input), false);
  const verdict = again ? 'posted_with_exception' : 'posted';
  const legs = { kind: KIND, from: p.account, to, fen: p.fen, feeFen: p.fee_fen, summary: p.purpose };
  moveBetween(book, facts, legs);
  noteBetween(book, facts, { from: p.account, to, fen: p.fen, entry: facts.rowId });
  record(book, input, { status: verdict, fen: p.fen });
  if (again) book.raise({ code: 'DUPLICATE_SUSPECTED', amountFen: p.fen, account: p.account });
  return { verdict, code: null, split: null, changes: book.changes() };
}

export const transferToOther = defineCommand({
  name: KIND,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  reversible: true,
  receipt: 'C2',
  rejections: [
    'FIELD_REQUIRED',
    'AMOUNT_INVALID',
    'CUSTOMER_STATUS',
    'ID_REQUIRED',
    'ID_MISMATCH',
    'ID_EXPIRED',
    'FRAUD_CONFIRM_MISSING',
    'FEE_DIFFERS',
    'SAME_ACCOUNT',
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'PAYEE_NAME_MISMATCH',
    'HOT_LISTED',
    'INSUFFICIENT_FUNDS',
    'SELF_DEALING',
    'DUPLICATE_WARN',
  ],
  reads: (input) => {
    const { payload: p, rows, facts } = input;
    const [to, own] = [receiverOf(input), rows.get(account, p.account)];
    const payee = to === null ? null : rows.get(account, to);
    return [
      ...accountReads(rows, { account: p.to_account, account_no: p.to_account_no }),
      ...[p.account, ...(to === null ? [] : [to])].flatMap(moveReads),
      keyOf(recent, recentId(p.account, KIND, p.fen)),
      ...hotReads(rows, { account: p.account, card: null }),
      ...[own, payee].flatMap((one) => (one === null ? [] : [keyOf(customer, one.customer)])),
      ...largeTransferReads([own?.customer ?? null, payee?.customer ?? null], facts.businessDate),
      ...configReads([...TRANSFER_CONFIG, 'transfer.fee_fen']),
      ...(facts.maker === null ? [] : [keyOf(staffHousehold, facts.maker)]),
      ...(facts.replaces === null ? [] : mirrorReads(rows, facts.replaces, facts)),
    ];
  },
  checker: (input) => dual(transferApprover(input.rows, input.facts, input.payload.fen), input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const from = rows.get(account, p.account);
    return inOrder([
      () => checkTold(p, rows, facts),
      () => checkAmount(p.fen),
      () => checkCustomer(holderOf(rows, p.account), false),
      () => checkIdentity(holderOf(rows, p.account), facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkPayoutAccount(from, facts, valueOf(rows, 'lost.oral_days', facts)),
      () => checkPayee(input),
      () => (from === null ? null : checkHotList(rows, facts, { account: p.account, row: from, card: null })),
      () => checkCovered(p, rows),
    ]);
  },
  admitLast: (input) => {
    const { payload: p, rows, facts } = input;
    return inOrder([
      () => checkSelfDealing(rows, facts, holderOf(rows, p.account)),
      () => checkHousehold(rows, facts, holderOf(rows, p.account), p.household_reason),
      () => checkDuplicate(rows, facts, partOf(input), p.duplicate_reason),
    ]);
  },
  apply: (input) => (input.facts.hub === null ? applyHere(input) : applyAtHub(input)),
});
