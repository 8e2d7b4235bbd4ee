import { isSheet, sheetTotal } from '../../rules/denominations.ts';
import { keyOf } from '../../tables/define.ts';
import { digits, fen, list } from '../../tables/fields.ts';
import { tellerSession } from '../../tables/teller-session.ts';
import { DENOMINATION_FIELDS, till } from '../../tables/till.ts';
import { openBook } from '../book.ts';
import { dual } from '../checks.ts';
import { defineCommand } from '../define.ts';
import { checkOwnTill, inOrder } from '../money-checks.ts';

/** A till goes back to the vault, counted before the chief teller. The count must equal the book; cash does not move. */
export const handInTill = defineCommand({
  name: 'till.hand_in',
  version: 1,
  payload: { till: digits(2), counted_fen: fen(), denominations: list(DENOMINATION_FIELDS, 16) },
  offline: 'Y',
  roles: ['teller', 'chief_teller'],
  movesCash: true,
  receipt: 'T1',
  rejections: ['NO_TILL', 'FIELD_FORMAT', 'DENOM_MISMATCH', 'COUNT_DIFFERENT'],
  reads: ({ payload: p, facts }) => [
    keyOf(till, p.till),
    ...(facts.maker === null ? [] : [keyOf(tellerSession, facts.maker)]),
  ],
  checker: (input) => dual('chief_teller', input),
  admit: ({ payload: p, rows, facts }) => {
    const counted = sheetTotal(p.denominations);
    const bookFen = rows.get(till, p.till)?.cash_fen ?? 0;
    return inOrder<'NO_TILL' | 'FIELD_FORMAT' | 'DENOM_MISMATCH' | 'COUNT_DIFFERENT'>([
      () => checkOwnTill(rows, facts, p.till),
      () => (isSheet(p.denominations) ? null : { code: 'FIELD_FORMAT', detail: { field: 'denominations' } }),
      () =>
        p.denominations.length > 0 && counted !== p.counted_fen
          ? { code: 'DENOM_MISMATCH', detail: { counted_fen: counted, difference_fen: counted - p.counted_fen } }
          : null,
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
