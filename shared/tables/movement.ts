import { defineTable } from './define.ts';
import { code, date, fen, id, instant, int, opt, text } from './fields.ts';

/**
 * The last 20 lines of an account. Row id = `account/slot`; `line` counts all lines ever, slot = line mod 20,
 * so the twenty-first line overwrites the first and nothing has to be deleted.
 */
export const MOVEMENT_SLOTS = 20;

export const movement = defineTable({
  name: 'movement',
  kind: 15,
  scope: 'outlet',
  fields: {
    account: id(),
    line: int(0),
    /** The command that moved the money, as an interaction row id. */
    interaction: id(),
    kind: code(),
    channel: code(),
    fen: fen(),
    balance_fen: fen(),
    business_date: date(),
    captured_at: instant(),
    summary: opt(text(40)),
  },
});

/** Line counter of an account. Row id = account id. */
export const accountLines = defineTable({
  name: 'account_lines',
  kind: 16,
  scope: 'outlet',
  fields: { lines: int(0) },
});
