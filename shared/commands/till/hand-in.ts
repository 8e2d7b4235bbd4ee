import { keyOf } from '../../tables/define.ts';
import { digits, fen, list } from '../../tables/fields.ts';
import { outletState } from '../../tables/outlet-day.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand } from '../define.ts';
import { inOrder } from '../money-checks.ts';
import { noteTillOut, OUTLET_STATE } from '../outlet-state.ts';
import { checkCounted, holdsIt } from '../till-checks.ts';

/**
 * A till goes back to the vault, formally balanced and counted before the chief teller. The count must equal the book;
 * cash does not move.
 */
export const handInTill = defineCommand({
  name: 'till.hand_in',
  version: 1,
  payload: { till: digits(2), counted_fen: fen(), denominations: list(DENOMINATION_FIELDS, 16) },
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  date: 'any',
  receipt: 'T1',
  rejections: ['NO_TILL', 'NOT_FORMALLY_BALANCED', 'FIELD_FORMAT', 'DENOM_MISMATCH', 'COUNT_DIFFERENT'],
  reads: ({ payload: p, facts }) => [
    keyOf(till, p.till),
    keyOf(outletState, OUTLET_STATE),
    ...(facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  ],
  checker: (input) => dual('chief_teller', input),
  admit: ({ payload: p, rows, facts }) => {
    const row = rows.get(till, p.till);
    const bookFen = row?.cash_fen ?? 0;
    return inOrder<'NO_TILL' | 'NOT_FORMALLY_BALANCED' | 'FIELD_FORMAT' | 'DENOM_MISMATCH' | 'COUNT_DIFFERENT'>([
      () => (holdsIt(row, facts) ? null : { code: 'NO_TILL', detail: { till: p.till } }),
      () => (row?.balanced_on === facts.businessDate ? null : { code: 'NOT_FORMALLY_BALANCED', detail: {} }),
      () => checkCounted(p),
      () =>
        p.counted_fen === bookFen
          ? null
          : { code: 'COUNT_DIFFERENT', detail: { till_fen: bookFen, difference_fen: p.counted_fen - bookFen } },
    ]);
  },
  apply: ({ payload: p, rows, facts }) => {
    const book = openBook(rows);
    const row = rows.get(till, p.till);
    const own = row !== null && row.holder === facts.maker && row.device === facts.device;
    const different = row !== null && row.cash_fen !== p.counted_fen;
    if (own)
      book.put(till, p.till, {
        ...row,
        status: 'in_vault',
        holder: null,
        device: null,
        taken_at: null,
        last_count: p.denominations,
      });
    if (own) noteTillOut(book, p.till, null);
    const session = facts.maker === null ? null : rows.get(tellerSession, facts.maker);
    if (facts.maker !== null && session !== null && session.till === p.till)
      book.put(tellerSession, facts.maker, { ...session, till: null });
    const flagged = !own || different;
    if (facts.hub !== null && flagged) {
      book.raise({
        code: 'TILL_MISMATCH',
        amountFen: Math.abs(p.counted_fen - (row?.cash_fen ?? 0)),
        outletRecord: `till=${p.till};counted=${p.counted_fen}`,
        centreRecord: `book=${row?.cash_fen ?? 0};holder=${row?.holder ?? '-'}`,
      });
    }
    return { verdict: flagged ? 'posted_with_exception' : 'posted', code: null, split: null, changes: book.changes() };
  },
});
