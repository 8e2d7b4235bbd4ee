import { ok } from '../../kernel/result.ts';
import { maskName } from '../../rules/mask.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf, type RowKey } from '../../tables/define.ts';
import { digits, fen, id, text } from '../../tables/fields.ts';
import { openBook, type Book } from '../book.ts';
import { accountReads, findAccount, moveAccount, moveReads, recordEntry, type Split } from '../booking.ts';
import { defineCommand, type Facts, type Input, type Rows } from '../define.ts';
import { clearingWith } from '../inter-branch-deals.ts';
import { isClosed } from '../judge.ts';
import { largeTransferReads, noteTransfer } from '../large-transfer.ts';
import { holderOf } from '../transfer-parts.ts';
import { checkPayee } from '../transfer-to-other.ts';

/** The payee's outlet of a transfer that was asked for elsewhere: first whose account it is, then the money itself. */

const of = { deal: id(), payer: digits(8), account_no: digits(15) };

/** Row id of the payee's account, where it is of this outlet. */
export const payeeAccount = (rows: Rows, accountNo: string): string | null =>
  findAccount(rows, { account: null, account_no: accountNo });

/** Keys to move the payee's money and count it. */
export function payeeReads(rows: Rows, facts: Facts, accountNo: string): RowKey[] {
  const to = payeeAccount(rows, accountNo);
  const row = to === null ? null : rows.get(account, to);
  return [
    ...accountReads(rows, { account: null, account_no: accountNo }),
    ...(to === null ? [] : moveReads(to)),
    ...(row === null ? [] : [keyOf(customer, row.customer)]),
    ...largeTransferReads([row?.customer ?? null], facts.businessDate),
  ];
}

/** Whose account it is, and that it takes money. Nothing is kept here: a deposit is never refused later on. */
export const checkPayeeThere = defineCommand({
  name: 'inter_branch.payee',
  version: 1,
  payload: { ...of, payee_name: text(60) },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows }) => {
    const to = payeeAccount(rows, p.account_no);
    const row = to === null ? null : rows.get(account, to);
    return [
      ...accountReads(rows, { account: null, account_no: p.account_no }),
      ...(row === null ? [] : [keyOf(customer, row.customer)]),
    ];
  },
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const to = payeeAccount(rows, p.account_no);
    const refusal = checkPayee(rows, to, p.payee_name);
    const holder = to === null ? null : holderOf(rows, to);
    book.send(p.payer, 'inter_branch.payee_answer', {
      deal: p.deal,
      home: facts.branch,
      refusal: refusal?.code ?? null,
      // To whoever named another person, nothing is said of who holds it.
      holder: refusal !== null || holder === null ? null : maskName(holder.name),
    });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

const KIND = 'inter_branch.transfer_credit';
const payload = { ...of, fen: fen(), purpose: text(20) };
type CreditInput = Input<typeof payload>;

/** An account that was closed since it was asked for waits with its money, like a deposit. */
function splitOf(rows: Rows, { account_no, fen: amount }: CreditInput['payload']): Split {
  const to = payeeAccount(rows, account_no);
  const row = to === null ? null : rows.get(account, to);
  if (row !== null && !isClosed(row)) return { accountFen: amount, suspenseLedger: null, suspenseFen: 0 };
  return { accountFen: 0, suspenseLedger: row === null ? 'SUS-UNK' : 'SUS-CLOSED', suspenseFen: amount };
}

function post(book: Book, facts: Facts, p: CreditInput['payload'], split: Split): void {
  const to = payeeAccount(book, p.account_no);
  const row = to === null ? null : book.get(account, to);
  const whole = split.suspenseLedger === null;
  book.post(clearingWith(p.payer), null, p.fen);
  if (whole && to !== null)
    moveAccount(book, facts, { account: to, fen: p.fen, kind: KIND, channel: 'counter', summary: p.purpose });
  else if (split.suspenseLedger !== null) book.post(split.suspenseLedger, null, -p.fen);
  const entry = {
    kind: KIND,
    channel: 'counter',
    direction: whole ? 'none' : 'in',
    fen: p.fen,
    account: to,
    accountNo: p.account_no,
    customer: row?.customer ?? null,
    card: null,
    till: null,
    voucherNo: null,
    status: whole ? 'posted' : 'suspense',
    source: { partner_bank: p.payer, purpose: p.purpose },
    counts: false,
  } as const;
  recordEntry(book, facts, entry, split);
  if (whole && row !== null)
    noteTransfer(book, facts, { customer: row.customer, direction: 'in', fen: p.fen, entry: facts.rowId });
  if (whole) return;
  book.raise({
    code: row === null ? 'UNKNOWN_ACCOUNT' : 'ACCOUNT_CLOSED_ELSEWHERE',
    amountFen: p.fen,
    account: to,
    suspenseLedger: split.suspenseLedger,
    suspenseFen: p.fen,
    outletRecord: `branch=${p.payer};entry=${p.deal}`,
    centreRecord: `account_no=${p.account_no};status=${row?.status ?? '-'}`,
  });
}

/** The money arrives. It has left the payer's account, so it is a fact here. */
export const creditTransfer = defineCommand({
  name: KIND,
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p, rows, facts }) => payeeReads(rows, facts, p.account_no),
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const split = splitOf(rows, p);
    const whole = split.suspenseLedger === null;
    const to = payeeAccount(rows, p.account_no);
    const holder = to === null ? null : holderOf(rows, to);
    post(book, facts, p, split);
    const verdict = whole ? 'posted' : 'suspense';
    book.send(p.payer, 'inter_branch.outcome', {
      deal: p.deal,
      cash: p.deal,
      home: facts.branch,
      verdict,
      account_fen: split.accountFen,
      suspense_ledger: split.suspenseLedger,
      suspense_fen: split.suspenseFen,
      holder: holder === null ? null : maskName(holder.name),
    });
    return { verdict, code: null, split: whole ? null : split, changes: book.changes() };
  },
});
