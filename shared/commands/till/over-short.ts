import { keyOf } from '../../tables/define.ts';
import { code, digits, fen, text } from '../../tables/fields.ts';
import { tillCount } from '../../tables/till-count.ts';
import { till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { moveTill, recordEntry, tillDayId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { tillCountId } from '../till-checks.ts';
import { checkCountedNow, countOf, unexplained } from '../till-counts.ts';

/**
 * 长短款: a counted difference is written down by the chief teller with the manager's consent. Over and short are
 * ledgers of their own and never netted: the book goes to what was counted, and a case stays open until the cause is
 * found or somebody is liable.
 */
const payload = {
  till: digits(2),
  /** Over positive, short negative; not more than the counted difference. */
  fen: fen(),
  cause: code('unknown', 'wrong_count', 'customer', 'entry_error', 'other'),
  note: text(100),
  voucher_no: digits(22),
};
type OverShortInput = Input<typeof payload>;

function checkSign({ payload: p, rows, facts }: OverShortInput): Refusal<'SIGN'> | null {
  const row = countOf(rows, p.till, facts.businessDate);
  const difference = row === null ? 0 : unexplained(row);
  const fits = p.fen !== 0 && Math.sign(p.fen) === Math.sign(difference) && Math.abs(p.fen) <= Math.abs(difference);
  return fits ? null : { code: 'SIGN', detail: { difference_fen: difference } };
}

export const overShort = defineCommand({
  name: 'till.over_short',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['chief_teller'],
  date: 'any',
  receipt: 'T4',
  sigma: (p) => ({ direction: p.fen > 0 ? 'in' : 'out', fen: Math.abs(p.fen) }),
  rejections: ['NO_TILL', 'TILL_BALANCED', 'COUNT_FIRST', 'SIGN'],
  reads: ({ payload: p, facts }) => [
    keyOf(till, p.till),
    keyOf(tillCount, tillCountId(p.till, facts.businessDate)),
    keyOf(tillDay, tillDayId(p.till, facts.businessDate)),
  ],
  checker: (input) => dual('outlet_manager', input),
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(till, p.till);
    return inOrder<'NO_TILL' | 'TILL_BALANCED' | 'COUNT_FIRST' | 'SIGN'>([
      () => (row === null ? { code: 'NO_TILL', detail: { till: p.till } } : null),
      () => (row?.balanced_on === facts.businessDate ? { code: 'TILL_BALANCED', detail: {} } : null),
      () => checkCountedNow(rows, facts, p.till),
      () => checkSign(input),
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const over = p.fen > 0;
    const amount = Math.abs(p.fen);
    const ledger = over ? 'CASH-OVER' : 'CASH-SHORT';
    moveTill(book, facts, {
      till: p.till,
      column: over ? 'over' : 'short',
      fen: amount,
      mirror: false,
      offline: false,
    });
    book.post(ledger, null, -p.fen);
    const row = book.get(tillCount, tillCountId(p.till, facts.businessDate));
    if (row !== null)
      book.put(tillCount, tillCountId(p.till, facts.businessDate), {
        ...row,
        last_book_fen: row.last_book_fen + p.fen,
      });
    const entry = {
      kind: 'till.over_short',
      channel: 'system' as const,
      direction: over ? ('in' as const) : ('out' as const),
      fen: amount,
      account: null,
      accountNo: null,
      customer: null,
      card: null,
      till: p.till,
      voucherNo: p.voucher_no,
      status: 'posted_with_exception' as const,
      summary: p.note.slice(0, 60),
      counts: false,
    };
    recordEntry(book, facts, entry, { accountFen: 0, suspenseLedger: ledger, suspenseFen: amount });
    if (facts.hub !== null)
      book.raise({
        code: 'CASH_DIFFERENCE',
        amountFen: amount,
        suspenseLedger: ledger,
        suspenseFen: amount,
        outletRecord: `till=${p.till};cause=${p.cause};note=${p.note.replaceAll(';', '，')}`,
        centreRecord: `counted_fen=${row?.last_fen ?? '-'};first_fen=${row?.first_fen ?? '-'};first_book_fen=${row?.first_book_fen ?? '-'}`,
      });
    return { verdict: 'posted_with_exception', code: null, split: null, changes: book.changes() };
  },
});
