import type { RowKey } from '../tables/define.ts';
import type { CaseAction } from '../tables/case-action.ts';
import type { Book } from './book.ts';
import { recordEntry } from './booking.ts';
import { transferOf, type CaseName } from './case-work.ts';
import type { Facts, Rows } from './define.ts';
import { COUNTY_CLEARING, putTransfer, transferReads } from './transfers.ts';
import { inTransit, TRANSIT, type Transfer } from './transit.ts';

/**
 * What two persons of the county do with cash that was sent and never taken, or taken and never sent. The county's
 * count is put right, somebody is liable, or it becomes cash short or over of the outlet with a case of its own. A
 * journal that comes afterwards is a fact all the same: the transfer is open again, with its case.
 */

/** Keys of what ending the case of cash on its way may touch. */
export function transitReads(rows: Rows, facts: Facts, of: CaseName): RowKey[] {
  const transfer = transferOf(rows, of);
  return transfer === null ? [] : transferReads(rows, facts, { id: transfer.id, moved: null });
}

/** The row once the county's figure is what the outlet's is. */
const corrected = (row: Transfer, left: number): Transfer =>
  row.kind === 'to_county'
    ? { ...row, answer: 'accepted', accepted_fen: row.accepted_fen + left }
    : { ...row, sent_fen: row.sent_fen - left };

/** Cash short (`left` positive) or over of the outlet, looked into by a case of its own. */
function toDifference(book: Book, facts: Facts, id: string, left: number): void {
  const ledger = left > 0 ? 'CASH-SHORT' : 'CASH-OVER';
  const amount = Math.abs(left);
  book.post(ledger, null, left);
  recordEntry(
    book,
    facts,
    {
      kind: 'recon.adjust',
      channel: 'system',
      direction: left > 0 ? 'out' : 'in',
      fen: amount,
      account: null,
      accountNo: null,
      customer: null,
      card: null,
      till: null,
      voucherNo: null,
      status: 'posted_with_exception',
      counts: false,
    },
    { accountFen: 0, suspenseLedger: ledger, suspenseFen: amount },
  );
  book.raise({
    code: 'CASH_DIFFERENCE',
    amountFen: amount,
    suspenseLedger: ledger,
    suspenseFen: amount,
    outletRecord: `transfer=${id}`,
    centreRecord: `in_transit_fen=${left}`,
  });
}

/** Empties SUS-TRF of it. \`actionsFor\` has said that the outcome fits. */
export function endTransit(book: Book, facts: Facts, of: { name: CaseName; action: CaseAction }): void {
  const transfer = transferOf(book, of.name);
  const left = transfer === null ? 0 : inTransit(transfer.row);
  if (transfer === null || left === 0) return;
  const { id, row } = transfer;
  book.post(TRANSIT, null, -left);
  if (of.action === 'correct') {
    book.post(COUNTY_CLEARING, null, left);
    return putTransfer(book, facts, id, corrected(row, left));
  }
  if (of.action === 'liability') book.post('RECEIVABLE-STAFF', null, left);
  else toDifference(book, facts, id, left);
  putTransfer(book, facts, id, { ...row, settled_fen: row.settled_fen + left });
}
