import { defineTable } from './define.ts';
import { date, digits, fen, id, instant, list, opt, text } from './fields.ts';

/** An order of an authority that waits its turn (轮候): what it asked for, and when. */
const WAITING = {
  authority: text(60),
  document_no: text(40),
  /** Part to freeze; null = all of it. */
  fen: opt(fen()),
  /** Last day it is asked for. */
  until: date(),
  asked_at: instant(),
  entry: id(),
};

/**
 * Whose freeze an account is under, and whose wait for it to end. Row id = account id. No row: nobody waits, and who
 * froze it is not on record.
 */
export const freezeTurns = defineTable({
  name: 'freeze_turns',
  kind: 116,
  scope: 'outlet',
  fields: { authority: opt(text(60)), document_no: opt(text(40)), waiting: list(WAITING, 50) },
});

/** A stop of the bank's own that the manager confirms within 24 hours (domain 4.5 B). Row id = account id. */
export const stopWatch = defineTable({
  name: 'stop_watch',
  kind: 117,
  scope: 'outlet',
  fields: {
    stopped_at: instant(),
    reason: text(60),
    maker: opt(digits(11)),
    /** A manager's own stop needs nobody else. */
    confirmed_by: opt(digits(11)),
    confirmed_at: opt(instant()),
  },
});
