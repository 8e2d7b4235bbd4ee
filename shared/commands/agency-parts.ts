import { shanghaiTime, type BusinessDate, type Instant } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { agencyBill, agencyDay, agencyDayId, biller } from '../tables/biller.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import type { interaction } from '../tables/interaction.ts';
import { claimBill, freeBill } from './agency-bills.ts';
import type { Book } from './book.ts';
import { moveTill, type Split } from './booking.ts';
import type { Facts, Rows } from './define.ts';

/** 代收: what collecting a bill and taking it back have in common. */

type Interaction = RowOf<typeof interaction>;

export const AGENCY_COLLECT = 'counter.agency_collect';
/** Cash of a bill its biller does not get: the customer's. */
export const AGENCY_SUSPENSE = 'SUS-APP';
/** Collected for a biller and not handed over. */
export const agencyLedger = (code: string): string => `AGENCY:${code}`;

export function minuteInChina(at: Instant): number {
  const [hours = '0', minutes = '0'] = shanghaiTime(at).split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The collections of the day are with the biller: what is wrong now goes to it, not back to the customer. */
export function pastCutOff(rows: Rows, row: Interaction, facts: Facts): boolean {
  if (row.kind !== AGENCY_COLLECT || row.partner_bank === null) return false;
  const known = rows.get(biller, row.partner_bank);
  return known !== null && minuteInChina(facts.capturedAt) >= known.cut_off_minute;
}

/** Keys to take back a collection; none for another entry. */
export const agencyReads = (row: Interaction): RowKey[] =>
  row.kind !== AGENCY_COLLECT || row.partner_bank === null || row.partner_account === null
    ? []
    : [
        keyOf(biller, row.partner_bank),
        keyOf(agencyBill, row.partner_account),
        keyOf(agencyDay, agencyDayId(row.partner_bank, row.business_date)),
      ];

/** Counts a collection, or with negative figures one that is taken back, to what is handed over to the biller. */
export function countCollected(
  book: Book,
  of: { readonly biller: string; readonly on: BusinessDate; readonly fen: Fen; readonly count: number },
): void {
  if (of.fen === 0) return;
  const dayId = agencyDayId(of.biller, of.on);
  const none = {
    biller: of.biller,
    business_date: of.on,
    count: 0,
    fen: 0,
    handed_fen: 0,
    handed_on: null,
    entry: null,
  };
  const day = book.get(agencyDay, dayId) ?? none;
  book.put(agencyDay, dayId, { ...day, count: Math.max(0, day.count + of.count), fen: day.fen + of.fen });
}

interface OfBill {
  /** Row of the collection. */
  readonly id: string;
  readonly bill: string;
  readonly row: RowOf<typeof agencyBill>;
}
function giveBack(book: Book, facts: Facts, { id, bill, row }: OfBill): void {
  book.put(agencyBill, bill, { ...row, status: 'taken_back' });
  freeBill(book, facts, { bill, entry: id });
}
function payAgain(book: Book, facts: Facts, { id, bill, row }: OfBill): void {
  book.put(agencyBill, bill, { ...row, status: 'paid' });
  claimBill(book, facts, { bill, entry: id, fen: row.fen, at: row.at });
}

/** The cash goes back, the bill is open again. */
export function mirrorAgency(
  book: Book,
  facts: Facts,
  of: { id: string; row: Interaction; tillNo: string | null },
): Split {
  const { id, row } = of;
  const back = { column: 'in', fen: row.amount_fen, mirror: true, offline: row.offline } as const;
  if (of.tillNo !== null) moveTill(book, facts, { ...back, till: of.tillNo, kind: row.kind });
  book.post(agencyLedger(row.partner_bank ?? '-'), null, row.account_fen);
  if (row.suspense_ledger !== null) book.post(row.suspense_ledger, null, row.suspense_fen);
  if (row.partner_bank !== null)
    countCollected(book, { biller: row.partner_bank, on: row.business_date, fen: -row.account_fen, count: -1 });
  const bill = row.partner_account === null ? null : book.get(agencyBill, row.partner_account);
  if (row.partner_account !== null && bill !== null && bill.entry === id)
    giveBack(book, facts, { id, bill: row.partner_account, row: bill });
  return { accountFen: row.account_fen, suspenseLedger: row.suspense_ledger, suspenseFen: row.suspense_fen };
}

/** Giving the cash back was given up: the biller has it, and the bill is paid unless somebody else paid it since. */
export function collectAgain(
  book: Book,
  facts: Facts,
  of: { reversal: Interaction; original: { id: string; row: Interaction }; tillNo: string | null },
): Split {
  const { id, row } = of.original;
  const cash = { column: 'out', fen: row.amount_fen, mirror: true, offline: of.reversal.offline } as const;
  if (of.tillNo !== null) moveTill(book, facts, { ...cash, till: of.tillNo });
  book.post(agencyLedger(row.partner_bank ?? '-'), null, -row.account_fen);
  if (row.suspense_ledger !== null) book.post(row.suspense_ledger, null, -row.suspense_fen);
  if (row.partner_bank !== null)
    countCollected(book, { biller: row.partner_bank, on: row.business_date, fen: row.account_fen, count: 1 });
  const bill = row.partner_account === null ? null : book.get(agencyBill, row.partner_account);
  if (row.partner_account !== null && bill !== null && bill.entry === id)
    payAgain(book, facts, { id, bill: row.partner_account, row: bill });
  return { accountFen: row.account_fen, suspenseLedger: row.suspense_ledger, suspenseFen: row.suspense_fen };
}
