import type { BusinessDate } from '../../kernel/dates.ts';
import { nextBusinessDate } from '../../rules/business-day.ts';
import { keyOf } from '../../tables/define.ts';
import { orgUnit } from '../../tables/org-unit.ts';
import { outletCalendar, outletDay, outletState } from '../../tables/outlet-day.ts';
import { till } from '../../tables/till.ts';
import { openBook, type Book } from '../book.ts';
import { dual } from '../checks.ts';
import { closeReads, compareLines, deviceCloseId, LATE, lineReads } from '../day-figures.ts';
import { defineCommand, type Rows } from '../define.ts';
import { OUTLET_STATE, putState, stateOf } from '../outlet-state.ts';
import { configReads } from '../payout-limits.ts';
import { posted } from '../posted.ts';
import { stockReads } from '../voucher-stock.ts';
import { checkDay, DAY_PAYLOAD, DAY_REJECTIONS, isWholeHere, type DayInput } from './day-checklist.ts';

/**
 * 网点日结: the chief teller closes the date and the manager confirms. The entry is the day package: the columns of
 * every till, counts and totals per kind, and the journal head of every terminal or that it could not be read. It
 * needs no sync and posts under its own date whenever it arrives; the hub compares then and keeps the first.
 */

/**
 * All a terminal has are tills of an earlier date: it did not work on this one, and the mark and the case of that
 * date stand for it.
 */
const isFromBefore = (rows: Rows, on: BusinessDate, { tills }: DayInput['payload'], device: string): boolean => {
  const own = tills.filter((line) => line.device === device);
  return own.length > 0 && own.every((line) => (rows.get(till, line.till)?.last_held_on ?? on) < on);
};

/** Something of this date is still to come from it. */
const isMissing = (rows: Rows, { payload: p, facts }: DayInput, one: DayInput['payload']['devices'][number]): boolean =>
  one.missing && !isWholeHere(rows, facts, one.device) && !isFromBefore(rows, facts.businessDate, p, one.device);

function raiseMissing(book: Book, input: DayInput): void {
  const { payload: p, facts } = input;
  if (facts.hub === null) return;
  for (const one of p.devices) {
    if (!isMissing(book, input, one)) continue;
    book.raise({
      code: LATE,
      subject: deviceCloseId(facts.businessDate, one.device),
      outletRecord: `device_no=${one.device_no};missing=1`,
      centreRecord: `business_date=${facts.businessDate}`,
    });
  }
}

function closeDate(book: Book, input: DayInput): void {
  const { payload: p, facts } = input;
  const date = facts.businessDate;
  const known = book.get(outletDay, date);
  if (known?.status === 'closed') return;
  const calendar = book.get(outletCalendar, OUTLET_STATE);
  book.put(outletDay, date, {
    business_date: date,
    opened_at: known?.opened_at ?? facts.capturedAt,
    opened_by: known?.opened_by ?? null,
    witness: known?.witness ?? null,
    status: 'closed',
    closed_at: facts.capturedAt,
    closed_by: facts.maker,
    confirmed_by: facts.checker,
    next_date: nextBusinessDate(date, calendar),
    package: facts.rowId,
    vault_fen: p.vault_fen,
    tills: p.tills,
    kinds: p.kinds,
    devices: p.devices.map((one) => ({
      device: one.device,
      device_no: one.device_no,
      seq: one.seq,
      head: one.head,
      missing: isMissing(book, input, one),
    })),
  });
  const state = stateOf(book);
  const last = state.last_closed;
  putState(book, {
    last_closed: last !== null && last > date ? last : date,
    open_date: state.open_date === date ? null : state.open_date,
    // A close counts as unsynced on terminals until the hub's own row, which says 0, has arrived.
    unsynced_closes: facts.hub === null ? state.unsynced_closes + 1 : 0,
  });
}

export const closeDay = defineCommand({
  name: 'outlet.day_close',
  version: 1,
  payload: DAY_PAYLOAD,
  offline: 'Y',
  roles: ['chief_teller'],
  session: 'signed_on',
  date: 'behind',
  receipt: 'T5',
  rejections: DAY_REJECTIONS,
  reads: ({ payload: p, facts }) => [
    keyOf(outletState, OUTLET_STATE),
    keyOf(outletDay, facts.businessDate),
    keyOf(outletCalendar, OUTLET_STATE),
    keyOf(orgUnit, facts.branch),
    ...configReads(['outlet.vault_limit_fen']),
    ...lineReads(p.tills, facts.businessDate),
    ...p.tills.flatMap((line) => stockReads(line.till)),
    ...closeReads(
      facts.businessDate,
      p.devices.map((one) => one.device),
    ),
  ],
  checker: (input) => dual('outlet_manager', input),
  admit: checkDay,
  apply: (input) => {
    const { payload: p, facts } = input;
    const book = openBook(input.rows);
    closeDate(book, input);
    compareLines(
      book,
      facts,
      p.tills.filter((line) => isWholeHere(book, facts, line.device)),
    );
    raiseMissing(book, input);
    return posted(book);
  },
});
