import type { BusinessDate } from '../kernel/dates.ts';
import type { Fen } from '../kernel/money.ts';
import { tillBook } from '../rules/till-equation.ts';
import { keyOf, type RowKey, type RowOf } from '../tables/define.ts';
import { exceptionCase } from '../tables/exception-case.ts';
import { deviceClose, type outletDay } from '../tables/outlet-day.ts';
import { till } from '../tables/till.ts';
import { tillDay } from '../tables/totals.ts';
import type { Book } from './book.ts';
import { noTill, noTillDay, tillDayId } from './booking.ts';
import { caseId } from './cases.ts';
import type { Facts, Rows } from './define.ts';

/**
 * Figures of a day's end: a line per till with every column of its sheet, entries per kind. What a package says is
 * compared with the rows on the side that judges it, and on the hub only where the device's whole day has arrived.
 */
export type TillLine = RowOf<typeof outletDay>['tills'][number];
export type KindLine = RowOf<typeof outletDay>['kinds'][number];

export const deviceCloseId = (on: BusinessDate, device: string): string => `${on}/${device.slice(0, 16)}`;
export const LATE = 'DAY_CLOSE_LATE';

/** A till on a date. Its closing is the book of its sheet; one without a sheet keeps what is in it. */
export function tillLine(of: {
  till: string;
  row: RowOf<typeof till> | null;
  day: RowOf<typeof tillDay> | null;
  on: BusinessDate;
  device: string;
}): TillLine {
  const row = of.row ?? noTill(of.till);
  const day = of.day ?? noTillDay(of.till, of.on, row.cash_fen);
  return {
    till: of.till,
    device: of.device,
    opening_fen: day.opening_fen,
    cash_in_fen: day.cash_in_fen,
    cash_out_fen: day.cash_out_fen,
    transfer_in_fen: day.transfer_in_fen,
    transfer_out_fen: day.transfer_out_fen,
    over_fen: day.over_fen,
    short_fen: day.short_fen,
    in_count: day.in_count,
    out_count: day.out_count,
    closing_fen: tillBook(day),
  };
}

/** Entries per kind and direction over several till days, gross. */
export function kindLines(days: readonly { readonly kinds: readonly KindLine[] }[]): KindLine[] {
  const sums = new Map<string, KindLine>();
  for (const day of days)
    for (const one of day.kinds) {
      const key = `${one.kind} ${one.direction}`;
      const sum = sums.get(key) ?? { kind: one.kind, direction: one.direction, count: 0, fen: 0 };
      sums.set(key, { ...sum, count: sum.count + one.count, fen: sum.fen + one.fen });
    }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

export const sumClosing = (lines: readonly TillLine[]): Fen => lines.reduce((sum, one) => sum + one.closing_fen, 0);

const asText = (line: TillLine): string =>
  [
    line.opening_fen,
    line.cash_in_fen,
    line.cash_out_fen,
    line.transfer_in_fen,
    line.transfer_out_fen,
    line.over_fen,
    line.short_fen,
    line.closing_fen,
  ].join(',');

/** The line as this side's own rows have it. The till and its day must have been read. */
export const ownLine = (rows: Rows, on: BusinessDate, line: TillLine): TillLine =>
  tillLine({
    till: line.till,
    row: rows.get(till, line.till),
    day: rows.get(tillDay, tillDayId(line.till, on)),
    on,
    device: line.device,
  });

/** Lines that differ from this side's rows. */
export const differing = (rows: Rows, on: BusinessDate, lines: readonly TillLine[]): readonly TillLine[] =>
  lines.filter((line) => asText(ownLine(rows, on, line)) !== asText(line));

export const lineReads = (lines: readonly { readonly till: string }[], on: BusinessDate): RowKey[] =>
  lines.flatMap((line) => [keyOf(till, line.till), keyOf(tillDay, tillDayId(line.till, on))]);

export const closeReads = (on: BusinessDate, devices: readonly string[]): RowKey[] =>
  devices
    .map((device) => deviceCloseId(on, device))
    .flatMap((id) => [keyOf(deviceClose, id), keyOf(exceptionCase, caseId(id, LATE))]);

/** Nobody had the till on that date and somebody has since: its cash of now says nothing of then. */
const isPast = (rows: Rows, on: BusinessDate, line: TillLine): boolean =>
  rows.get(tillDay, tillDayId(line.till, on)) === null && (rows.get(till, line.till)?.last_held_on ?? on) > on;

/** TILL_MISMATCH where a package and the hub's own sums differ. */
export function compareLines(book: Book, facts: Facts, lines: readonly TillLine[]): void {
  if (facts.hub === null) return;
  const on = facts.businessDate;
  const wrong = differing(book, on, lines).filter((line) => !isPast(book, on, line));
  if (wrong.length === 0) return;
  const own = wrong.map((line) => ownLine(book, on, line));
  book.raise({
    code: 'TILL_MISMATCH',
    amountFen: Math.abs(sumClosing(wrong) - sumClosing(own)),
    outletRecord: wrong.map((line) => `till=${line.till}:${asText(line)}`).join(';'),
    centreRecord: own.map((line) => `till=${line.till}:${asText(line)}`).join(';'),
  });
}
