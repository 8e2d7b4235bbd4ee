import { addDays, type BusinessDate } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { customerPlace } from '../tables/customer-place.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import type { interaction } from '../tables/interaction.ts';
import { largeDeals } from '../tables/large-deals.ts';
import type { RowOf } from '../tables/define.ts';
import { customerDay } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { customerDayId } from './booking.ts';
import { placeOf } from './customer-copies.ts';
import type { Facts, Rows } from './define.ts';

/**
 * Rules about a person's cash (LARGE_CASH, STRUCTURING_SUSPECTED) are judged where the master of the person is, for
 * all outlets together. An outlet that holds only a copy tells the master's branch of every deal and judges none.
 */

type Direction = 'in' | 'out';
interface Deal {
  readonly customer: string | null;
  readonly direction: Direction;
  readonly fen: Fen;
}

export const placeKeys = (customer: string | null): RowKey[] =>
  customer === null ? [] : [keyOf(customerPlace, customer)];

/** This branch judges the cash of this person. */
export const judgesPerson = (rows: Rows, facts: Facts, customer: string): boolean =>
  placeOf(rows, customer, facts.branch).role === 'master';

/** A deal of a person whose master is elsewhere, on its way there. */
export function tellMaster(book: Book, facts: Facts, { customer, direction, fen }: Deal): void {
  if (facts.hub === null || customer === null || judgesPerson(book, facts, customer)) return;
  const place = placeOf(book, customer, facts.branch);
  book.send(place.master_branch, 'customer.cash_deal', {
    customer: place.master,
    branch: facts.branch,
    entry: facts.rowId,
    direction,
    fen,
    business_date: facts.businessDate,
    at: facts.capturedAt,
    device: facts.device,
    offline: facts.offline,
  });
}

/** The deal `entry` was taken back (`stands` false), or stands again after all. */
export function tellMasterBack(
  book: Book,
  facts: Facts,
  of: { readonly entry: string; readonly row: RowOf<typeof interaction>; readonly stands: boolean },
): void {
  const { entry, row, stands } = of;
  if (facts.hub === null || row.customer === null || row.direction === 'none') return;
  if (judgesPerson(book, facts, row.customer)) return;
  const place = placeOf(book, row.customer, facts.branch);
  const deal = {
    customer: place.master,
    branch: facts.branch,
    entry,
    direction: row.direction,
    fen: row.amount_fen,
    business_date: row.business_date,
  };
  if (!stands) book.send(place.master_branch, 'customer.cash_back', deal);
  else
    book.send(place.master_branch, 'customer.cash_deal', {
      ...deal,
      at: row.captured_at,
      device: row.device,
      offline: row.offline,
    });
}

/** A person's cash of the last days, as far as `STRUCTURING_SUSPECTED` remembers deals. */
const DAYS_KEPT = 11;
const datesUpTo = (last: BusinessDate): readonly BusinessDate[] =>
  Array.from({ length: DAYS_KEPT }, (_, back) => addDays(last, -back));

/** Keys to hand the cash of a person over to the branch of the master. */
export const handOverReads = (customer: string, facts: Facts): RowKey[] => [
  keyOf(largeDeals, customer),
  ...datesUpTo(facts.businessDate).map((date) => keyOf(customerDay, customerDayId(customer, date))),
];

/**
 * This branch has just heard that the master of `customer` is elsewhere: what it counted till now goes there once.
 * Call before the place is written; a branch that knew it already hands over nothing again.
 */
export function handOverCash(
  book: Book,
  facts: Facts,
  of: { readonly customer: string; readonly master: string; readonly masterBranch: string },
): void {
  if (facts.hub === null || !judgesPerson(book, facts, of.customer)) return;
  const days = datesUpTo(facts.businessDate).flatMap((date) => {
    const day = book.get(customerDay, customerDayId(of.customer, date));
    return day === null || (day.cash_in_fen === 0 && day.cash_out_fen === 0)
      ? []
      : [{ business_date: date, cash_in_fen: day.cash_in_fen, cash_out_fen: day.cash_out_fen }];
  });
  if (days.length === 0) return;
  book.send(of.masterBranch, 'customer.cash_before', {
    customer: of.master,
    branch: facts.branch,
    days,
    deals: book.get(largeDeals, of.customer)?.deals ?? [],
  });
}
