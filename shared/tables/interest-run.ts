import { defineTable } from './define.ts';
import { date, fen, int, opt } from './fields.ts';

/**
 * One crediting of demand interest at an outlet. Row id = the day it is credited on. All its figures are taken from the
 * postings up to `as_of_version`, also when it was broken off and resumed; later ones are made good the next time.
 */
export const interestRun = defineTable({
  name: 'interest_run',
  kind: 80,
  scope: 'outlet',
  fields: {
    from: date(),
    through: date(),
    as_of_version: int(0),
    /** null while it runs. */
    accounts: opt(int(0)),
    paid_fen: opt(fen()),
  },
});
