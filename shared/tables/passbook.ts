import { defineTable } from './define.ts';
import { code, date, digits, fen, id, instant, int, opt } from './fields.ts';

/** One row as it stands on paper. `line` null: several lines in one, or carried over from the old book. */
export const PRINTED_ROW = {
  row: int(0),
  line: opt(int(0)),
  kind: code(),
  business_date: date(),
  fen: fen(),
  balance_fen: fen(),
};
/** Twenty kept lines, one for those before them, one carried over. */
export const PRINTED_ROWS_MAX = 22;

/** How far the passbook of an account is printed (domain 3.5 `lines_printed`). Row id = account id. */
export const passbook = defineTable({
  name: 'passbook',
  kind: 110,
  scope: 'outlet',
  fields: {
    /** The book this is about; another number on the account means a new one, with nothing in it. */
    passbook_no: opt(digits(1, 15)),
    /** Statement lines of the account that are on paper: the next to print. */
    printed: int(0),
    /** Rows of this book that are used. */
    rows: int(0),
    balance_fen: fen(),
    printed_on: opt(date()),
    at: instant(),
    entry: opt(id()),
  },
});
