import { keyOf, type RowOf } from '../../tables/define.ts';
import { code, digits, fen, flag, int, list, text } from '../../tables/fields.ts';
import { outletState } from '../../tables/outlet-day.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { tillCount } from '../../tables/till-count.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { VOUCHER_TYPES } from '../../tables/voucher.ts';
import { checkReason } from '../case-work.ts';
import type { Book } from '../book.ts';
import { openBook } from '../book.ts';
import { postsOf } from '../checks.ts';
import { defineCommand, type Facts, type Input, type Refusal } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { noteTillOut, OUTLET_STATE } from '../outlet-state.ts';
import { posted } from '../posted.ts';
import { bookOf, checkCounted, tillCountId } from '../till-checks.ts';
import { noteCount } from '../till-counts.ts';
import { checkVoucherCounts, stockReads } from '../voucher-stock.ts';
import { closeTill, transferKeys } from './formal-balance.ts';

/**
 * 代缴尾箱 (domain 6): the till of a clerk who does not come back is counted by the chief teller and the manager, at the
 * tablet it was taken at, for only there is its journal whole. A count that is not the book is written down; the
 * difference goes to 长短款, and the next count that agrees puts the till into the vault.
 */
const payload = {
  till: digits(2),
  counted_fen: fen(),
  denominations: list(DENOMINATION_FIELDS, 16),
  vouchers: list({ voucher_type: code(...VOUCHER_TYPES), count: int(0, 1_000_000) }, 8),
  reason: text(100),
  /** The count agreed with the book of the tablet: the till goes into the vault. */
  closes: flag(),
};
type CollectInput = Input<typeof payload>;
type Codes =
  'NO_TILL' | 'REASON_REQUIRED' | 'FIELD_FORMAT' | 'DENOM_MISMATCH' | 'UNRESOLVED_DIFFERENCE' | 'VOUCHER_COUNT';

/** Held at this tablet by somebody else. */
const isLeftHere = (row: RowOf<typeof till> | null, facts: Facts): boolean =>
  row !== null && row.status === 'held' && row.device === facts.device && row.holder !== facts.maker;

function checkClosing({ payload: p, rows }: CollectInput): Refusal<'UNRESOLVED_DIFFERENCE' | 'VOUCHER_COUNT'> | null {
  if (!p.closes) return null;
  const difference = p.counted_fen - bookOf(rows, p.till);
  if (difference !== 0) return { code: 'UNRESOLVED_DIFFERENCE', detail: { difference_fen: difference } };
  return checkVoucherCounts(rows, p.till, p.vouchers);
}

function takeBack(book: Book, { payload: p, facts }: CollectInput, holder: string | null): void {
  const row = book.get(till, p.till);
  if (row === null || !isLeftHere(row, facts)) return;
  book.put(till, p.till, { ...row, status: 'in_vault', holder: null, device: null, taken_at: null });
  noteTillOut(book, p.till, null);
  const session = holder === null ? null : book.get(tellerSession, holder);
  if (holder !== null && session !== null && session.till === p.till)
    book.put(tellerSession, holder, { ...session, till: null });
}

export const collectTill = defineCommand({
  name: 'till.collect',
  version: 1,
  payload,
  offline: 'Y',
  roles: ['chief_teller', 'outlet_manager'],
  date: 'any',
  receipt: 'T3',
  rejections: [
    'NO_TILL',
    'REASON_REQUIRED',
    'FIELD_FORMAT',
    'DENOM_MISMATCH',
    'UNRESOLVED_DIFFERENCE',
    'VOUCHER_COUNT',
  ],
  reads: ({ payload: p, rows, facts }) => {
    const holder = rows.get(till, p.till)?.holder ?? null;
    return [
      keyOf(till, p.till),
      keyOf(tillCount, tillCountId(p.till, facts.businessDate)),
      keyOf(outletState, OUTLET_STATE),
      ...(holder === null ? [] : [keyOf(tellerSession, holder)]),
      ...stockReads(p.till),
      ...transferKeys(rows, p.till),
    ];
  },
  checker: ({ facts, rows }) =>
    postsOf(rows, facts.maker, facts.businessDate).includes('chief_teller') ? 'outlet_manager' : 'chief_teller',
  admit: (input) => {
    const { payload: p, rows, facts } = input;
    const row = rows.get(till, p.till);
    return inOrder<Codes>([
      () => (isLeftHere(row, facts) ? null : { code: 'NO_TILL', detail: { till: p.till } }),
      () => checkReason(p.reason),
      () => checkCounted(p),
      () => checkClosing(input),
    ]);
  },
  apply: (input) => {
    const { payload: p, rows, facts } = input;
    const book = openBook(rows);
    const row = rows.get(till, p.till);
    noteCount(book, facts, { till: p.till, fen: p.counted_fen, denominations: p.denominations });
    if (!p.closes) return posted(book);
    closeTill(book, input);
    takeBack(book, input, row?.holder ?? null);
    const left = isLeftHere(row, facts);
    if (facts.hub !== null && !left)
      book.raise({
        code: 'TILL_MISMATCH',
        amountFen: Math.abs(p.counted_fen - (row?.cash_fen ?? 0)),
        outletRecord: `till=${p.till};counted=${p.counted_fen}`,
        centreRecord: `book=${row?.cash_fen ?? 0};holder=${row?.holder ?? '-'}`,
      });
    return posted(book);
  },
});
