import { cashTransfer } from '../tables/cash-transfer.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { outletState } from '../tables/outlet-day.ts';
import { till } from '../tables/till.ts';
import { tillDay } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { tillDayId } from './booking.ts';
import { caseId } from './cases.ts';
import type { Facts, Rows } from './define.ts';
import { OUTLET_STATE, putState, stateOf } from './outlet-state.ts';
import { inTransit, TRANSIT, type Transfer } from './transit.ts';

/**
 * Cash on its way between two pairs of hands. It stands in SUS-TRF from the moment one side has recorded it until the
 * other has; which journal arrives first does not matter. It is one-sided when both have spoken and differ, or when
 * the silent side has balanced its till without it.
 */
export const COUNTY_CLEARING = 'CLEARING-COUNTY';

export const noTransfer = (kind: Transfer['kind'], facts: Facts): Transfer => ({
  kind,
  from_till: null,
  to_till: null,
  business_date: facts.businessDate,
  sent_fen: 0,
  sent_at: null,
  sent_by: null,
  sent_device: null,
  answer: 'none',
  accepted_fen: 0,
  answered_at: null,
  answered_by: null,
  answered_device: null,
  returned_fen: 0,
  confirmed: false,
  nonce: '',
  seal_no: null,
  escorts: [],
  denominations: [],
  settled_fen: 0,
});

/** Keys of everything a step of transfer `id` may touch. `moved` is the till whose cash it moves. */
export function transferReads(rows: Rows, facts: Facts, of: { id: string; moved: string | null }): RowKey[] {
  const row = rows.get(cashTransfer, of.id);
  const tills = [row?.from_till ?? null, row?.to_till ?? null, of.moved].filter((one) => one !== null);
  return [
    keyOf(cashTransfer, of.id),
    keyOf(exceptionCase, caseId(of.id, 'TRANSFER_ONE_SIDED')),
    keyOf(outletState, OUTLET_STATE),
    ...tills.map((one) => keyOf(till, one)),
    ...(of.moved === null ? [] : [keyOf(tillDay, tillDayId(of.moved, facts.businessDate))]),
  ];
}

/** The till that has still to say something; null when it is the county's turn. */
const silentTill = (row: Transfer): string | null => (row.answer === 'none' ? row.to_till : row.from_till);

function isOneSided(rows: Rows, row: Transfer): boolean {
  if (inTransit(row) === 0) return false;
  const bothSpoke = row.sent_at !== null && (row.answer === 'accepted' || row.returned_fen > 0);
  const silent = silentTill(row);
  const balancedOn = silent === null ? null : (rows.get(till, silent)?.balanced_on ?? null);
  return bothSpoke || (balancedOn !== null && balancedOn >= row.business_date);
}

/**
 * Raises the case of a one-sided transfer, or closes it when the other side has come. What comes after the case was
 * ended leaves money in transit again, and the case is open again. Hub only.
 */
export function judgeTransfer(book: Book, facts: Facts, id: string, row: Transfer): void {
  if (facts.hub === null) return;
  const key = caseId(id, 'TRANSFER_ONE_SIDED');
  const known = book.get(exceptionCase, key);
  const open = known !== null && known.status !== 'closed';
  const left = inTransit(row);
  const outletRecord = `from_till=${row.from_till ?? '-'};to_till=${row.to_till ?? '-'};sent_fen=${row.sent_fen};answer=${row.answer}`;
  const centreRecord = `accepted_fen=${row.accepted_fen};returned_fen=${row.returned_fen};in_transit_fen=${left}`;
  if (open && left === 0)
    book.put(exceptionCase, key, {
      ...known,
      status: 'closed',
      suspense_fen: 0,
      closed_at: facts.capturedAt,
      resolution: `both sides recorded by ${facts.rowId}`,
    });
  else if (open)
    book.put(exceptionCase, key, {
      ...known,
      suspense_fen: Math.abs(left),
      outlet_record: outletRecord,
      centre_record: centreRecord,
    });
  else if (isOneSided(book, row) || (known !== null && left !== 0))
    book.raise({
      code: 'TRANSFER_ONE_SIDED',
      subject: id,
      amountFen: Math.abs(left),
      suspenseLedger: TRANSIT,
      suspenseFen: Math.abs(left),
      outletRecord,
      centreRecord,
    });
}

/** Writes the transfer, lists it while it is open (transfers with the county do not hold up a day), judges it. */
export function putTransfer(book: Book, facts: Facts, id: string, row: Transfer): void {
  book.put(cashTransfer, id, row);
  if (row.kind === 'till') {
    const others = stateOf(book).open_transfers.filter((one) => one.transfer !== id);
    const own = {
      transfer: id,
      from_till: row.from_till,
      to_till: row.to_till,
      fen: inTransit(row),
      sent_on: row.business_date,
    };
    const open = inTransit(row) === 0 ? others : [...others, own].slice(-256);
    putState(book, { open_transfers: open });
  }
  judgeTransfer(book, facts, id, row);
}
