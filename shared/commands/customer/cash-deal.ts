import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { code, date, digits, fen, flag, id, instant, opt, text } from '../../tables/fields.ts';
import { customerDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { countCustomerDay, customerDayId } from '../booking.ts';
import { defineCommand } from '../define.ts';
import { configReads, valueOf } from '../payout-limits.ts';
import { dealReads, forgetDeal, noteDeal } from '../structuring.ts';

/**
 * Cash a person has moved at an outlet that reads a copy, told to the branch of the master: counted with what the
 * person did elsewhere on that business date, and judged here (domain 4.8 LARGE_CASH, STRUCTURING_SUSPECTED, X6).
 */

const told = {
  customer: id(),
  /** The outlet whose cash it was. */
  branch: digits(8),
  /** The interaction there. */
  entry: id(),
  direction: code('in', 'out'),
  fen: fen(),
  business_date: date(),
};

export const cashDeal = defineCommand({
  name: 'customer.cash_deal',
  version: 1,
  payload: { ...told, at: instant(), device: opt(text(32)), offline: flag() },
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [
    keyOf(customerDay, customerDayId(p.customer, p.business_date)),
    ...dealReads(p.customer),
    ...configReads(['cash.large_report_fen']),
  ],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    // As if it had happened here, by that tablet, at that time.
    const there = {
      ...facts,
      rowId: p.entry,
      businessDate: p.business_date,
      capturedAt: p.at,
      device: p.device,
      offline: p.offline,
    };
    const column = p.direction === 'in' ? 'cash_in_fen' : 'cash_out_fen';
    const dayId = customerDayId(p.customer, p.business_date);
    const line = valueOf(rows, 'cash.large_report_fen', there);
    const before = book.get(customerDay, dayId)?.[column] ?? 0;
    countCustomerDay(book, there, { customer: p.customer, column: p.direction, fen: p.fen });
    const raised = { amountFen: p.fen, customer: p.customer, outletRecord: `branch=${p.branch};entry=${p.entry}` };
    if (before < line && before + p.fen >= line) book.raise({ code: 'LARGE_CASH', ...raised });
    if (noteDeal(book, there, p)) book.raise({ code: 'STRUCTURING_SUSPECTED', ...raised });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});

/** It was taken back there. It may overtake the deal itself: the sum is below zero for that long. */
export const cashBack = defineCommand({
  name: 'customer.cash_back',
  version: 1,
  payload: told,
  offline: 'N',
  doors: ['message'],
  roles: null,
  rejections: [],
  reads: ({ payload: p }) => [keyOf(customerDay, customerDayId(p.customer, p.business_date)), ...dealReads(p.customer)],
  admit: () => ok(null),
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const there = { ...facts, businessDate: p.business_date };
    countCustomerDay(book, there, { customer: p.customer, column: p.direction, fen: -p.fen });
    forgetDeal(book, p.customer, p.entry);
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
