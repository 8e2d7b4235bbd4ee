import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { id, opt } from '../../tables/fields.ts';
import { openPayouts } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { accountReads, findAccount, moveReads, noteOpenPayout, notePendingOut } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input, type Refusal } from '../define.ts';
import { largeTransferReads, noteBetween } from '../large-transfer.ts';
import { replaceRequest } from '../mirror.ts';
import {
  checkAmount,
  checkCustomer,
  checkHotList,
  checkIdentity,
  checkPayoutAccount,
  inOrder,
} from '../money-checks.ts';
import { valueOf } from '../payout-limits.ts';
import { TRANSFER_OTHER } from '../transfer-fee.ts';
import { holderOf, moveBetween, transferApprover } from '../transfer-parts.ts';
import {
  TOLD_FIELDS,
  checkPayee,
  type Transferred,
  recordTransfer,
  isRepeated,
  payerReads,
  checkLast,
  checkTold,
  checkCovered,
} from '../transfer-to-other.ts';

/**
 * Transfer to an account of somebody else at this outlet (domain 4.5 B): online only, by the holder with the paper.
 * The clerk warns of fraud and says so; the payee's name must be that of the holder. The fee comes from the account
 * that pays. Nothing is posted in part: what cannot be done is refused.
 */

const payload = {
  account: id(),
  /** Row id of the receiving account where it is known; found by its number otherwise. */
  to_account: opt(id()),
  ...TOLD_FIELDS,
};
type TransferInput = Input<typeof payload>;

const KIND = TRANSFER_OTHER;

const receiverOf = ({ payload: p, rows }: TransferInput): string | null =>
  findAccount(rows, { account: p.to_account, account_no: p.to_account_no });

function checkReceived(
  input: TransferInput,
): Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'SAME_ACCOUNT' | 'PAYEE_NAME_MISMATCH'> | null {
  const { payload: p, rows } = input;
  const to = receiverOf(input);
  return to === p.account ? { code: 'SAME_ACCOUNT', detail: {} } : checkPayee(rows, to, p.payee_name);
}

function record(book: Book, input: TransferInput, of: Pick<Transferred, 'status' | 'accountFen'>): void {
  const { payload: p, facts } = input;
  const source = { to_account: receiverOf(input), purpose: p.purpose };
  recordTransfer(book, facts, p, { kind: KIND, source, ...of });
}

/** On its terminal a request binds the money, and does nothing else before the verdict. */
function applyHere(input: TransferInput): Applied {
  const { payload: p, facts } = input;
  const book = openBook(input.rows);
  notePendingOut(book, facts, p.account, p.fen);
  record(book, input, { status: 'captured', accountFen: 0 });
  return { verdict: 'posted', code: null, split: null, changes: book.changes() };
}

function applyAtHub(input: TransferInput): Applied {
  const { payload: p, facts } = input;
  const book = openBook(input.rows);
  replaceRequest(book, facts);
  const to = receiverOf(input);
  if (to === null || book.get(account, p.account) === null)
    return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: book.changes() };
  const again = isRepeated(p, KIND, book, facts);
  const verdict = again ? 'posted_with_exception' : 'posted';
  const legs = { kind: KIND, from: p.account, to, fen: p.fen, feeFen: p.fee_fen, summary: p.purpose };
  moveBetween(book, facts, legs);
  noteBetween(book, facts, { from: p.account, to, fen: p.fen, entry: facts.rowId });
  noteOpenPayout(book, facts, { account: p.account, overdraft: false });
  record(book, input, { status: verdict, accountFen: p.fen });
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
      keyOf(openPayouts, p.account),
      ...[own, payee].flatMap((one) => (one === null ? [] : [keyOf(customer, one.customer)])),
      ...largeTransferReads([own?.customer ?? null, payee?.customer ?? null], facts.businessDate),
      ...payerReads(p, KIND, rows, facts),
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
      () => checkReceived(input),
      () => (from === null ? null : checkHotList(rows, facts, { account: p.account, row: from, card: null })),
      () => checkCovered(p, rows),
    ]);
  },
  admitLast: ({ payload: p, rows, facts }) => checkLast(p, KIND, rows, facts),
  apply: (input) => (input.facts.hub === null ? applyHere(input) : applyAtHub(input)),
});
