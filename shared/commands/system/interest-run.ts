import { ok } from '../../kernel/result.ts';
import { keyOf } from '../../tables/define.ts';
import { date, fen, int, opt } from '../../tables/fields.ts';
import { interestRun } from '../../tables/interest-run.ts';
import { openBook } from '../book.ts';
import { defineCommand } from '../define.ts';

/** Begins and ends a crediting of interest at an outlet. What a run was begun with stays: a second beginning changes nothing. */
export const runInterest = defineCommand({
  name: 'system.interest_run',
  version: 1,
  payload: {
    on: date(),
    from: date(),
    through: date(),
    as_of_version: int(0),
    /** Both null at its beginning. */
    accounts: opt(int(0)),
    paid_fen: opt(fen()),
  },
  offline: 'N',
  doors: ['hub'],
  roles: null,
  session: 'none',
  date: 'any',
  rejections: [],
  reads: ({ payload: p }) => [keyOf(interestRun, p.on)],
  admit: () => ok(null),
  apply: ({ payload: p, rows }) => {
    const book = openBook(rows);
    const { on, ...run } = p;
    const begun = rows.get(interestRun, on);
    if (begun === null) book.put(interestRun, on, run);
    else if (begun.accounts === null)
      book.put(interestRun, on, { ...begun, accounts: p.accounts, paid_fen: p.paid_fen });
    return { verdict: 'posted', code: null, split: null, changes: book.changes() };
  },
});
