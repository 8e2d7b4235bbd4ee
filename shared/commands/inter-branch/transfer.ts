import { SECOND_MS } from '../../kernel/dates.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { id } from '../../tables/fields.ts';
import { interBranchDeal, interBranchHold } from '../../tables/inter-branch.ts';
import { openBook, type Book } from '../book.ts';
import { moveReads, notePendingOut, noteRecent, recentId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Applied, type Input } from '../define.ts';
import { homeOf, TRANSFER_ELSEWHERE } from '../inter-branch-deals.ts';
import { replaceRequest } from '../mirror.ts';
import {
  checkAmount,
  checkCustomer,
  checkHotList,
  checkIdentity,
  checkPayoutAccount,
  inOrder,
} from '../money-checks.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { holderOf, transferApprover } from '../transfer-parts.ts';
import { checkElsewhere } from './authorise.ts';
import {
  TOLD_FIELDS,
  type Transferred,
  recordTransfer,
  isRepeated,
  payerReads,
  checkLast,
  checkTold,
  checkCovered,
} from '../transfer-to-other.ts';

/**
 * Transfer to somebody's account at another outlet (domain 4.5 B). The payer's account is judged here and keeps the money
 * and its fee; the payee's outlet is asked whether the account takes it and whose it is. Its answer, by message, moves
 * the money or frees it: nothing leaves before the name fits. Online only.
 */

const payload = { account: id(), ...TOLD_FIELDS };
type TransferInput = Input<typeof payload>;

function record(book: Book, input: TransferInput, status: Transferred['status']): void {
  const { payload: p, facts } = input;
  const source = { partner_bank: homeOf(p.to_account_no), partner_account: p.to_account_no, purpose: p.purpose };
  recordTransfer(book, facts, p, { kind: TRANSFER_ELSEWHERE, source, status, accountFen: 0 });
}

function ask(book: Book, input: TransferInput): void {
  const { payload: p, rows, facts } = input;
  const home = homeOf(p.to_account_no);
  const until = (facts.hub?.receivedAt ?? facts.capturedAt) + valueOf(rows, 'inter_branch.hold_s', facts) * SECOND_MS;
  // The answer may have come in an earlier life of the hub.
  if (book.get(interBranchDeal, facts.rowId) !== null) return;
  book.put(interBranchDeal, facts.rowId, {
    direction: 'transfer',
    home,
    account_no: p.to_account_no,
    fen: p.fen,
    status: 'asked',
    refusal: null,
    expires_at: until,
    holder: null,
    cash: facts.rowId,
    outcome: null,
    suspense_fen: 0,
    suspense_ledger: null,
    business_date: facts.businessDate,
  });
  if (facts.hub === null) return;
  const kept = p.fen + p.fee_fen;
  const row = book.get(account, p.account);
  if (row !== null) book.put(account, p.account, { ...row, hold_fen: row.hold_fen + kept });
  const hold = { serving: home, account: p.account, card: null, fen: kept, status: 'held', expires_at: until } as const;
  book.put(interBranchHold, facts.rowId, hold);
  book.send(home, 'inter_branch.payee', {
    deal: facts.rowId,
    payer: facts.branch,
    account_no: p.to_account_no,
    payee_name: p.payee_name.trim(),
  });
}

function apply(input: TransferInput): Applied {
  const { payload: p, rows, facts } = input;
  const book = openBook(rows);
  const done = { code: null, split: null } as const;
  if (facts.hub === null) {
    notePendingOut(book, facts, p.account, p.fen);
    record(book, input, 'captured');
    ask(book, input);
    return { verdict: 'posted', ...done, changes: book.changes() };
  }
  replaceRequest(book, facts);
  if (book.get(account, p.account) === null)
    return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: book.changes() };
  const again = isRepeated(p, TRANSFER_ELSEWHERE, book, facts);
  const verdict = again ? 'posted_with_exception' : 'posted';
  ask(book, input);
  record(book, input, verdict);
  noteRecent(book, facts, recentId(p.account, TRANSFER_ELSEWHERE, p.fen));
  if (again) book.raise({ code: 'DUPLICATE_SUSPECTED', amountFen: p.fen, account: p.account });
  return { verdict, ...done, changes: book.changes() };
}

export const transferElsewhere = defineCommand({
  name: TRANSFER_ELSEWHERE,
  version: 1,
  payload,
  offline: 'N',
  bases: ['request'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
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
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_HERE',
    'ACCOUNT_STATUS',
    'OFFLINE_NOT_ALLOWED',
    'HOT_LISTED',
    'INSUFFICIENT_FUNDS',
    'SELF_DEALING',
    'DUPLICATE_WARN',
  ],
  reads: (input) => {
    const { payload: p, rows, facts } = input;
    const own = rows.get(account, p.account);
    return [
      ...moveReads(p.account),
      keyOf(interBranchDeal, facts.rowId),
      keyOf(interBranchHold, facts.rowId),
      ...(own === null ? [] : [keyOf(customer, own.customer)]),
      ...payerReads(p, TRANSFER_ELSEWHERE, rows, facts),
      ...configReads(['inter_branch.hold_s']),
    ];
  },
  checker: (input) => dual(transferApprover(input.rows, input.facts, input.payload.fen), input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const from = rows.get(account, p.account);
    const holder = holderOf(rows, p.account);
    return inOrder([
      () => checkTold(p, rows, facts),
      () => checkAmount(p.fen),
      () => checkElsewhere(facts, p.to_account_no),
      () => checkCustomer(holder, false),
      () => checkIdentity(holder, facts, { required: true, idSeen: p.id_seen, last4: p.id_last4 }),
      () => checkPayoutAccount(from, facts, valueOf(rows, 'lost.oral_days', facts)),
      () => (from === null ? null : checkHotList(rows, facts, { account: p.account, row: from, card: null })),
      () => checkCovered(p, rows),
    ]);
  },
  admitLast: ({ payload: p, rows, facts }) => checkLast(p, TRANSFER_ELSEWHERE, rows, facts),
  apply,
});
