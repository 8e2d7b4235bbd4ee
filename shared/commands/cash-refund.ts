import { cashRefund } from '../tables/cash-refund.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { interaction } from '../tables/interaction.ts';
import type { Book } from './book.ts';
import { moveTill, type Split } from './booking.ts';
import { caseOf, changeCase, closeCase, type CaseName } from './case-work.ts';
import type { Facts, Rows } from './define.ts';

/**
 * 挂账退现 (domain 4.5 I, suspense.clear as cash refund): two persons of the county say that a customer's money in suspense
 * is given back in cash and to whom; the counter pays it once, online. The suspense is empty and the case closed only when
 * the cash is out.
 */

type Interaction = RowOf<typeof interaction>;
export type CashRefund = RowOf<typeof cashRefund>;
export const CASH_REFUND = 'counter.suspense_refund';

/** The refund of an entry, if the money is still there to be given back as it was agreed. */
export function payableRefund(rows: Rows, entryId: string): CashRefund | null {
  const row = rows.get(cashRefund, entryId);
  const entry = rows.get(interaction, entryId);
  const lies = entry?.suspense_ledger === row?.ledger && entry?.suspense_fen === row?.fen;
  return row !== null && row.status === 'agreed' && lies ? row : null;
}

/** Key of the refund of the entry a case is about. */
export function refundOf(rows: Rows, of: CaseName): RowKey[] {
  const subject = caseOf(rows, of)?.interaction ?? null;
  return subject === null ? [] : [keyOf(cashRefund, subject)];
}

/** What the case's owner proposes. A second proposal takes the place of the first. */
export function proposeRefund(
  book: Book,
  of: { readonly case: string; readonly entryId: string; readonly entry: Interaction; readonly payeeName: string },
): void {
  const { entry } = of;
  if (entry.suspense_ledger === null) return;
  book.put(cashRefund, of.entryId, {
    case: of.case,
    fen: entry.suspense_fen,
    ledger: entry.suspense_ledger,
    payee_name: of.payeeName,
    status: 'proposed',
    agreed_at: null,
    paid_by: null,
    paid_on: null,
  });
}

/** The second person agreed: from now on the counter may pay. */
export function agreeRefund(book: Book, facts: Facts, entryId: string): void {
  const row = book.get(cashRefund, entryId);
  if (row?.status === 'proposed')
    book.put(cashRefund, entryId, { ...row, status: 'agreed', agreed_at: facts.capturedAt });
}

/** Sent back, or the money went elsewhere. */
export function withdrawRefund(book: Book, entryId: string): void {
  const row = book.get(cashRefund, entryId);
  if (row?.status === 'proposed' || row?.status === 'agreed')
    book.put(cashRefund, entryId, { ...row, status: 'withdrawn' });
}

/** Keys of what paying the refund of an entry, or taking that back, may touch. */
export function refundReads(rows: Rows, entryId: string): RowKey[] {
  const row = rows.get(cashRefund, entryId);
  return [
    keyOf(cashRefund, entryId),
    keyOf(interaction, entryId),
    ...(row === null ? [] : [keyOf(exceptionCase, row.case)]),
  ];
}

/** The legs of a refund and what it ends. `payableRefund` has answered `row`. */
export function payRefund(
  book: Book,
  facts: Facts,
  of: { readonly entryId: string; readonly row: CashRefund; readonly till: string },
): void {
  const { entryId, row } = of;
  const cash = { column: 'out', mirror: false, offline: false } as const;
  moveTill(book, facts, { ...cash, till: of.till, fen: row.fen, kind: CASH_REFUND });
  book.post(row.ledger, null, row.fen);
  const entry = book.get(interaction, entryId);
  if (entry !== null)
    book.put(interaction, entryId, { ...entry, suspense_ledger: null, suspense_fen: 0, status: 'refunded' });
  book.put(cashRefund, entryId, { ...row, status: 'paid', paid_by: facts.rowId, paid_on: facts.businessDate });
  const name = { case: row.case, aml: false };
  changeCase(book, name, { suspense_fen: 0 });
  closeCase(book, facts, name, 'refund_cash');
}

/** A refund whose answer was not waited for: the cash stayed, the money lies in suspense again and may be asked for again. */
export function mirrorRefund(book: Book, facts: Facts, of: { id: string; row: Interaction }): Split {
  const { id, row } = of;
  const cash = { column: 'out', fen: row.amount_fen, mirror: true, offline: false } as const;
  if (row.till !== null) moveTill(book, facts, { ...cash, till: row.till, kind: row.kind });
  const entryId = row.partner_account;
  const refund = entryId === null ? null : book.get(cashRefund, entryId);
  const entry = entryId === null ? null : book.get(interaction, entryId);
  if (entryId !== null && refund !== null && entry !== null) {
    book.post(refund.ledger, null, -row.amount_fen);
    book.put(cashRefund, entryId, { ...refund, status: 'agreed', paid_by: null, paid_on: null });
    book.put(interaction, entryId, {
      ...entry,
      suspense_ledger: refund.ledger,
      suspense_fen: refund.fen,
      status: entry.account_fen === 0 ? 'suspense' : 'posted_with_exception',
    });
    const again = { status: 'claimed', closed_at: null, resolution: null, suspense_fen: refund.fen } as const;
    changeCase(book, { case: refund.case, aml: false }, again);
  }
  book.put(interaction, id, { ...row, status: 'reversed', reversed_by: facts.rowId });
  return { accountFen: row.amount_fen, suspenseLedger: null, suspenseFen: 0 };
}
