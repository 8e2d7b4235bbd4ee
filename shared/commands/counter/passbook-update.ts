import { markAfter } from '../../rules/passbook.ts';
import { account } from '../../tables/account.ts';
import { customer } from '../../tables/customer.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, id, int, list, opt } from '../../tables/fields.ts';
import { passbook, PRINTED_ROW, PRINTED_ROWS_MAX } from '../../tables/passbook.ts';
import { eventDone, recordEvent } from '../account-event.ts';
import { openBook } from '../book.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { bookOf, hasPassbook, passbookReads, planOf, type Plan } from '../passbook.ts';

/**
 * 补登折 (domain 4.5 B): the lines that are missing in the passbook are printed into it. No money moves. Only what the
 * centre has posted goes on paper: a line recorded here that waits may still get another one before it. What was
 * printed stands in the entry, so the same rows can be printed once more.
 */

const payload = {
  account: id(),
  passbook_no: opt(digits(1, 15)),
  /** The first statement line, and the first row of the book, that are printed now. */
  from_line: int(0),
  from_row: int(0),
  printed: list(PRINTED_ROW, PRINTED_ROWS_MAX),
};
type UpdateInput = Input<typeof payload>;

export const PASSBOOK_UPDATE = 'counter.passbook_update';

type BookFault = Refusal<'ACCOUNT_NOT_FOUND' | 'ACCOUNT_STATUS' | 'PASSBOOK_MISMATCH'>;

/** A book reported lost is not printed into, whoever brings it. */
function checkBook({ payload: p, rows }: UpdateInput): BookFault | null {
  const row = rows.get(account, p.account);
  if (row === null) return { code: 'ACCOUNT_NOT_FOUND', detail: {} };
  if (!hasPassbook(row) || row.passbook_no !== p.passbook_no) return { code: 'PASSBOOK_MISMATCH', detail: {} };
  const ended = ['pending', 'cancelled', 'closed', 'lost_oral', 'lost_written'].includes(row.status);
  return ended ? { code: 'ACCOUNT_STATUS', detail: { status: row.status } } : null;
}

function planned({ payload: p, rows, facts }: UpdateInput): Plan {
  const book = bookOf(rows, p.account, facts);
  if (book === null) return { fault: { code: 'NOTHING_TO_PRINT', detail: {} } };
  return planOf(book, { from_line: p.from_line, from_row: p.from_row });
}

/** What goes on paper is what is posted, row by row. */
function checkRows(input: UpdateInput): Refusal<'NOTHING_TO_PRINT' | 'PASSBOOK_FULL' | 'FIELD_FORMAT'> | null {
  const plan = planned(input);
  if (plan.fault !== null) return plan.fault;
  const same = JSON.stringify(plan.rows) === JSON.stringify(input.payload.printed);
  return same ? null : { code: 'FIELD_FORMAT', detail: { field: 'printed' } };
}

export const passbookUpdate = defineCommand({
  name: PASSBOOK_UPDATE,
  version: 1,
  payload,
  offline: 'Y',
  bases: ['advice'],
  doors: ['terminal'],
  roles: ['teller', 'chief_teller'],
  receipt: 'passbook',
  rejections: [
    'ACCOUNT_NOT_FOUND',
    'ACCOUNT_STATUS',
    'PASSBOOK_MISMATCH',
    'NOTHING_TO_PRINT',
    'PASSBOOK_FULL',
    'FIELD_FORMAT',
  ],
  reads: (input) => {
    const { payload: p, rows } = input;
    const row = rows.get(account, p.account);
    return [...passbookReads(rows, p.account), ...(row === null ? [] : [keyOf(customer, row.customer)])];
  },
  admit: (input) => inOrder([() => checkBook(input), () => checkRows(input)]),
  apply: (input) => {
    const { payload: p, facts, rows } = input;
    const held = rows.get(account, p.account);
    const book = bookOf(rows, p.account, facts);
    if (held === null || book === null)
      return { verdict: 'rejected', code: 'ACCOUNT_NOT_FOUND', split: null, changes: [] };
    const out = openBook(rows);
    const begun = { ...book.mark, printed: p.from_line };
    const after = markAfter(begun, p.printed, book.lines);
    const same = rows.get(passbook, p.account)?.passbook_no === p.passbook_no;
    // Of two tablets' prints the one that goes further stands; a book that was exchanged meanwhile is not this one.
    const further = !same || after.printed > book.mark.printed;
    if (held.passbook_no === p.passbook_no && (further || after.printed === book.mark.printed))
      out.put(passbook, p.account, {
        passbook_no: p.passbook_no,
        printed: after.printed,
        rows: further ? after.rows : Math.max(after.rows, book.mark.rows),
        balance_fen: after.balance_fen,
        printed_on: after.printed_on,
        at: facts.capturedAt,
        entry: facts.rowId,
      });
    const lines = p.printed.flatMap((one) => one.line ?? []);
    recordEvent(out, facts, {
      kind: PASSBOOK_UPDATE,
      account: p.account,
      card: null,
      summary: `lines=${lines[0] ?? '-'}..${lines.at(-1) ?? '-'};rows=${p.printed.length}`,
    });
    return eventDone(out);
  },
});
