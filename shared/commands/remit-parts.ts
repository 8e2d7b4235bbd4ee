import { account } from '../tables/account.ts';
import { customer } from '../tables/customer.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { interaction } from '../tables/interaction.ts';
import { remittance } from '../tables/remittance.ts';
import { sameName } from '../rules/remittance.ts';
import type { Book } from './book.ts';
import { accountReads, findAccount, moveAccount, moveReads, moveTill, type Split } from './booking.ts';
import type { Facts, Rows } from './define.ts';
import { isClosed } from './judge.ts';

/**
 * What a remittance does to the books. The outlet that takes it in owes it: to the payee when it pays it itself, over
 * clearing to the outlet that does. Into an account it is paid on arrival, when the account is open and of that name.
 */

export type Remittance = RowOf<typeof remittance>;
type Interaction = RowOf<typeof interaction>;

/** Remittances taken in and not paid yet. */
export const REMIT_LEDGER = 'REMITTANCE';
export const REMIT_SEND = 'counter.remit_send';
export const REMIT_PAY = 'counter.remit_pay';
/** Cash a payee has of a remittance that somebody else was paid, too. */
const PAID_TWICE_LEDGER = 'SUS-UNK';

/** The account of a remittance that is paid into one: where it is kept here. */
function creditedAccount(rows: Rows, no: string | null): string | null {
  return no === null ? null : findAccount(rows, { account: null, account_no: no });
}

/** Keys of what an arrival may touch. */
export function arrivalReads(rows: Rows, of: { no: string; accountNo: string | null }): RowKey[] {
  const found = creditedAccount(rows, of.accountNo);
  const row = found === null ? null : rows.get(account, found);
  return [
    keyOf(remittance, of.no),
    ...(of.accountNo === null ? [] : accountReads(rows, { account: null, account_no: of.accountNo })),
    ...(found === null ? [] : moveReads(found)),
    ...(row === null ? [] : [keyOf(customer, row.customer)]),
  ];
}

/** It is here to be paid. Into an account it is paid at once; one that cannot take it leaves it to be paid in cash. */
export function arrive(book: Book, facts: Facts, of: { no: string; row: Remittance }): void {
  const { no, row } = of;
  const found = row.mode === 'account' ? creditedAccount(book, row.account_no) : null;
  const held = found === null ? null : book.get(account, found);
  const holder = held === null ? null : book.get(customer, held.customer);
  const takes = held !== null && !isClosed(held) && held.kind === 'demand' && holder !== null;
  if (found === null || !takes || !sameName(holder.name, row.payee_name)) {
    book.post(REMIT_LEDGER, null, -row.fen);
    book.put(remittance, no, { ...row, status: 'arrived' });
    return;
  }
  moveAccount(book, facts, {
    account: found,
    fen: row.fen,
    kind: REMIT_PAY,
    channel: 'counter',
    summary: row.sender_name,
  });
  book.put(remittance, no, { ...row, status: 'paid', paid_by: facts.rowId, paid_on: facts.businessDate });
  tellSender(book, facts, { no, row, paid: true });
}

/** The outlet that took it in learns that it was paid, or that it was not after all. */
export function tellSender(book: Book, facts: Facts, of: { no: string; row: Remittance; paid: boolean }): void {
  if (facts.hub === null || of.row.from_outlet === facts.branch) return;
  book.send(of.row.from_outlet, 'remit.outcome', { remit_no: of.no, paid: of.paid, on: facts.businessDate });
}

/** Keys to take a payout back, or to let it stand again; none for another entry. */
export const remitPayReads = (row: Interaction): RowKey[] =>
  row.kind === REMIT_PAY && row.partner_account !== null ? [keyOf(remittance, row.partner_account)] : [];

/** A remittance that was paid and is handed back: the cash returns, and it waits to be paid again. */
export function mirrorRemitPay(
  book: Book,
  facts: Facts,
  of: { id: string; row: Interaction; tillNo: string | null },
): Split {
  const { id, row } = of;
  const back = { column: 'out', fen: row.amount_fen, mirror: true, offline: false } as const;
  if (of.tillNo !== null) moveTill(book, facts, { ...back, till: of.tillNo, kind: row.kind });
  book.post(REMIT_LEDGER, null, -row.amount_fen);
  const no = row.partner_account;
  const sent = no === null ? null : book.get(remittance, no);
  if (no !== null && sent !== null && sent.paid_by === id) {
    book.put(remittance, no, { ...sent, status: 'arrived', paid_by: null, paid_on: null });
    tellSender(book, facts, { no, row: sent, paid: false });
  }
  book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
  return { accountFen: row.amount_fen, suspenseLedger: null, suspenseFen: 0 };
}

/**
 * Handing it back was given up: the payee has the cash after all. Was it paid or sent back meanwhile, the cash stands
 * in suspense and somebody must find out.
 */
export function payRemitAgain(
  book: Book,
  facts: Facts,
  of: { reversal: Interaction; original: { id: string; row: Interaction }; tillNo: string | null },
): Split {
  const { id, row } = of.original;
  const cash = { column: 'in', fen: row.amount_fen, mirror: true, offline: of.reversal.offline } as const;
  if (of.tillNo !== null) moveTill(book, facts, { ...cash, till: of.tillNo });
  const no = row.partner_account;
  const sent = no === null ? null : book.get(remittance, no);
  if (no !== null && sent?.status === 'arrived') {
    book.post(REMIT_LEDGER, null, row.amount_fen);
    book.put(remittance, no, { ...sent, status: 'paid', paid_by: id, paid_on: row.business_date });
    tellSender(book, facts, { no, row: sent, paid: true });
    return { accountFen: row.amount_fen, suspenseLedger: null, suspenseFen: 0 };
  }
  book.post(PAID_TWICE_LEDGER, null, row.amount_fen);
  if (facts.hub !== null)
    book.raise({
      code: 'UNKNOWN_ACCOUNT',
      amountFen: row.amount_fen,
      suspenseLedger: PAID_TWICE_LEDGER,
      suspenseFen: row.amount_fen,
      outletRecord: `original=${id}`,
      centreRecord: `remittance=${no ?? '-'};status=${sent?.status ?? '-'}`,
    });
  return { accountFen: 0, suspenseLedger: PAID_TWICE_LEDGER, suspenseFen: row.amount_fen };
}
