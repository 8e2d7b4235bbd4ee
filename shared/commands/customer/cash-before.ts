import { ok } from '../../kernel/result.ts';
import { date, digits, fen, flag, id, instant, list, opt, text } from '../../tables/fields.ts';
import { keyOf } from '../../tables/define.ts';
import { customerDay } from '../../tables/totals.ts';
import { openBook, type Book } from '../book.ts';
import { countCustomerDay, customerDayId } from '../booking.ts';
import { defineCommand, type Input } from '../define.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { dealReads, noteDeal } from '../structuring.ts';

/**
 * What an outlet had counted of a person's cash before it heard that the master is elsewhere, told to the master once
 * (domain 4.8 LARGE_CASH, STRUCTURING_SUSPECTED, X6). A sum that passes the line only together is a case here; what
 * passed it alone has its case at the outlet already.
 */
const payload = {
  customer: id(),
  branch: digits(8),
  days: list({ business_date: date(), cash_in_fen: fen(), cash_out_fen: fen() }, 16),
  deals: list({ at: instant(), fen: fen(), command: text(36), device: opt(text(32)), offline: flag() }, 64),
};
type BeforeInput = Input<typeof payload>;
type Day = BeforeInput['payload']['days'][number];

/** Adds one day's sums; raises LARGE_CASH where neither side alone had reached the line. */
function addDay(book: Book, input: BeforeInput, day: Day): void {
  const { payload: p, rows, facts } = input;
  const there = { ...facts, businessDate: day.business_date };
  const line = valueOf(rows, 'cash.large_report_fen', there);
  const dayId = customerDayId(p.customer, day.business_date);
  for (const direction of ['in', 'out'] as const) {
    const column = `cash_${direction}_fen` as const;
    const told = day[column];
    if (told === 0) continue;
    const here = book.get(customerDay, dayId)?.[column] ?? 0;
    countCustomerDay(book, there, { customer: p.customer, column: direction, fen: told });
    if (here < line && told < line && here + told >= line)
      book.raise({
        code: 'LARGE_CASH',
        amountFen: told,
        customer: p.customer,
        outletRecord: `branch=${p.branch};date=${day.business_date}`,
      });
  }
}

export const cashBefore = defineCommand({
  name: 'customer.cash_before',
  version: 1,
  payload,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [
    ...p.days.map((day) => keyOf(customerDay, customerDayId(p.customer, day.business_date))),
    ...dealReads(p.customer),
    ...configReads(['cash.large_report_fen']),
  ],
  admit: () => ok(null),
  apply: (input) => {
    const { payload: p, facts } = input;
    const book = openBook(input.rows);
    for (const day of p.days) addDay(book, input, day);
    let sum = 0;
    for (const deal of p.deals) {
      const there = { ...facts, rowId: deal.command, capturedAt: deal.at, device: deal.device, offline: deal.offline };
      if (noteDeal(book, there, { customer: p.customer, fen: deal.fen })) sum += deal.fen;
    }
    if (sum > 0)
      book.raise({
        code: 'STRUCTURING_SUSPECTED',
        amountFen: sum,
        customer: p.customer,
        outletRecord: `branch=${p.branch};deals=${p.deals.length}`,
      });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
