import { sameName } from '../rules/remittance.ts';
import { remittance } from '../tables/remittance.ts';
import { remittanceSender } from '../tables/remittance-guard.ts';
import type { Book } from './book.ts';
import type { Facts, Refusal, Rows } from './define.ts';
import { clearingWith } from './inter-branch-deals.ts';
import { REMIT_LEDGER, tellSender, type Remittance } from './remit-parts.ts';

/**
 * Back to the sender (退汇): a remittance nobody was paid goes back to the outlet that took it in, on the sender's word
 * or when its days are over. There it is `returned` and owed to the sender until they have the cash.
 */

/** Returned, and the sender has not had it yet. */
export const isOwedToSender = (row: Remittance, branch: string): boolean =>
  row.status === 'returned' && row.from_outlet === branch && row.paid_by === null;

/** Where it waits to be paid: it is paid here no more. Another outlet's goes back over clearing. */
export function giveBack(book: Book, facts: Facts, of: { readonly no: string; readonly row: Remittance }): void {
  const { no, row } = of;
  if (row.status === 'paid') {
    tellSender(book, facts, { no, row, paid: true });
    return;
  }
  if (row.status !== 'arrived') return;
  book.put(remittance, no, { ...row, status: 'returned', paid_on: null });
  if (row.from_outlet === facts.branch) return;
  book.post(REMIT_LEDGER, null, row.fen);
  book.post(clearingWith(row.from_outlet), null, -row.fen);
  book.send(row.from_outlet, 'remit.returned', { remit_no: no });
}

/** Where it was taken in: it is back, and owed to the sender. Once. */
export function takeBack(book: Book, of: { readonly no: string; readonly row: Remittance }): void {
  const { no, row } = of;
  if (row.status !== 'sent') return;
  book.post(clearingWith(row.to_outlet), null, row.fen);
  book.post(REMIT_LEDGER, null, -row.fen);
  book.put(remittance, no, { ...row, status: 'returned', paid_by: null, paid_on: null });
}

export interface SenderPaper {
  readonly remit_no: string;
  readonly sender_name: string;
  readonly sender_id_no: string;
}

/** The person who sent it: the name, and the paper where one was shown. */
export function checkSender(
  rows: Rows,
  of: SenderPaper,
  row: Remittance,
): Refusal<'NAME_MISMATCH' | 'ID_MISMATCH'> | null {
  if (!sameName(row.sender_name, of.sender_name)) return { code: 'NAME_MISMATCH', detail: {} };
  const shown = rows.get(remittanceSender, of.remit_no)?.id_no ?? null;
  const same = shown === null || shown.toUpperCase() === of.sender_id_no.trim().toUpperCase();
  return same ? null : { code: 'ID_MISMATCH', detail: {} };
}
