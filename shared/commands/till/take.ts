import { addDays } from '../../kernel/dates.ts';
import { isSheet, sheetTotal } from '../../rules/denominations.ts';
import { keyOf } from '../../tables/define.ts';
import { lease } from '../../tables/device.ts';
import { digits, fen, list, opt, text } from '../../tables/fields.ts';
import { outletState } from '../../tables/outlet-day.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { tillDay } from '../../tables/totals.ts';
import { openBook } from '../book.ts';
import { noTillDay, tillDayId } from '../booking.ts';
import { dual } from '../checks.ts';
import { defineCommand, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { noteTillOut, OUTLET_STATE } from '../outlet-state.ts';

/**
 * A teller takes a till (domain 4.5 A, 6): counted, witnessed by the chief teller, equal to its last closing. Taking
 * moves no cash; it says whose hands it is in. Offline only tills named by the device's lease.
 */
const payload = {
  till_no: digits(2),
  counted_fen: fen(),
  denominations: list(DENOMINATION_FIELDS, 16),
  /** The manager's reason for the same teller holding the same till on two business dates in a row. */
  override_reason: opt(text(100)),
};
type TakeInput = Input<typeof payload>;

type Codes =
  | 'NO_TILL'
  | 'TILL_BUSY'
  | 'TILL_BALANCED'
  | 'FIELD_FORMAT'
  | 'OFFLINE_NOT_ALLOWED'
  | 'DENOM_MISMATCH'
  | 'COUNT_DIFFERENT'
  | 'TILL_SAME_AS_YESTERDAY';

const sameAsYesterday = ({ payload: p, rows, facts }: TakeInput): boolean => {
  const row = rows.get(till, p.till_no);
  return (
    row !== null &&
    row.last_holder === facts.maker &&
    row.last_held_on !== null &&
    addDays(row.last_held_on, 1) === facts.businessDate
  );
};

function checkFree({ payload: p, rows, facts }: TakeInput): Refusal<'NO_TILL' | 'TILL_BUSY' | 'TILL_BALANCED'> | null {
  const row = rows.get(till, p.till_no);
  if (row === null) return { code: 'NO_TILL', detail: { till: p.till_no } };
  if (row.status === 'held') return { code: 'TILL_BUSY', detail: { till: p.till_no } };
  const own = facts.maker === null ? null : (rows.get(tellerSession, facts.maker)?.till ?? null);
  if (own !== null) return { code: 'TILL_BUSY', detail: { till: own } };
  return row.balanced_on === facts.businessDate ? { code: 'TILL_BALANCED', detail: {} } : null;
}

function checkLeased({ payload: p, rows, facts }: TakeInput): Refusal<'OFFLINE_NOT_ALLOWED'> | null {
  if (!facts.offline) return null;
  const held = facts.leaseId === null ? null : rows.get(lease, facts.leaseId);
  return held?.tills.some((one) => one.till === p.till_no) === true
    ? null
    : { code: 'OFFLINE_NOT_ALLOWED', detail: { till: p.till_no } };
}

export const takeTill = defineCommand({
  name: 'till.take',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  receipt: 'T1',
  rejections: [
    'NO_TILL',
    'TILL_BUSY',
    'TILL_BALANCED',
    'FIELD_FORMAT',
    'OFFLINE_NOT_ALLOWED',
    'DENOM_MISMATCH',
    'COUNT_DIFFERENT',
    'TILL_SAME_AS_YESTERDAY',
  ],
  reads: ({ payload: p, facts }) => [
    keyOf(till, p.till_no),
    keyOf(outletState, OUTLET_STATE),
    keyOf(tillDay, tillDayId(p.till_no, facts.businessDate)),
    ...(facts.leaseId === null ? [] : [keyOf(lease, facts.leaseId)]),
    ...(facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  ],
  checker: (input) => dual(sameAsYesterday(input) ? 'outlet_manager' : 'chief_teller', input),
  admit: (input) => {
    const { payload: p, rows } = input;
    const counted = sheetTotal(p.denominations);
    const bookFen = rows.get(till, p.till_no)?.cash_fen ?? 0;
    return inOrder<Codes>([
      () => checkFree(input),
      () => checkLeased(input),
      () => (isSheet(p.denominations) ? null : { code: 'FIELD_FORMAT', detail: { field: 'denominations' } }),
      () =>
        p.denominations.length > 0 && counted !== p.counted_fen
          ? { code: 'DENOM_MISMATCH', detail: { counted_fen: counted, difference_fen: counted - p.counted_fen } }
          : null,
      () =>
        p.counted_fen === bookFen
          ? null
          : { code: 'COUNT_DIFFERENT', detail: { till_fen: bookFen, difference_fen: p.counted_fen - bookFen } },
      () =>
        sameAsYesterday(input) && (p.override_reason ?? '') === ''
          ? { code: 'TILL_SAME_AS_YESTERDAY', detail: { till: p.till_no } }
          : null,
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(till, p.till_no);
    const cash = row?.cash_fen ?? 0;
    const taken = row !== null && row.status === 'held' && !(row.holder === facts.maker && row.device === facts.device);
    const different = cash !== p.counted_fen;
    book.put(till, p.till_no, {
      till_no: p.till_no,
      status: 'held',
      cash_fen: cash,
      holder: facts.maker,
      device: facts.device,
      last_holder: facts.maker,
      last_held_on: facts.businessDate,
      balanced_on: row?.balanced_on ?? null,
      opening_counted_fen: p.counted_fen,
      taken_at: facts.capturedAt,
      last_count: p.denominations,
    });
    noteTillOut(book, p.till_no, facts.device);
    const dayId = tillDayId(p.till_no, facts.businessDate);
    if (rows.get(tillDay, dayId) === null) book.put(tillDay, dayId, noTillDay(p.till_no, facts.businessDate, cash));
    const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
    if (facts.maker !== null && session !== null && session.device === facts.device)
      book.put(tellerSession, facts.maker, { ...session, till: p.till_no });
    if (facts.hub !== null && (taken || different)) {
      book.raise({
        code: 'TILL_MISMATCH',
        amountFen: Math.abs(p.counted_fen - cash),
        outletRecord: `till=${p.till_no};counted=${p.counted_fen}`,
        centreRecord: `book=${cash};holder=${row?.holder ?? '-'}`,
      });
    }
    return {
      verdict: taken || different ? 'posted_with_exception' : 'posted',
      code: null,
      split: null,
      changes: book.changes(),
    };
  },
});
