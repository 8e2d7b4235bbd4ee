import type { BusinessDate } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { account } from '../tables/account.ts';
import { keyOf, type RowKey } from '../tables/define.ts';
import { transferDay } from '../tables/transfer-day.ts';
import type { Book } from './book.ts';
import { placeOf } from './customer-copies.ts';
import type { Facts, Rows } from './define.ts';
import { configReads, valueOf } from './payout-limits.ts';
import { judgesPerson, placeKeys } from './person-cash.ts';

/**
 * 大额转账: a natural person's transfers to others, and from others, each added up over one business date and all outlets,
 * are reported from ¥500,000 on (order of the central bank 2016 No. 3, Art. 5). Between a person's own accounts nothing is
 * reported (Art. 7). Judged in the branch of the person's master, in the scope of AML alone.
 */

type Direction = 'in' | 'out';
interface Part {
  readonly customer: string;
  readonly direction: Direction;
  readonly fen: Fen;
  /** The interaction that moved it, and the outlet where. */
  readonly entry: string;
  readonly branch: string;
}

export const transferDayId = (customer: string, date: BusinessDate): string => `${customer}/${date}`;

/** Keys to count a transfer of these people. */
export const largeTransferReads = (customers: readonly (string | null)[], date: BusinessDate): RowKey[] => [
  ...customers.flatMap((one) =>
    one === null ? [] : [...placeKeys(one), keyOf(transferDay, transferDayId(one, date))],
  ),
  ...configReads(['transfer.large_report_fen']),
];

/** Adds it to the person's day here; the case is raised by the transfer that reaches the line. */
export function countTransfer(book: Book, facts: Facts, of: Part & { readonly date: BusinessDate }): void {
  const { customer, direction, fen, date } = of;
  const id = transferDayId(customer, date);
  const day = book.get(transferDay, id) ?? { customer, business_date: date, in_fen: 0, out_fen: 0 };
  const column = direction === 'in' ? 'in_fen' : 'out_fen';
  const sum = day[column] + fen;
  book.put(transferDay, id, { ...day, [column]: sum });
  const line = valueOf(book, 'transfer.large_report_fen', facts);
  if (day[column] < line && sum >= line)
    book.raise({
      code: 'LARGE_TRANSFER',
      // One transfer may reach the line of both people.
      subject: direction === 'out' ? of.entry : `${of.entry}/in`,
      customer,
      amountFen: fen,
      outletRecord: `branch=${of.branch};entry=${of.entry}`,
      centreRecord: `direction=${direction};day_fen=${sum}`,
    });
}

/** A transfer of one person, counted here or told to the branch of the master. `fen` negative takes it back. */
export function noteTransfer(
  book: Book,
  facts: Facts,
  of: Omit<Part, 'branch'> & { readonly date?: BusinessDate },
): void {
  if (facts.hub === null || of.fen === 0) return;
  const part = { ...of, branch: facts.branch, date: of.date ?? facts.businessDate };
  if (judgesPerson(book, facts, of.customer)) return countTransfer(book, facts, part);
  const place = placeOf(book, of.customer, facts.branch);
  book.send(place.master_branch, 'customer.transfer_deal', {
    customer: place.master,
    branch: facts.branch,
    entry: of.entry,
    direction: of.direction,
    fen: of.fen,
    business_date: part.date,
  });
}

/** Both sides of a transfer between accounts of two people; nothing between a person's own. */
export function noteBetween(
  book: Book,
  facts: Facts,
  of: {
    readonly from: string;
    readonly to: string;
    readonly fen: Fen;
    readonly entry: string;
    readonly date?: BusinessDate;
  },
): void {
  const [payer, payee] = [book.get(account, of.from)?.customer, book.get(account, of.to)?.customer];
  if (payer === undefined || payee === undefined || payer === payee) return;
  const { entry, fen } = of;
  const date = of.date ?? facts.businessDate;
  noteTransfer(book, facts, { customer: payer, direction: 'out', fen, entry, date });
  noteTransfer(book, facts, { customer: payee, direction: 'in', fen, entry, date });
}

/** Keys to take a transfer back. */
export const transferBackReads = (
  rows: Rows,
  row: { readonly account: string | null; readonly to_account: string | null; readonly business_date: BusinessDate },
): RowKey[] =>
  row.to_account === null
    ? []
    : largeTransferReads(
        [row.account, row.to_account].map((id) => (id === null ? null : (rows.get(account, id)?.customer ?? null))),
        row.business_date,
      );
